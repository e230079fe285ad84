package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "explain THING",
		Short:   "Explain a code, an event, an article, a writer, a state or a signature",
		Example: "  vsslog explain 0x800423f2\n  vsslog explain -- -2147212302\n  vsslog explain VSS:8229\n  vsslog explain KB915331\n  vsslog explain SqlServerWriter\n  vsslog explain 9",
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
var explainers = []func(string) []string{explainState, explainJet, explainCode, explainEvent, explainArticle, explainSignature, explainWriter, explainName}

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
	return usage("nothing is known of %q%s; codes, PROVIDER:ID, KBnnnnnn, writer names or class ids, state numbers and signatures can be explained", thing, suggest(thing, explainable()))
}

func explainState(thing string) []string {
	n, err := strconv.Atoi(strings.Trim(thing, "[]"))
	if err != nil || n < 0 || n >= len(correlate.WriterStates) {
		return nil
	}
	s := correlate.WriterStates[n]
	return []string{fmt.Sprintf("Writer state [%d] %s: %s.", n, s.Name, s.Meaning),
		"vssadmin prints the number in brackets; on Windows 6.0 and later it may be another session's than you think."}
}

func explainCode(thing string) []string {
	v, ok := correlate.ParseCode(thing)
	if !ok {
		return nil
	}
	c := correlate.CodeOf(v)
	if c.Name == "" {
		return []string{fmt.Sprintf("%s (%d) is no code that is known here.", correlate.Hex(v), int32(v))}
	}
	return codeLines(c)
}

func codeLines(c correlate.Code) []string {
	lines := []string{fmt.Sprintf("%s (%d) %s: %s.", correlate.Hex(c.Value), int32(c.Value), c.Name, c.Meaning)}
	if c.Retry != "" {
		lines = append(lines, c.Retry)
	}
	if c.Value == correlate.CodeWriterTimeout {
		lines = append(lines, "Signatures that tell the ways apart: thaw-before-watchdog, freeze-timeout, stuck-in-thaw.")
	}
	return lines
}

func explainJet(thing string) []string {
	n, err := strconv.ParseInt(thing, 10, 32)
	if err != nil {
		return nil
	}
	if c, ok := correlate.JetErrors[int32(n)]; ok {
		return []string{fmt.Sprintf("%d %s: %s.", n, c.Name, c.Meaning)}
	}
	return nil
}

func explainEvent(thing string) []string {
	provider, id, ok := strings.Cut(thing, ":")
	if !ok {
		provider, id, ok = strings.Cut(thing, " ")
	}
	n, err := strconv.ParseUint(strings.TrimSpace(id), 10, 32)
	if !ok || err != nil {
		return nil
	}
	t := correlate.Lookup(strings.TrimSpace(provider), uint32(n))
	if t == nil {
		return nil
	}
	return []string{fmt.Sprintf("%s %d: %s.", t.Provider, t.ID, t.Meaning), fmt.Sprintf("Kind %s; source of the fact: %s.", t.Kind, t.Source)}
}

var articleForm = regexp.MustCompile(`(?i)^(?:KB|Q)?\s*(\d{6,7})$`)

func explainArticle(thing string) []string {
	m := articleForm.FindStringSubmatch(thing)
	if m == nil {
		return nil
	}
	var lines []string
	for _, s := range detect.Catalogue {
		for _, r := range s.Sources {
			if strings.Contains(r.Name, m[1]) {
				if lines == nil {
					lines = append(lines, fmt.Sprintf("%s: %s. %s", r.Name, r.Says, r.URL))
				}
				lines = append(lines, fmt.Sprintf("Signature %s: %s.", s.ID, s.Title))
			}
		}
	}
	return lines
}

func explainSignature(thing string) []string {
	s := detect.Find(strings.ToLower(thing))
	if s == nil {
		return nil
	}
	return []string{s.ID + ": " + s.Title + ".", "Cause: " + s.Cause, "Do: " + s.Advice, "More: vsslog signatures " + s.ID}
}

func explainWriter(thing string) []string {
	id := strings.ToLower(thing)
	if len(id) == 36 {
		id = "{" + id + "}"
	}
	for _, c := range correlate.WriterClasses {
		if !strings.EqualFold(c.Name, thing) && c.ID != id {
			continue
		}
		lines := []string{fmt.Sprintf("Writer %s, class id %s.", c.Name, c.ID)}
		if c.Service != "" {
			lines = append(lines, "Service or process: "+c.Service+". Restarting it renews the writer and clears its state.")
		}
		limit := "not known"
		if c.Limit.Max < correlate.Forever {
			limit = fmt.Sprintf("%.0f s", seconds(c.Limit.Max))
			if c.Limit.Min != c.Limit.Max {
				limit = fmt.Sprintf("%.0f to %.0f s", seconds(c.Limit.Min), seconds(c.Limit.Max))
			}
			if c.Limit.Assumed {
				limit += " (assumed)"
			}
		}
		lines = append(lines, "Limit from freeze to thaw: "+limit+".")
		if c.Causes != "" {
			lines = append(lines, "Usual causes of trouble: "+c.Causes+".")
		}
		return lines
	}
	return nil
}

// explainName finds codes by their symbolic name.
func explainName(thing string) []string {
	for _, c := range correlate.Codes {
		if strings.EqualFold(c.Name, thing) {
			return codeLines(c)
		}
	}
	return nil
}

func explainable() []string {
	words := signatureIDs()
	for _, c := range correlate.WriterClasses {
		words = append(words, c.Name)
	}
	for _, c := range correlate.Codes {
		words = append(words, c.Name)
	}
	return words
}

// suggest names the nearest known word, if one is near.
func suggest(word string, known []string) string {
	if best := detect.Nearest(word, known); best != "" {
		return fmt.Sprintf(" (did you mean %s?)", best)
	}
	return ""
}
