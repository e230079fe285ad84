// Package parse defines what every reader of a log hands on: records as they
// stand in the file, grouped in batches, with the damage met on the way.
//
// A reader states facts only. What a record means for a snapshot set is decided
// in package correlate. Every format is a folder below this one; the ordered
// list of them is in parse/formats. This package imports none of them.
package parse
