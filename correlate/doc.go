// Package correlate says what happened on a host: it gives records a meaning
// (the vocabulary), puts their times on one clock as intervals, and rebuilds the
// snapshot sets with the span of every writer in them.
//
// It decides nothing about faults; that is package detect. Times are never
// compared as points: a question about order is put to Times, which answers with
// what holds in every choice of instants that the marks allow.
package correlate
