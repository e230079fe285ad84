package main

import (
	"fmt"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"regexp"
	"slices"
)

var (
	articleForm  = regexp.MustCompile(`(?i)^(?:(?:Veeam\s+)?KB\s*(\d{4,7})|Q?\s*(\d{6,7}))$`)
	articleCited = regexp.MustCompile(`\bKB ?(\d{4,7})\b`)
)

// explainArticle tells about an article that a signature, an event, a code or a
// writer cites.
func explainArticle(thing string) []string {
	m := articleForm.FindStringSubmatch(thing)
	if m == nil {
		return nil
	}
	number := m[1] + m[2]
	var lines []string
	for _, s := range detect.Catalogue {
		for _, r := range s.Sources {
			if !cites(r.Name, number) {
				continue
			}
			if lines == nil {
				lines = append(lines, fmt.Sprintf("%s: %s. %s", r.Name, r.Says, r.URL))
			}
			lines = append(lines, fmt.Sprintf("Signature %s: %s.", s.ID, s.Title))
		}
	}
	for _, a := range vocab.Articles {
		if a.Number == number {
			lines = append(lines, fmt.Sprintf("KB %s: %s. https://support.microsoft.com/kb/%s", number, a.Says, number))
		}
	}
	for _, c := range vocab.WriterClasses {
		if lines != nil && cites(c.Causes, number) {
			lines = append(lines, "Writer "+c.Name+": "+c.Causes+".")
		}
	}
	return lines
}

func cites(text, number string) bool {
	for _, m := range articleCited.FindAllStringSubmatch(text, -1) {
		if m[1] == number {
			return true
		}
	}
	return false
}

// articleNames lists the articles that can be explained.
func articleNames() []string {
	var names []string
	for _, s := range detect.Catalogue {
		for _, r := range s.Sources {
			for _, m := range articleCited.FindAllStringSubmatch(r.Name, -1) {
				names = append(names, "KB"+m[1])
			}
		}
	}
	for _, a := range vocab.Articles {
		names = append(names, "KB"+a.Number)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
