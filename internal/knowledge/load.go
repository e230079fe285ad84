package knowledge

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/vsslog/vsslog/internal/strictyaml"
)

// Load reads one cause. name stands in errors; each says file and line, what was
// found, and what was expected. A user's own file goes through it like ours; what
// only ours must have (sources, cases) is lint's to ask for.
func Load(name string, data []byte) (*Cause, error) {
	c := &Cause{file: name, sum: sha256.Sum256(data)}
	root, err := strictYAML(name, data, c)
	if err != nil {
		return nil, err
	}
	c.root = root
	if errs := c.missingPatterns(); errs != nil {
		return nil, errors.Join(errs...)
	}
	if c.Wraps {
		c.Unless = append(c.Unless, vssSays()...)
	}
	c.prepare()
	return c, errors.Join(c.wellFormed()...)
}

// missingPatterns tells entries of lists that hold nothing, such as a lone dash.
func (c *Cause) missingPatterns() []error {
	var errs []error
	for _, l := range c.patternLists() {
		for i, p := range l.list {
			if p == nil {
				errs = append(
					errs,
					c.bad(fmt.Sprintf("%s.%d", l.name, i), "is empty; a pattern such as {event: 8193} expected"),
				)
			}
		}
	}
	return errs
}

// place is where the cause stands, for errors.
func (c *Cause) place() string {
	if c.file == "" {
		return c.ID
	}
	return c.file
}

// bad is an error at a field of the cause's file, or a place inside a list of it.
func (c *Cause) bad(at, format string, values ...any) error {
	return fmt.Errorf("%s:%d: %s: %s", c.place(), strictyaml.Line(c.root, at), at, fmt.Sprintf(format, values...))
}

// base of a file's name without its ending.
func stem(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }
