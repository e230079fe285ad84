// Package source finds what is to be read: it walks the files, folders, globs,
// archives and pipes that the user named and hands every file in them on as a
// parse.Input, in an order that depends on names alone.
//
// Names inside a container are used as names only: nothing is unpacked under
// them. Whatever cannot be read becomes a Problem, and the rest goes on.
package source
