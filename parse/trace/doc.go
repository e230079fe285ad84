// Package trace reads the text traces of VSS and the logs of writers: lines that name a
// callback, with or without a time.
//
// Only the trace lines of the SQL Writer are confirmed (KB 4504103). The trace of VSSVC
// (KB 887013) is said to have the same head; no real line of it and none of vsstrace was
// seen, so function names are matched by their parts and message texts are not matched
// at all.
package trace
