// Package simulate runs the Volume Shadow Copy Service of one host on a simulated clock
// and writes the files that such a host would leave: event logs (EVT, EVTX) and the
// texts of vssadmin, ntbackup, systeminfo and others. It knows the truth, so that the
// statements of an analysis can be measured.
//
// It shares no code with the readers or the reasoning that it tests: the package imports
// neither parse, correlate nor detect, and has its own writers for every format. The
// same scenario gives the same bytes every time.
//
// Message strings are either literal tokens that the real components write (ids, codes,
// GUIDs, field labels) or our own words.
package simulate
