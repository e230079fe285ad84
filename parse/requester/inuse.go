package requester

import (
	"cmp"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// InUse reads what copying programs say of a file that another program holds: the path, and
// what the system said of it, on one line or on two. Any program says so of any file, so it
// counts where the line is one of a copying program, or somebody pasted it.
//
//	C:\Mail\a.pst : The process cannot access the file because it is being used by another process.
//	rsync: send_files failed to open "/cygdrive/d/a.dat": Device or resource busy (16)
var InUse = console.Grammar{
	Name:  "file-in-use",
	Loose: true,
	Title: "files that were in use while they were copied",
	Sure:  parse.Likely,
	Words: inUseTokens(),
	Begin: func() console.ReadFunc { return new(inUse).read },
}

// inUseWords are the words for it; in lower case, with the code of Windows that they stand
// for. Sources: the system's messages for 32 and 33 in public reports of each language; that
// Cygwin and others make EBUSY of 32 and 33, the tables of errors in their public sources,
// looked at 2026-11-30.
var inUseWords = []struct {
	words string
	code  uint32
}{
	{"used by another process", 0x80070020},
	{"in use by another process", 0x80070020},
	{"another process has locked a portion", 0x80070021},
	{"von einem anderen prozess verwendet", 0x80070020},
	{"utilisé par un autre processus", 0x80070020},
	{"utilizzato da un altro processo", 0x80070020},
	{"utilizado por otro proceso", 0x80070020},
	{"usado por outro processo", 0x80070020},
	{"занят другим процессом", 0x80070020},
	{"używany przez inny proces", 0x80070020},
	{"別のプロセスで使用", 0x80070020},
	{"另一个程序正在使用此文件", 0x80070020},
	{"다른 프로세스가 파일을 사용", 0x80070020},
	{"device or resource busy", 0x80070020},
	{"resource busy or locked", 0x80070020},
	{"sharing violation", 0x80070020},
}

// inUseTokens spare most lines the search: a part of each of the words above.
func inUseTokens() []string {
	return []string{
		"another process",
		"anderen Prozess",
		"autre processus",
		"altro processo",
		"otro proceso",
		"outro processo",
		"другим процессом",
		"inny proces",
		"別のプロセス",
		"程序正在使用",
		"다른 프로세스",
		"esource busy",
		"haring violation",
	}
}

// inUseIn returns the code that a line, in lower case, tells in words.
func inUseIn(lower string) (uint32, bool) {
	for _, row := range inUseWords {
		if strings.Contains(lower, row.words) {
			return row.code, true
		}
	}
	return 0, false
}

// copies are the signs of lines that only copying and packing programs write.
var copies = []struct {
	tool string
	sign *lazyregexp.Regexp
}{
	{"rsync", lazyregexp.New(`(?:^|: )rsync(?:\.exe)?: `)},
	{"robocopy", lazyregexp.New(`\b\d{1,5} \(0x[0-9A-Fa-f]{8}\) \p{L}`)},
	{
		"rclone",
		lazyregexp.New(`\b(?:ERROR|NOTICE) : .{1,300}: (?:Failed to copy|error reading source|Failed to open)`),
	},
	{"fastcopy", lazyregexp.New(`^(?:Create|Read|Write|Open)File\w*\(.*\.\d{1,5}\) : `)},
	{"7-zip", lazyregexp.New(`^7-Zip |^Scan WARNINGS\b|^WARNINGS for files\b`)},
	{"duplicati", lazyregexp.New(`\bFailed to process (?:file|path|metadata)\b|\bError while processing path\b`)},
	{parse.ToolProgram, lazyregexp.New(`^(?:cp|mv|tar|cpio|dd|scp|xcopy|copy)(?:\.exe)?: |^error: open `)},
}

// inUse remembers what the document is.
type inUse struct{ paste }

func (p *inUse) read(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if len(line) > longestFailing || strings.HasSuffix(line, "?") {
		return i
	}
	lower := strings.ToLower(line)
	code, ok := inUseIn(lower)
	if !ok || isPersonal(lower) || supposes(lower) || isMarkup(line) {
		return i
	}
	last, path := i, pathIn(line)
	if path == "" { // beside it
		if below := strings.TrimSpace(r.Text(i + 1)); onlyPath.MatchString(below) {
			path, last = below, i+1
			line += " " + below
		} else if above := strings.TrimSpace(r.Behind(i - 1)); onlyPath.MatchString(above) {
			path = above
			line = above + ": " + line
		}
	}
	if path == "" {
		return i
	}
	tool := p.copying(r, i, line)
	if tool == "" && !(p.states(r) && !isDocument(line, lower)) && !apart(r, i, line) {
		return i
	}
	f := facts{state: -1, phrase: parse.PhraseOwnMessage, codes: []uint32{code}, from: parse.HResultWords}
	if m, ok := stampOf(line); ok && beginsStamped(line) {
		f.moment, f.stamped = m, true
	}
	f.volume = volumeIn(path)
	f.path = strings.TrimPrefix(path, `\\?\`)
	r.Vouch()
	return addProgram(r, i, last+1, line, f, cmp.Or(tool, toolIn(line)))
}

// onlyPath is a line that is a path and nothing else.
var onlyPath = lazyregexp.New(`^["']?(?:\\\\\?\\)?(?:[A-Za-z]:\\|\\\\[\w.-]+\\)[^"<>|:*?]{2,259}["']?$`)

// copying returns the copying program that writes line i, or whose short output the text is.
func (p *inUse) copying(r *console.Reader, i int, line string) string {
	for _, c := range copies {
		if c.sign.MatchString(line) {
			return c.tool
		}
	}
	for _, other := range r.Short() {
		for _, c := range copies {
			if c.sign.MatchString(strings.TrimSpace(other)) {
				return c.tool
			}
		}
	}
	return ""
}
