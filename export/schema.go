package export

import (
	"fmt"
	"strings"
)

// Layouts returns the description of every table, in their order.
func Layouts() []*Layout {
	return []*Layout{Failures.Layout(), Events.Layout(), Writers.Layout(), Sets.Layout(), Spans.Layout(),
		FreezeByHostWriter.Layout(), FreezeByWriter.Layout(), FreezeByHost.Layout(), FreezeByNight.Layout(),
		Findings.Layout(), Inputs.Layout()}
}

// Schema describes a table, or all of them if name is empty, for a terminal.
func Schema(name string) (string, error) {
	var b strings.Builder
	var known []string
	for _, l := range Layouts() {
		known = append(known, l.Name)
		if name != "" && name != l.Name {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		l.describe(&b)
	}
	if b.Len() == 0 {
		return "", fmt.Errorf("no table %q; there are %s", name, strings.Join(known, ", "))
	}
	return b.String(), nil
}

func (l *Layout) describe(b *strings.Builder) {
	fmt.Fprintf(b, "%s: %s (schema version %s)\n\n", l.Name, l.Doc, SchemaVersion)
	nameWidth, typeWidth := 0, 0
	for i := range l.Fields {
		nameWidth = max(nameWidth, len(l.Fields[i].Name))
		typeWidth = max(typeWidth, len(l.Fields[i].Kind.String()))
	}
	for i := range l.Fields {
		f := &l.Fields[i]
		fmt.Fprintf(b, "  %-*s  %-*s  %s\n", nameWidth, f.Name, typeWidth, f.Kind, f.about())
		for k := range f.Items {
			item := &f.Items[k]
			fmt.Fprintf(b, "  %-*s  %-*s  %s\n", nameWidth, "  ."+item.Name, typeWidth, item.Kind, item.about())
		}
	}
}

// about returns the documentation of a field with its unit and ECS name.
func (f *Field) about() string {
	s := f.Doc
	if f.Unit != "" {
		s += " [" + f.Unit + "]"
	}
	if f.ECS != "" {
		s += " (ECS " + f.ECS + ")"
	}
	return s
}
