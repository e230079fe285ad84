package knowledge

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Words is a list of words; a single one may stand without brackets.
type Words []string

// UnmarshalYAML reads a word or a list of words.
func (w *Words) UnmarshalYAML(n *yaml.Node) error {
	nodes, err := listOf(n)
	if err != nil {
		return err
	}
	for _, c := range nodes {
		if c.Tag == "!!null" || strings.TrimSpace(c.Value) == "" {
			return fmt.Errorf("line %d: an empty word found", c.Line)
		}
		*w = append(*w, c.Value)
	}
	return nil
}

// Numbers is a list of ids or codes, each as 32 bits: 8193, 0x80042306, -1022,
// -2147212302. A single one may stand without brackets.
type Numbers []uint32

// UnmarshalYAML reads a number or a list of numbers.
func (l *Numbers) UnmarshalYAML(n *yaml.Node) error {
	nodes, err := listOf(n)
	if err != nil {
		return err
	}
	for _, c := range nodes {
		v, ok := parseNumber(c.Value)
		if !ok {
			return fmt.Errorf("line %d: %q found, a number such as 8193, 0x80042306 or -1022 expected", c.Line, c.Value)
		}
		*l = append(*l, v)
	}
	return nil
}

// parseNumber reads 32 bits in decimal, with or without sign, or after 0x.
func parseNumber(s string) (uint32, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if h, ok := strings.CutPrefix(s, "0x"); ok {
		v, err := strconv.ParseUint(h, 16, 32)
		return uint32(v), err == nil
	}
	v, err := strconv.ParseInt(s, 10, 64)
	return uint32(v), err == nil && v >= -1<<31 && v < 1<<32
}

func listOf(n *yaml.Node) ([]*yaml.Node, error) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.ScalarNode {
		return []*yaml.Node{n}, nil
	}
	if n.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("line %d: a word or a list of words expected", n.Line)
	}
	for _, c := range n.Content {
		if c.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: a word expected in the list", c.Line)
		}
	}
	return n.Content, nil
}

// Duration is a time as people write it: 30s, 10m, 1h, 2d.
type Duration time.Duration

// UnmarshalYAML reads it; the line of a bad one stands in the error.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	v, err := parseDuration(n.Value)
	if err != nil || v <= 0 {
		return fmt.Errorf("line %d: %q found, a time such as 30s, 10m, 1h or 2d expected", n.Line, n.Value)
	}
	*d = Duration(v)
	return nil
}

func parseDuration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err == nil && (n < 0 || n > 3650) {
			err = strconv.ErrRange
		}
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(s)
}

func (d Duration) String() string { return time.Duration(d).String() }

// MarshalJSON writes the time as nanoseconds.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(int64(d)) }
