// Package writerlist reads listings of writers that other tools make from VSS: modules of
// the PowerShell gallery, scripts, reports of support tools.
package writerlist
