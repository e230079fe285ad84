// Package correlate finds out what happened on a host: it interprets records (the
// vocabulary), puts their times on one clock as intervals, and reconstructs the
// snapshot sets with the span of every writer in them.
//
// It decides nothing about faults; that is package detect. Times are never compared as
// points: Times answers a question about order with what is true for every choice of
// instants that the marks allow.
package correlate
