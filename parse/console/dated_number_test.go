package console

import (
	"strings"
	"testing"
)

// TestPartOfTime: the number in brackets is part of a date or of a time of day, in any order and language, or
// it is a number of its own.
func TestPartOfTime(t *testing.T) {
	for in, want := range map[string]bool{
		"<21>-May 01:02":          true,
		"<8> May 2024":            true,
		"<21>. Mai":               true,
		"<21> mai 01:02":          true,
		"<9> de mayo":             true,
		"<21> мая":                true,
		"<21> maja":               true,
		"May <21>":                true,
		"Error Nov. <7>":          true,
		"Sonntag, <21>":           true,
		"<21>/05 01:02":           true,
		"21/<05> 01:02":           true,
		"<5>/21 01:02":            true,
		"<2024>-05-21":            true,
		"2024-05-<21> 01:02":      true,
		"14.5.<24>":               false, // a version or a date
		"<14>/5/24":               true,
		"<5>月21日":                 true,
		"5月<21>日":                 true,
		"<21>일":                   true,
		"<21>:14:08":              true,
		"21:<14>:08":              true,
		"21:14:<08>":              true,
		"<9> PM":                  true,
		"<21> Uhr":                true,
		"VolSnap <25>":            false,
		"VolSnap <25>: text":      false,
		"Event <8> am Server":     false,
		"事件 <25> 日志":              false,
		"事件 <25>日志":               false,
		"Events <24> & 35":        false,
		"Events <24>/35":          false,
		"Events <8193>-8194":      false,
		"<8193> May be":           false,
		"<129> Warning":           false,
		"<14> Marked as bad":      false,
		"VSS <8193> 21-May 01:02": false,
	} {
		from, to := strings.IndexByte(in, '<'), strings.IndexByte(in, '>')-1
		s := strings.NewReplacer("<", "", ">", "").Replace(in)
		if got := PartOfTime(s, from, to); got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
}
