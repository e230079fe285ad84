// Package vssadmin reads the output of vssadmin, in any language.
//
// Structure decides: ids in braces, [n], device names, counts, indentation. Labels are
// translated and only confirm; their wording is known from real output for English,
// French and partly Spanish.
package vssadmin
