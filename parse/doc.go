// Package parse defines what every reader of a log passes on: records as they are in the
// file, grouped in batches, together with the damage that was found.
//
// A reader only states facts. Package correlate decides what a record means for a
// snapshot set. Every format is a folder below this one; their ordered list is in
// parse/formats. This package imports none of them.
package parse
