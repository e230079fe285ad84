package knowledge

import (
	"crypto/sha256"
	"errors"
	"slices"
	"sync/atomic"
)

// known is the base with a user's own causes, nil without any.
var known atomic.Pointer[Base]

// current is the base that everything is asked of.
func current() *Base {
	if b := known.Load(); b != nil {
		return b
	}
	return builtin()
}

// UseOwn adds a user's own causes to those that come with the program, for the whole process;
// nil takes them back. The error names all mistakes, with file and line, and changes nothing.
func UseOwn(own []*Cause) error {
	if len(own) == 0 {
		known.Store(nil)
		return nil
	}
	if errs := LintOwn(own, builtin()); errs != nil {
		return errors.Join(errs...)
	}
	b, err := builtin().With(own...)
	if err == nil {
		known.Store(b)
	}
	return err
}

// OwnCauses are a user's own causes in use, in the order of the base.
func OwnCauses() []*Cause {
	return slices.DeleteFunc(slices.Clone(current().Causes()), func(c *Cause) bool { return !c.own })
}

// Sum is the SHA-256 of the file of a user's own cause.
func (c *Cause) Sum() [sha256.Size]byte { return c.sum }
