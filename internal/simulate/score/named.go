package score

import "strings"

// wordsFor are, for what the simulator says is missing, words of the analysis for the
// same thing, lower case.
var wordsFor = []struct {
	missing string // begin of what the simulator says
	words   []string
}{
	{"a freeze mark of the writer", []string{"freeze mark", "freeze or time-out is not bounded", "bounds on freeze"}},
	{"an abort mark of the writer", []string{"time-out", "f2 is not proven", "f1 is not proven"}},
	{"VSS 8229 for the writer", []string{"8229"}},
	{"an English context block of VSS 8229", []string{"8229"}},
	{"an Application log", []string{"application log"}},
	{"a System log", []string{"system log"}},
	{
		"unique attribution",
		[]string{"the set of", "another set", "another backup", "undisturbed", "two sets", "other set", "the run of"},
	},
	{"captures that show the set", []string{"capture"}},
	{"captures", []string{"capture"}},
	{"a capture", []string{"capture", "is not proven"}},
	{"a full limit between", []string{"p3 is not proven", "f1 is not proven", "capture"}},
	{"a thaw mark of another writer", []string{"thaw", "s1 is not proven"}},
	{"less than a limit", []string{"time-out", "limit"}},
	{"less than a full limit", []string{"s3 is not proven", "thaw before watchdog also fits"}},
	{"a freeze and a thaw", []string{"p1 is not proven", "s1 is not proven"}},
	{"host facts: systeminfo", []string{"windows version", "which windows", "host", "zone"}},
	{"host facts", []string{"vssapi", "hotfix", "update"}},
	{"an affected host", []string{"affected", "update", "hotfix", "vssapi", "windows version"}},
	{"the zone of the captures", []string{"zone", "offset"}},
	{"a clock without jumps", []string{"clock"}},
	{"a clock of fine resolution", []string{"is not proven", "clock"}},
	{"a step shortly before the freeze", []string{"is not proven", "plausible"}},
	{"undamaged files", []string{"damage", "cut off", "hole", "log"}},
	{"a record that names the Hyper-V requester", []string{"hyper-v"}},
	{"one SQL writer", []string{"msdewriter"}},
	{"a known limit", []string{"limit"}},
	{"a time-out within the limit", []string{"plausible"}},
	{"one writer instance", []string{"instance", "service", "undisturbed"}},
	{"the engine's time-out mark", []string{"2004"}},
	{"the refusal of the thaw", []string{"12290", "2402"}},
	{"a mark that the freeze phase outlasted", []string{"f2 is not proven", "also fits"}},
}

// named reports whether what the analysis says is missing is among what is missing in
// truth.
func named(missing, said []string) bool {
	text := strings.ToLower(strings.Join(said, "\n"))
	for _, m := range missing {
		for _, w := range wordsFor {
			if !strings.HasPrefix(m, w.missing) {
				continue
			}
			for _, word := range w.words {
				if strings.Contains(text, word) {
					return true
				}
			}
			break
		}
	}
	return false
}
