// Package detect holds the catalogue of the ways in which VSS fails, and judges
// each snapshot set by it.
//
// A Signature is a value: what it needs, which bounds on the differences of named
// marks it predicts, what must not have happened, and what looks like it. The
// judge is the same for all. Every verdict carries its proof.
package detect
