package export

import (
	"fmt"
	"io"
	"strings"
)

// markdown writes findings as a report for a ticket: one section each, with the
// proof. Whatever comes from logs is escaped, so that no text from a log becomes
// a heading, a link or HTML.
type markdown struct {
	w      io.Writer
	r      rows
	buf    []byte
	begun  bool
	meta   *Meta
	count  map[string]int
	counts []string // verdicts in the order met
}

func newMarkdown(w io.Writer, l *Layout, o *Options) (encoder, error) {
	return &markdown{w: w, r: newRows(l), meta: &o.Meta, count: map[string]int{}}, nil
}

func (e *markdown) begin() {
	if e.begun {
		return
	}
	e.begun = true
	e.printf("# Findings of vsslog\n")
}

func (e *markdown) printf(format string, args ...any) { e.buf = fmt.Appendf(e.buf, format, args...) }

func (e *markdown) Write(c *Chunk) error {
	e.begin()
	e.r.chunk = c
	for e.r.i = 0; e.r.i < c.Rows; e.r.i++ {
		e.section()
		if err := drain(e.w, &e.buf, writeBytes); err != nil {
			return err
		}
	}
	return drain(e.w, &e.buf, 0)
}

func (e *markdown) Close() error {
	e.begin()
	if len(e.counts) == 0 {
		e.printf("\nNo finding: no mark of any signature was seen. The inputs table tells what was read and what could not be seen.\n")
	} else {
		e.printf("\n## Count\n\n| verdict | findings |\n|---|---|\n")
		for _, verdict := range e.counts {
			e.printf("| %s | %d |\n", escapeMarkdown(verdict), e.count[verdict])
		}
	}
	e.printf("\n## Made by\n\nvsslog %s, schema version %s, options `%s`", escapeMarkdown(orDash(e.meta.Version)), SchemaVersion, strings.ReplaceAll(string(e.meta.sortedOptions()), "`", "'"))
	if e.meta.Signatures != "" {
		e.printf(", signatures SHA-256 %s", e.meta.Signatures)
	}
	e.printf("\n\n")
	for _, in := range e.meta.Inputs {
		e.printf("- %s, %d bytes, SHA-256 %s\n", escapeMarkdown(in.Source), in.Bytes, orDash(in.SHA256))
	}
	return drain(e.w, &e.buf, 0)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func (e *markdown) section() {
	r := &e.r
	verdict := string(r.text("verdict"))
	if e.count[verdict]++; e.count[verdict] == 1 {
		e.counts = append(e.counts, verdict)
	}
	e.printf("\n## %s: %s\n\n", escapeMarkdown(strings.ToUpper(verdict)), escapeMarkdown(string(r.text("title"))))
	if s := r.text("summary"); s != nil {
		e.printf("%s\n\n", escapeMarkdown(string(s)))
	}
	e.printf("| | |\n|---|---|\n")
	for _, row := range [][2]string{{"Host", "host"}, {"Writer", "writer_name"}, {"Snapshot set", "set"}, {"Signature", "signature"}, {"Severity", "severity"},
		{"Applicability", "applicability"}, {"Because", "applies"}, {"Cause", "cause"}, {"What to do", "advice"}} {
		if s := r.text(row[1]); s != nil {
			e.printf("| %s | %s |\n", row[0], escapeMarkdown(string(s)))
		}
	}
	for _, row := range [][2]string{{"Not before", "started_at"}, {"Not after", "ended_at"}} {
		if ns, ok := r.number(row[1]); ok {
			e.printf("| %s | %s |\n", row[0], appendTime(nil, ns))
		}
	}
	e.proof()
	e.list("Missing for a firmer verdict", r.texts("missing"))
	e.list("Assumed", r.texts("assumptions"))
	e.list("References", r.texts("references"))
}

func (e *markdown) proof() {
	v := e.r.column("evidence")
	from, to := v.span(e.r.i)
	if from == to {
		return
	}
	e.printf("\n### Proof\n\n| role | statement | record |\n|---|---|---|\n")
	for j := from; j < to; j++ {
		place := ""
		if !v.items[2].isNull(j) {
			place = escapeMarkdown(string(v.items[2].text(j)))
			switch {
			case !v.items[4].isNull(j):
				place += fmt.Sprintf(", line %d", v.items[4].words[j])
			default:
				place += fmt.Sprintf(", offset %d", v.items[3].words[j])
			}
			if !v.items[5].isNull(j) {
				place += fmt.Sprintf(", record %d", v.items[5].words[j])
			}
		}
		e.printf("| %s | %s | %s |\n", escapeMarkdown(string(v.items[0].text(j))), escapeMarkdown(string(v.items[1].text(j))), place)
	}
}

func (e *markdown) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	e.printf("\n### %s\n\n", title)
	for _, s := range items {
		e.printf("- %s\n", escapeMarkdown(s))
	}
}

// escapeMarkdown keeps s on one line and takes the meaning from every character
// that has one in CommonMark or its tables. Addresses that stand in references
// are still made links by GitHub, which nothing here can or need prevent.
func escapeMarkdown(s string) string {
	var b strings.Builder
	number := true // nothing but digits so far: 1. would begin a list
	for i, c := range s {
		if i == 0 && strings.ContainsRune("-+=", c) || number && i > 0 && (c == '.' || c == ')') {
			b.WriteByte('\\')
		}
		number = number && c >= '0' && c <= '9'
		switch {
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '&':
			b.WriteString("&amp;")
		case strings.ContainsRune("\\`*_[]|#~", c):
			b.WriteByte('\\')
			b.WriteRune(c)
		case c < ' ' || c == 0x7f:
			b.WriteByte(' ')
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
