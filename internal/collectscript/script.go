// Package collectscript contains the scripts that collect on a Windows host what an
// analysis needs, and nothing else: event logs, the states of the writers while a backup
// runs, facts about the host (services, filter drivers, storage, leftovers in the
// registry, updates), and the logs of backup programs. A script uses only the tools of
// its Windows, changes no setting of the host, writes one folder and a zip of it, which
// vsslog reads without further options, and reports in plain words what it did.
package collectscript

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed collect-2003.cmd
var script2003 string

//go:embed collect-modern.ps1
var scriptModern string

// Target is a family of Windows that a script is made for.
type Target struct {
	Name string // 2003, modern
	For  string // versions, in words
	File string // name to save the script under
	Run  string // command that runs it
	text string
}

// Targets lists the scripts.
var Targets = []Target{
	{"2003", "Windows Server 2003 and Windows XP x64", "collect-2003.cmd", "collect-2003.cmd 60", script2003},
	{"modern", "Windows Server 2008 R2, Windows 7 and later", "collect-modern.ps1",
		"powershell -NoProfile -ExecutionPolicy Bypass -File collect-modern.ps1 -Minutes 60", scriptModern},
}

// Script returns the script for a target, with the line ends of Windows. The
// error names the targets there are.
func Script(target string) (string, error) {
	var names []string
	for _, t := range Targets {
		if strings.EqualFold(t.Name, target) {
			return strings.ReplaceAll(strings.ReplaceAll(t.text, "\r\n", "\n"), "\n", "\r\n"), nil
		}
		names = append(names, fmt.Sprintf("%s (%s)", t.Name, t.For))
	}
	return "", fmt.Errorf("no script for %q: expected %s", target, strings.Join(names, " or "))
}
