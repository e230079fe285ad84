// Package vssadmin reads what vssadmin prints, in any language.
//
// Structure decides: ids in braces, [n], device names, counts, indentation.
// Labels are translated and only confirm; what they are called in a language is
// known from real output for English, French and partly Spanish.
package vssadmin
