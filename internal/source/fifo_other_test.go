//go:build !unix

package source

import "errors"

func makeFIFO(string) error { return errors.ErrUnsupported }
