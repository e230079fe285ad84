package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/parse/console"
)

// bannerWord is in the first line of every output.
const bannerWord = "vssadmin 1.1"

// header is what stands before the body of an output.
type header struct {
	banner  bool
	waiting bool // the tool said that it waits for responses of writers
	body    int  // first line behind the header
}

// isBanner reports whether s is the first line of vssadmin's output. The
// version is 1.1 in every release from Server 2003 to Windows 11.
func isBanner(s string) bool { return console.HasPrefixFold(strings.TrimSpace(s), "vssadmin 1.1 -") }

// readHeader reads banner, copyright line and the notes about waiting, if they
// begin at line i; the notes alone begin an output of which the banner was not pasted. Without either body is i.
func readHeader(r *console.Reader, i int) header {
	h := header{body: i}
	switch {
	case isBanner(r.Text(i)):
		_, next := r.Joined(i)
		if after := r.SkipBlank(next); isCopyright(r.Text(after)) {
			next = after + 1
		}
		h.body = r.SkipBlank(next)
	case !isWaiting(r.Text(i)) || !isWaiting(r.Text(r.SkipBlank(i+1))):
		return h
	}
	h.banner = true
	for n := 0; n < 2 && isWaiting(r.Text(h.body)); n++ {
		h.waiting = true
		h.body = r.SkipBlank(h.body + 1)
	}
	return h
}

// isCopyright recognises "(C) Copyright 2001-2013 Microsoft Corp." in any
// language: the company's name and a year that begins with 20.
func isCopyright(s string) bool {
	return strings.Contains(s, "Microsoft") && strings.Contains(s, "20") &&
		(strings.Contains(s, "(C)") || strings.Contains(s, "(c)") || strings.Contains(s, "©"))
}

// isWaiting recognises the two lines that are printed when writers are slow to
// answer, in English.
func isWaiting(s string) bool {
	t := strings.TrimSpace(s)
	return strings.HasPrefix(t, "Waiting for responses") || strings.HasPrefix(t, "These may be delayed")
}

// skipProse takes up to two lines of prose between the banner and the first
// writer for the waiting lines in another language (unconfirmed: only English
// ones were seen).
func (h *header) skipProse(r *console.Reader) {
	if !h.banner || h.waiting {
		return
	}
	at := h.body
	for n := 0; n < 2 && !r.Blank(at) && !isBanner(r.Text(at)) && !ends(r, at); n++ {
		if _, value, ok := console.Label(r.Text(at)); ok && value != "" {
			break
		}
		at = r.SkipBlank(at + 1)
	}
	if at == h.body {
		return
	}
	if _, ok := readWriter(r, at); ok {
		h.body, h.waiting = at, true
	}
}

// readItems claims the banner at line i and every item behind it, and returns the line behind
// the last one. item reads the one at a line, and returns the line behind it; -1 if there is none.
func readItems(r *console.Reader, i int, item func(r *console.Reader, i int) int) (next int) {
	at := readHeader(r, i).body
	next = i
	for {
		after := item(r, r.SkipBlank(at))
		if after < 0 {
			return next
		}
		at, next = after, after
		r.Done(next)
	}
}
