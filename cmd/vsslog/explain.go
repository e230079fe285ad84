package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/conclude"
	"github.com/vsslog/vsslog/internal/explain"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse/formats"
)

func (p *program) explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain THING",
		Short: "Explain a code, event, writer, service, article or message",
		Long: "THING is anything that you copied: a code in any notation, an event with its source, a writer, " +
			"service, provider, class or GUID, a routine, an exception, " +
			"a program, an article, a cause or signature, a sentence from a log. \"explain kinds\" lists the kinds of " +
			"records, \"explain formats\" what --as takes. \"explain -\" reads a pasted text from standard input " +
			"and answers like analyze. --json prints the same as JSON. The exit code is 1 if nothing is known about THING.",
		Example: "  vsslog explain 0x800423f2\n  vsslog explain -2147212302\n  vsslog explain VSS:8229\n  vsslog " +
			"explain KB915331\n  vsslog explain SqlServerWriter --json\n  vsslog explain - < ticket.txt",
		// A negative number is a code here, not a flag.
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			thing, asJSON, err := explainArguments(args)
			switch {
			case err != nil:
				return err
			case thing == "--help":
				return cmd.Help()
			case thing == "":
				return usage("say what to explain, e.g. vsslog explain 0x800423f2")
			case thing == "-":
				return p.explainInput(cmd.Context(), asJSON)
			case thing == "kinds":
				return p.explainKinds(asJSON)
			case thing == "formats":
				return p.explainFormats(asJSON)
			}
			return p.explain(thing, asJSON)
		},
	}
	cmd.Flags().Bool("json", false, "print JSON") // for the help: the words are read by explainArguments
	cmd.Flags().BoolP("quiet", "q", false, "print only errors and the requested data")
	return cmd
}

// explainArguments separates the flags from the words; nothing after -- is a flag.
func explainArguments(args []string) (thing string, asJSON bool, err error) {
	var words []string
	for i, a := range args {
		switch {
		case a == "--":
			return strings.TrimSpace(strings.Join(append(words, args[i+1:]...), " ")), asJSON, nil
		case a == "--json":
			asJSON = true
		case a == "--help" || a == "-h":
			return "--help", false, nil
		case a == "--quiet" || a == "-q":
		case strings.HasPrefix(a, "--"):
			return "", false, usage(
				"unknown flag: %s of vsslog explain%s",
				a,
				knowledge.Meant(a, []string{"--json", "--help", "--quiet"}),
			)
		default:
			words = append(words, a)
		}
	}
	return strings.TrimSpace(strings.Join(words, " ")), asJSON, nil
}

// mostExplained is how many entries are shown for one question.
const mostExplained = 8

func (p *program) explain(thing string, asJSON bool) error {
	all := explain.Entries(thing)
	if len(all) == 0 {
		return fmt.Errorf("%w; to explain a whole text, paste it into: vsslog explain -", explain.Unknown(thing))
	}
	if asJSON {
		return p.printJSON(all)
	}
	width, _ := terminal(p.out)
	o := &screen{w: p.out, width: width}
	for i, x := range all {
		if i == mostExplained {
			o.line(0, fmt.Sprintf("and %d more (--json has all): %s", len(all)-i, all[i].Title))
			break
		}
		if i > 0 {
			fmt.Fprintln(p.out)
		}
		o.explained(&x, i == 0)
	}
	return nil
}

// mostCauses is how many causes are named of a thing.
const mostCauses = 8

