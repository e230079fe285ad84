package main

import (
	"fmt"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"strings"
)

// writerAliases are further names of writers, lower case, by which documents and
// listings call them.
var writerAliases = map[string]string{
	"microsoft exchange replica writer":        "Microsoft Exchange Writer",
	"certificate server writer":                "Certificate Authority",
	"vss express writer metadata store writer": "VSS Metadata Store Writer",
	"cluster service writer":                   "Cluster Database",
}

// explainWriter tells about a writer by its name, in any case, or its class id,
// with or without braces.
func explainWriter(thing string) []string {
	name := thing
	if alias, ok := writerAliases[strings.ToLower(name)]; ok {
		name = alias
	}
	if strings.HasPrefix(strings.ToLower(name), "adam (") {
		name = "ADAM Writer"
	}
	id := "{" + strings.ToLower(strings.Trim(thing, "{}")) + "}"
	var lines []string
	for _, c := range vocab.WriterClasses {
		if strings.EqualFold(c.Name, name) || c.ID == id {
			lines = append(lines, writerLines(c)...)
		}
	}
	return lines
}

func writerLines(c vocab.WriterClass) []string {
	lines := []string{fmt.Sprintf("Writer %s, class id %s.", c.Name, c.ID)}
	if c.Service != "" {
		lines = append(lines, "Service or process: "+c.Service+". Restarting it renews the writer and clears its state.")
	} else {
		lines = append(lines, "Service or process: not known; the program that made the writer.")
	}
	limit := "not known"
	if c.Limit.Max < interval.Forever {
		limit = fmt.Sprintf("%.0f s", seconds(c.Limit.Max))
		if c.Limit.Min != c.Limit.Max {
			limit = fmt.Sprintf("%.0f to %.0f s", seconds(c.Limit.Min), seconds(c.Limit.Max))
		}
		if c.Limit.Assumed {
			limit += " (assumed)"
		}
	}
	lines = append(lines, "Limit from freeze to thaw: "+limit+".")
	if c.ESE {
		lines = append(lines, "It freezes by ESE, which has a timer of its own: see ESENT:2001 to 2004 and JET -2402.")
	}
	if c.Causes != "" {
		lines = append(lines, "Usual causes of trouble: "+c.Causes+".")
	} else {
		lines = append(lines, "Usual causes of trouble: none of its own are known here; for any writer a slow disk, too little memory (KB 826936), another backup at the same time, or a slow writer that is frozen in the same set.")
	}
	return append(lines, "Source of name and id: "+c.Source+".")
}
