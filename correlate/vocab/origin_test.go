package vocab

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// originForm is the form of the data as an expression.
var originForm = regexp.MustCompile(
	`(?s)^- Code: *(\S+?)(\d{8})- Call: *(\S+?)(\d{8})- PID: +(\d+)- TID: +(\d+)- CMD: +(.*?) *- User: (?:Name: )?(.*?)(?:, SID:| *- Sid: +)(\S+) *$`,
)

// byForm is ParseOrigin by the expression.
func byForm(data string) (o Origin, ok bool) {
	m := originForm.FindStringSubmatch(strings.TrimRight(data, "\x00"))
	if m == nil {
		return o, false
	}
	pid, errP := strconv.ParseUint(m[5], 10, 32)
	tid, errT := strconv.ParseUint(m[6], 10, 32)
	if errP != nil || errT != nil {
		return o, false
	}
	return Origin{m[1] + m[2], m[3] + m[4], uint32(pid), uint32(tid), m[7], m[8], m[9]}, true
}

// TestParseOrigin: data of the form, whole and with pieces lost, added and swapped, is read as by the expression.
func TestParseOrigin(t *testing.T) {
	pieces := []string{
		"- Code: ", "WRTWRTIC", "00000823", "- Call: ", "WRTWRTIC", "00000777", "- PID:  ", "00001234", "- TID:  ", "00005678",
		"- CMD:  ", `C:\Windows\system32\vssvc.exe `, "  ", "- User: ", "Name: ", `NT AUTHORITY\SYSTEM`, ", SID:", "S-1-5-18", "  - Sid: ",
		"S-1-5-20", " ", "\n", "\x00", "-", "9", "99999999999", "é", "\xff", "- Sid:", "- User:",
	}
	whole := pieces[:18]
	draw := rand.New(rand.NewPCG(3, 4))
	matched := 0
	for range 200_000 {
		text := append([]string(nil), whole...)
		for range draw.IntN(4) {
			i, piece := draw.IntN(len(text)), pieces[draw.IntN(len(pieces))]
			switch draw.IntN(3) {
			case 0:
				text[i] = piece
			case 1:
				text = append(text[:i], append([]string{piece}, text[i:]...)...)
			default:
				text = append(text[:i], text[i+1:]...)
			}
		}
		data := strings.Join(text, "")
		want, wantOK := byForm(data)
		if got, ok := ParseOrigin(data); got != want || ok != wantOK {
			t.Fatalf("%q: %+v %v, want %+v %v", data, got, ok, want, wantOK)
		}
		if wantOK {
			matched++
		}
	}
	if matched < 20_000 {
		t.Errorf("only %d texts are of the form", matched)
	}
}
