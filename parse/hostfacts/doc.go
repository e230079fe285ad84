// Package hostfacts reads what tells about a host: systeminfo, lists of
// installed updates and versions of the files that VSS consists of.
package hostfacts
