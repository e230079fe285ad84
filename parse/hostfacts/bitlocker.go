package hostfacts

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// BitLocker reads manage-bde -status in English: of each volume whether it is locked. VSS makes no copy of a volume that
// is. The labels are as reported, in answers of the program that users pasted.
var BitLocker = console.Grammar{
	Name:    "bitlocker",
	Title:   "BitLocker: manage-bde -status",
	Sure:    parse.Likely,
	Words:   []string{"Volume "},
	Prompts: true,
	Begin:   console.Stateless(readBitLocker),
}

var (
	bitLockerVolume = lazyregexp.New(`^\s*Volume ([A-Z]:|\\\\\?\\Volume\{[0-9a-fA-F-]{36}\}\\?)(?: \[.*\])?\s*$`)
	bitLockerLabel  = lazyregexp.New(`^\s*([A-Z][A-Za-z ]{2,30}):\s*(.*?)\s*$`)
)

// readBitLocker reads one volume: its line, what kind it is in brackets, and its labels.
func readBitLocker(r *console.Reader, i int) int {
	m := bitLockerVolume.FindStringSubmatch(r.Text(i))
	if m == nil {
		return i
	}
	const most = 30
	lock, bitLocker, last := "", false, i
	for at := i + 1; at < i+most && r.Has(at); at++ {
		t := strings.TrimSpace(r.Text(at))
		if t == "" || t[0] == '[' {
			continue
		}
		label := bitLockerLabel.FindStringSubmatch(t)
		if label == nil || bitLockerVolume.MatchString(t) {
			break
		}
		last = at
		bitLocker = bitLocker || label[1] == "BitLocker Version"
		if label[1] == "Lock Status" {
			lock = strings.ToLower(label[2])
		}
	}
	if !bitLocker || lock == "" {
		return i
	}
	addFact(r, i, last, []string{parse.FieldFact, parse.FactBitLocker, parse.FieldValue, m[1], parse.FieldState, lock})
	return last + 1
}
