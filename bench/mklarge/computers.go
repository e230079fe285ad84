package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

// computers returns the labels of all computers that logged the records of files.
func computers(files []string) ([]string, error) {
	found := labels{}
	_, err := vsslog.Events(context.Background(), vsslog.Options{Paths: files, Workers: 1}, true, found)
	return slices.Sorted(maps.Keys(found)), err
}

// labels is a sink that keeps the first labels of the computers.
type labels map[string]bool

// Event takes a record.
func (l labels) Event(r *export.EventRow) error {
	l.add(r.Record)
	return nil
}

// Batch takes records.
func (l labels) Batch(_ string, b *parse.Batch) error {
	for i := range b.Records {
		l.add(&b.Records[i])
	}
	return nil
}

func (l labels) add(r *parse.Record) {
	if label, _, _ := strings.Cut(r.Computer, "."); label != "" {
		l[strings.Clone(label)] = true
	}
}

// Close does nothing.
func (l labels) Close() error { return nil }

// maxHost is the largest number that a letter and a digit of base 36 hold.
const maxHost = 26*36 - 1

// renamed replaces, in UTF-16, the begin of each name by the number, as a letter and a
// digit, so that chunks stay as long as they are.
func renamed(names []string, number int) (*strings.Replacer, error) {
	prefix := string(rune('a'+number/36)) + strconv.FormatInt(int64(number%36), 36)
	seen := map[string]string{}
	var pairs []string
	for _, name := range slices.Backward(names) { // a name before one that it begins with
		if len(name) < len(prefix) {
			return nil, fmt.Errorf("the computer %s has too short a name for -host", name)
		}
		end := name[len(prefix):]
		key := strings.ToLower(end)
		if other, ok := seen[key]; ok && !strings.EqualFold(other, name) {
			return nil, fmt.Errorf("the computers %s and %s would have one name", other, name)
		}
		seen[key] = name
		pairs = append(pairs, string(wide(name)), string(wide(prefix+end)))
	}
	return strings.NewReplacer(pairs...), nil
}
