// Package detect contains the catalogue of the ways in which VSS fails, and judges
// each snapshot set by it.
//
// A Signature is a value: what it needs, which bounds on the differences of named
// marks it predicts, what must not have happened, and its look-alikes. All signatures
// are judged by the same code. Every verdict has its proof.
package detect
