package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "explain THING",
		Short:   "Explain a code, event, article, writer, state or signature",
		Example: "  vsslog explain 0x800423f2\n  vsslog explain -- -2147212302\n  vsslog explain VSS:8229\n  vsslog explain KB915331\n  vsslog explain SqlServerWriter\n  vsslog explain 9\n  vsslog explain 8229",
		// A negative number is a code here, not a flag.
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && args[0] == "--" {
				args = args[1:]
			}
			if len(args) == 1 && (args[0] == "--help" || args[0] == "-h") {
				return cmd.Help()
			}
			if len(args) == 0 {
				return usage("say what to explain, e.g. vsslog explain 0x800423f2")
			}
			return p.explain(strings.Join(args, " "))
		},
	}
}

// explainers are tried in order; the first that knows the thing answers.
var explainers = []func(string) []string{explainNumber, explainCode, explainEvent, explainArticle, explainSignature, explainWriter, explainName}

func (p *program) explain(thing string) error {
	thing = strings.TrimSpace(thing)
	width, _ := terminal(p.out)
	o := &screen{w: p.out, width: width}
	for _, e := range explainers {
		if lines := e(thing); lines != nil {
			for i, l := range lines {
				o.line(2*min(i, 1), l)
			}
			return nil
		}
	}
	return usage("nothing is known of %q%s; codes, PROVIDER:ID, KBnnnnnn, writer names or class ids, state numbers and signatures can be explained", thing, meant(thing))
}

// explainNumber tells all that a short decimal number may be: a state, an event
// id of any provider, an error of ESE or of Win32.
func explainNumber(thing string) []string {
	inner, state := strings.CutPrefix(thing, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	n, err := strconv.ParseInt(strings.TrimSpace(inner), 10, 32)
	if err != nil || state != closed || n < -9999 || n > 65535 {
		return nil
	}
	if n < 0 {
		return explainJet(int32(n))
	}
	var lines []string
	if int(n) < len(vocab.WriterStates) {
		s := vocab.WriterStates[n]
		lines = append(lines, fmt.Sprintf("Writer state [%d] %s: %s.", n, s.Name, s.Meaning),
			"vssadmin prints the number in brackets; on Windows 6.0 and later it may be another session's than you think. Source: Microsoft, VSS_WRITER_STATE.")
	}
	if state {
		return lines
	}
	for i := range vocab.Terms {
		if t := &vocab.Terms[i]; t.ID == uint32(n) {
			lines = append(lines, fmt.Sprintf("Event %s:%d: %s. Source: %s.", t.Provider, t.ID, t.Meaning, t.Source))
		}
	}
	if c, ok := vocab.Win32Of(uint32(n)); ok {
		lines = append(lines, fmt.Sprintf("Win32 error %d %s: %s. Source: %s.", n, c.Name, c.Meaning, c.Source))
	}
	return lines
}

// explainEvent tells about PROVIDER:ID or PROVIDER ID.
func explainEvent(thing string) []string {
	i := strings.LastIndexAny(thing, ": ")
	if i < 0 {
		return nil
	}
	n, err := strconv.ParseUint(thing[i+1:], 10, 32)
	if err != nil {
		return nil
	}
	t := vocab.Lookup(strings.TrimRight(thing[:i], ": "), uint32(n))
	if t == nil {
		return nil
	}
	lines := []string{fmt.Sprintf("%s %d: %s.", t.Provider, t.ID, t.Meaning), fmt.Sprintf("Kind %s; source of the fact: %s.", t.Kind, t.Source)}
	return append(lines, speaking(func(g detect.Trigger) bool {
		// A trigger with a condition of its own may look at other such events only.
		return g.Step == nil && g.When == nil && slices.Contains(g.Kinds, t.Kind) && (g.Events == nil || slices.Contains(g.Events, t.ID))
	})...)
}

func explainSignature(thing string) []string {
	s := detect.Find(strings.ToLower(thing))
	if s == nil {
		return nil
	}
	lines := []string{s.ID + ": " + s.Title + ".", "Cause: " + s.Cause, "Do: " + s.Advice}
	for _, r := range s.Sources {
		lines = append(lines, strings.TrimSpace("Source: "+r.Name+": "+r.Says+". "+r.URL))
	}
	return append(lines, "More: vsslog signatures "+s.ID)
}

// speaking names the signatures one of whose triggers fits.
func speaking(fits func(detect.Trigger) bool) []string {
	var among func(g detect.Trigger) bool
	among = func(g detect.Trigger) bool { return fits(g) || slices.ContainsFunc(g.Any, among) }
	var ids []string
	for _, s := range detect.Catalogue {
		if among(s.Trigger) {
			ids = append(ids, s.ID)
		}
	}
	if ids == nil {
		return nil
	}
	return []string{"Signatures that look at it: " + strings.Join(ids, ", ") + "."}
}

// meant says what somebody who wrote thing may have meant.
func meant(thing string) string {
	if i := strings.LastIndexAny(thing, ": "); i > 0 {
		if n, err := strconv.ParseUint(thing[i+1:], 10, 32); err == nil {
			return suggest(strings.TrimRight(thing[:i], ": ")+":"+thing[i+1:], eventsNear(uint32(n)))
		}
	}
	if n, err := strconv.ParseUint(thing, 10, 16); err == nil {
		return suggest(thing, numbersNear(thing, uint32(n)))
	}
	return suggest(thing, explainable())
}

// eventsNear lists the events of an id; if there is none, all events.
func eventsNear(id uint32) []string {
	terms := slices.DeleteFunc(slices.Clone(vocab.Terms), func(t vocab.Term) bool { return t.ID != id })
	if len(terms) == 0 {
		terms = byNearness(id)
	}
	words := make([]string, len(terms))
	for i, t := range terms {
		words[i] = fmt.Sprintf("%s:%d", t.Provider, t.ID)
	}
	return words
}

// numbersNear lists the event ids of as many digits as the number has.
func numbersNear(thing string, id uint32) []string {
	var words []string
	for _, t := range byNearness(id) {
		if word := fmt.Sprint(t.ID); len(word) == len(thing) {
			words = append(words, word)
		}
	}
	return words
}

// byNearness is the vocabulary, ids near the given one first: of two that differ
// as little in writing the nearer is named.
func byNearness(id uint32) []vocab.Term {
	off := func(t vocab.Term) uint32 { return max(t.ID, id) - min(t.ID, id) }
	terms := slices.Clone(vocab.Terms)
	slices.SortStableFunc(terms, func(a, b vocab.Term) int { return cmp.Compare(off(a), off(b)) })
	return terms
}

func explainable() []string {
	words := signatureIDs()
	for _, c := range vocab.WriterClasses {
		words = append(words, c.Name, c.ID)
	}
	for name := range writerAliases {
		words = append(words, name)
	}
	for _, list := range [][]vocab.Code{vocab.Codes, vocab.Win32Errors} {
		for _, c := range list {
			words = append(words, c.Name)
		}
	}
	for _, c := range vocab.JetErrors {
		words = append(words, c.Name)
	}
	for _, s := range vocab.WriterStates {
		words = append(words, s.Name)
	}
	words = append(words, articleNames()...)
	slices.Sort(words) // of equally near words always the same is named
	return words
}

// suggest names the nearest known word, if one is near.
func suggest(word string, known []string) string {
	if best := detect.Nearest(word, known); best != "" {
		return fmt.Sprintf(" (did you mean %s?)", best)
	}
	return ""
}