// explained writes an entry, the first one with all its steps.
func (s *screen) explained(x *explain.Entry, first bool) {
	s.line(0, x.Title+" ("+x.Kind+")")
	if x.Means != "" {
		s.line(2, x.Means)
	}
	for i, step := range x.Steps {
		if !first && i > 0 {
			break
		}
		text := step.Do
		if step.Where != "" {
			text += " (" + step.Where + ")"
		}
		if step.Risk != "" {
			text += " Risk: " + step.Risk
		}
		s.hanging(2, fmt.Sprintf("Do: %d. ", i+1), text)
		if step.Command != "" {
			s.hanging(9, "", step.Command)
		}
	}
	for i, c := range x.Causes {
		if i == mostCauses || !first && i == 3 {
			s.line(2, fmt.Sprintf("and %d more causes (--json lists all)", len(x.Causes)-i))
			break
		}
		s.hanging(2, "Cause: ", c.Title+" ["+c.ID+"]")
	}
	if len(x.Signatures) > 0 {
		s.hanging(2, "Signatures that look at it: ", strings.Join(x.Signatures, ", "))
	}
	if len(x.Related) > 0 {
		s.hanging(2, "See: ", strings.Join(x.Related, "; "))
	}
	for _, source := range x.Sources {
		s.hanging(2, "Source: ", sourceWords(source))
	}
}

func sourceWords(s knowledge.Source) string {
	words := strings.TrimSpace(s.URL + " " + s.Says)
	if s.Trust != "" {
		words += " (" + string(s.Trust) + ")"
	}
	return strings.TrimSpace(words)
}

// explainKinds lists the kinds of records, which the column kind of events has.
func (p *program) explainKinds(asJSON bool) error {
	type kind struct {
		Kind  string `json:"kind"`
		Means string `json:"means"`
	}
	var all []kind
	for _, k := range vocab.Kinds {
		all = append(all, kind{string(k), vocab.KindWords[k]})
	}
	return listed(p, asJSON, all, func(k kind) (name, means string) { return k.Kind, k.Means })
}

// explainFormats lists the formats that --as takes.
func (p *program) explainFormats(asJSON bool) error {
	type format struct {
		Format string `json:"format"`
		Means  string `json:"means"`
	}
	var all []format
	for _, f := range formats.All {
		all = append(all, format{f.Name, f.Title})
	}
	return listed(p, asJSON, all, func(f format) (name, means string) { return f.Format, f.Means })
}

// listed prints a list of names and what they mean.
func listed[T any](p *program, asJSON bool, all []T, row func(T) (name, means string)) error {
	if asJSON {
		return p.printJSON(all)
	}
	width, _ := terminal(p.out)
	o := &screen{w: p.out, width: width}
	for _, one := range all {
		name, means := row(one)
		o.hanging(0, fmt.Sprintf("%-26s ", name), means)
	}
	return nil
}

func (p *program) printJSON(v any) error {
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// mostPasted bounds a text that is pasted.
const mostPasted = 64 << 20

// explainInput answers a text of standard input as analyze does; of one in which nothing
// is evidence of anything, it explains the words.
func (p *program) explainInput(ctx context.Context, asJSON bool) error {
	text, err := io.ReadAll(io.LimitReader(p.in, mostPasted+1))
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	if len(text) > mostPasted {
		return fmt.Errorf("standard input has more than %d MB: save it to a file and analyse that", mostPasted>>20)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return usage("standard input is empty: paste the text, then end it with Ctrl-D (Ctrl-Z on Windows)")
	}
	if explain.Short(string(text)) && len(explain.Entries(string(text))) > 0 {
		return p.explain(string(text), asJSON) // a code or a name, and no record
	}
	p.settings.JSON, p.settings.Memory, p.settings.Workers = asJSON, "256MiB", runtime.GOMAXPROCS(0)
	opt, err := p.options([]string{"-"})
	if err != nil {
		return err
	}
	opt.Stdin, opt.Signatures = bytes.NewReader(text), detect.Catalogue
	run, err := vsslog.Open(ctx, opt)
	if err != nil {
		return err
	}
	defer run.Close()
	out := p.out
	var held bytes.Buffer // what analyze says of a text without any evidence is not the answer
	p.out = &held
	err = p.conclude(ctx, job{run: run, signatures: opt.Signatures, args: []string{"-"}})
	p.out = out
	if err == nil && p.code == conclude.Nothing {
		if all := explain.Entries(string(text)); len(all) > 0 {
			p.code = conclude.Done
			return p.explain(string(text), asJSON)
		}
	}
	if err != nil {
		return err
	}
	_, err = held.WriteTo(out)
	return err
}
