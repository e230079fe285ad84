// Package simulate plays the Volume Shadow Copy Service of one host on a
// simulated clock and writes the files that such a host would leave behind:
// event logs (EVT, EVTX) and the texts of vssadmin, ntbackup, systeminfo and
// others. It knows the truth, so that what an analysis says can be measured.
//
// Nothing here shares code with the readers or the reasoning that it tests: the
// package imports neither parse, correlate nor detect, and writes every format
// with writers of its own. The same scenario gives the same bytes every time.
//
// Message strings are either literal tokens that the real components write
// (ids, codes, GUIDs, field labels) or words of our own.
package simulate
