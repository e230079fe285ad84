package console

import (
	"strings"
	"testing"
)

func TestResources(t *testing.T) {
	for text, want := range map[string]bool{
		"a.b=The copy of {0} failed\na.c=The writer was late\na.d=All of it failed":                true,
		"a.b=The copy failed at last\na.c=The writer was late\na.d=All of it failed":               false, // states
		"my-agent: the copy {0} failed\nmy-agent: the writer was late\nmy-agent: all of it failed": false, // a log
		"msgid \"It failed\"\nmsgstr \"Es ging nicht\"":                                            true,
		"\"a\" = \"It failed\";\n\"b\" = \"It was late\";":                                         true,
		"MessageId=1\nSymbolicName=MSG_A\nLanguage=English\nIt failed.\n.":                         true,
		"Severity=Error\nLanguage=English\nMessage=It failed.":                                     false,
		"STRINGTABLE\nBEGIN\nIDS_A \"It failed\"\nIDS_B \"It was late\"\nEND":                      true,
		"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-it failed\n+it was late":                              true,
		"- it failed\n- it was late\n- all of it failed":                                           false, // a list
	} {
		var g resources
		lines := strings.Split(text, "\n")
		for _, line := range lines {
			g.learn(line)
		}
		if got := g.among(len(lines)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
