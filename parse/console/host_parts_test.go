package console

import (
	"strings"
	"testing"
)

func partsOf(text string) hostParts {
	var l hostLearner
	offset := int64(0)
	for start, i := 0, 0; i <= len(text); i++ {
		if i == len(text) || text[i] == '\n' {
			l.learn(text[start:i], offset)
			start, offset = i+1, int64(i+1)
		}
	}
	return l.decide()
}

// What headings, answers of a command and prompts of remote sessions say of whose part a line is.
func TestHostParts(t *testing.T) {
	for text, want := range map[string][2]string{ // the hosts of A and of B
		"FS01:\n\nA\n\nFS02:\n\nB\n":                                         {"FS01", "FS02"},
		"== FS01 ==\nA\n\n== HV02 (node) ==\nB\n":                            {"FS01", "HV02"},
		"Server: MAIL\nA\n\nServer: FILES\nB\n":                              {"MAIL", "FILES"},
		"C:\\>hostname\nSQL01\nA\nB\n":                                       {"SQL01", "SQL01"},
		"A\nPS C:\\> hostname\nSQL01\nPS C:\\> hostname\n\nHV02\nB\n":        {"SQL01", "HV02"},
		"[FS01]: PS C:\\x> dir\nA\n[FS02]: PS C:\\x> dir\nB\n":               {"FS01", "FS02"},
		"FS01:\n\nA\nB\n":                                                    {"", ""}, // one heading may be anything
		"Step1:\n\nA\n\nStep2:\n\nB\n":                                       {"", ""},
		"Error:\n\nA\n\nWarning:\n\nB\n":                                     {"", ""},
		"Hello\nFS01:\nA\nthere\nFS02:\nB\n":                                 {"", ""}, // no heading: a line of a paragraph
		"C:\\>hostname\n'hostname' is not recognized as a command\nA\nB\n":   {"", ""},
		"FS01:\n\nC:\\>ver\nA\n\nFS02:\n\nC:\\>echo %COMPUTERNAME%\nX9\nB\n": {"FS01", "X9"},
	} {
		parts := partsOf(text)
		var got [2]string
		for i := range text {
			if i == 0 || text[i-1] == '\n' {
				for k, line := range []string{"A\n", "B\n"} {
					if strings.HasPrefix(text[i:], line) {
						got[k] = parts.at(int64(i))
					}
				}
			}
		}
		if got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
