// Package writerlist reads listings of writers that other tools make of what VSS
// says: modules of the PowerShell gallery, scripts, reports of support tools.
package writerlist
