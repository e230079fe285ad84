// Package source finds the files to read: it walks the files, folders, globs, archives
// and pipes that the user named and passes on every file in them as a parse.Input, in an
// order that depends only on names.
//
// Names inside a container are used only as names: nothing is unpacked under them.
// Whatever cannot be read becomes a Problem, and the walk continues.
package source
