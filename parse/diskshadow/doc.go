// Package diskshadow reads the output of diskshadow, vshadow and betest. The three come
// from one family of Microsoft samples and share their outlines: writers with a symbolic
// state and an HRESULT, shadow copies, writer metadata. They are not translated.
// Differences: vshadow indents by 3 blanks and prints no count, diskshadow by 8; the
// case of some keys.
package diskshadow
