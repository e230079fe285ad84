package vssadmin

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Method reads what the method Create of Win32_ShadowCopy answered, as wmic and
// PowerShell print it: a number, and the id of the shadow copy.
//
//	ReturnValue      : 8
//	ShadowID         : {00000000-0000-0000-0000-000000000000}
var Method = console.Grammar{
	Name:  "shadow-create-method",
	Title: "answer of Win32_ShadowCopy.Create",
	Sure:  parse.Certain,
	Words: []string{"ReturnValue", "ShadowID", "reate returned", "return value", "returned"},
	Loose: true,
	Begin: console.Stateless(readMethod),
}

// createAnswers are the numbers that Create gives, by the code of VSS that means the
// same. Source: Microsoft Learn, "Create method of the Win32_ShadowCopy class". 12 and
// 13, a failure of the provider and an unknown error, may have several codes.
var createAnswers = map[int]uint32{
	1: 0x80070005, 2: 0x80070057, 3: 0x80042308, 4: 0x8004230c, 5: 0x8004231b, 6: 0x8004231f, 7: 0x8004231d,
	8: 0x80042317, 9: 0x80042316, 10: 0x80042306, 11: 0x80042304,
}

// lastAnswer is the highest number that Create gives.
const lastAnswer = 13

var (
	returnValue = lazyregexp.New(`^\s*ReturnValue\s*[:=]\s*(\d{1,2});?\s*$`)
	shadowID    = lazyregexp.New(`^\s*ShadowID\s*[:=]\s*"?(\{[0-9A-Fa-f-]{36}\})?"?;?\s*$`)
)

// noShadow is the id of no shadow copy.
const noShadow = "{00000000-0000-0000-0000-000000000000}"

// readMethod takes the two lines in either order.
func readMethod(r *console.Reader, i int) int {
	if next := readSpokenAnswer(r, i); next > i {
		return next
	}
	value, id := returnValue.FindStringSubmatch(r.Text(i)), shadowID.FindStringSubmatch(r.Text(i))
	if value == nil {
		value = returnValue.FindStringSubmatch(r.Text(i + 1))
	} else {
		id = shadowID.FindStringSubmatch(r.Text(i + 1))
	}
	if value == nil || id == nil {
		return i
	}
	n, _ := strconv.Atoi(value[1])
	if n > lastAnswer {
		return i
	}
	s := addAnswer(r, i, i+1, n)
	if id[1] != "" && id[1] != noShadow {
		s.Set(parse.FieldSnapshotID, strings.ToLower(id[1]))
	}
	s.SetText(strings.TrimSpace(r.Text(i)) + " " + strings.TrimSpace(r.Text(i+1)))
	r.Upper(s, "")
	return i + 2
}

// spokenAnswer is a line in which a script tells what Create answered, with its number; the third
// form is that of the library go-vss (Kopia).
var (
	spokenAnswer = lazyregexp.New(
		`(?i)(?:\bcreate(?:\(\))?\W{0,3} ?(?:has )?returned|\bWin32_ShadowCopy\.Create\([^()]{1,80}\) returned|\breturn(?:ed)? (?:value|code)|\breturnvalue)\s*(?:was|is|of|[:=])?\s*(\d{1,2})\b`,
	)
	shadowWord = lazyregexp.New(`(?i)win32_shadowcopy|shadow ?cop(?:y|ies)`)
)

// readSpokenAnswer takes one line, if it or one close above it names shadow copies.
func readSpokenAnswer(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	m := spokenAnswer.FindStringSubmatch(line)
	if m == nil || len(line) > 120 || console.HasPrefixFold(line, "if ") || console.HasPrefixFold(line, "when ") ||
		strings.ContainsAny(line, "|{") ||
		strings.HasSuffix(line, "?") ||
		returnValue.MatchString(line) && shadowID.MatchString(r.Text(i+1)) {
		return i
	}
	n, _ := strconv.Atoi(m[1])
	named := shadowWord.MatchString(line) || shadowWord.MatchString(r.Command)
	for k := i - 1; k >= i-4 && !named; k-- {
		named = shadowWord.MatchString(r.Behind(k))
	}
	if n == 0 || n > lastAnswer || !named || shadowID.MatchString(r.Behind(i-1)) {
		return i
	}
	r.Vouch()
	s := addAnswer(r, i, i, n)
	s.SetText(line)
	r.Upper(s, "")
	return i + 1
}

// createCall finds the volume in the call: Create("C:\\", ...), call create Volume='C:\\'.
var createCall = lazyregexp.New(
	`(?i)\bcreate\s*\(?\s*(?:volume\s*=\s*)?\\?['"\x{201c}]?((?:[A-Z]:|\\\\\?\\Volume\{[0-9a-f-]{36}\})\\{0,2})`,
)

// volumeAsked returns the volume that the call close above line i names, "" if none is seen.
func volumeAsked(r *console.Reader, i int) string {
	for _, line := range []string{r.Command, r.Text(i), r.Behind(i - 1), r.Behind(i - 2), r.Behind(i - 3)} {
		if m := createCall.FindStringSubmatch(line); m != nil {
			return strings.TrimRight(m[1], `\`) + `\`
		}
	}
	return ""
}

// addAnswer makes the statement of an answer.
func addAnswer(r *console.Reader, i, last, n int) *console.Statement {
	s := r.Add(parse.ProviderRequester, i, last)
	s.Set(parse.FieldTool, "wmi")
	if n == 0 {
		s.Set(parse.FieldPhrase, parse.PhraseSnapshotDone)
	} else {
		s.Set(parse.FieldPhrase, parse.PhraseSnapshotFailed)
	}
	if code, ok := createAnswers[n]; ok {
		s.Set(parse.FieldHResult, console.HResult(code))
		s.Set(parse.FieldHResultFrom, parse.HResultWords)
	}
	s.Set(parse.FieldFunction, "Win32_ShadowCopy::Create")
	s.Set(parse.FieldVolume, volumeAsked(r, i))
	s.Set(parse.FieldMessageID, strconv.Itoa(n))
	return s
}
