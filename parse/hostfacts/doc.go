// Package hostfacts reads facts about a host: systeminfo, lists of installed updates and
// versions of the files of VSS.
package hostfacts
