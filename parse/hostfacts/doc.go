// Package hostfacts reads facts about a host, as systeminfo and other commands print them:
// services, drivers and filters, volumes, keys of the registry, the time service, installed
// updates, versions of the files of VSS.
package hostfacts
