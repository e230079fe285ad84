package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// copied adds an event as somebody copies it as text: without a record id, and mostly
// without a time.
func (m *made) copied(source string, event uint32, seconds float64, message string) *made {
	r := entry(seconds, "VSS", event)
	r.FromText, r.RecordID, r.Channel = true, 0, "Application"
	r.Fields = []parse.Field{{Name: "message", Value: parse.StringValue(message)}}
	if seconds == 0 {
		r.Time = parse.Timestamp{}
	}
	m.collector.Add(source, "host", r)
	return m
}

// Who posts a message and then the whole event speaks of one record.
func TestOneRecordToldTwice(t *testing.T) {
	const said = "A writer of the test turned an event down with 0x800423f4, since the ledger of SRV7 was being moved."
	for name, c := range map[string]struct {
		k    *Case
		want int
	}{
		"a message, then the event with its time": {newMade().copied("post.txt", 8229, 0, said).copied("post.txt", 8229, 50, said).host(t), 1},
		"the event, then its message":             {newMade().copied("post.txt", 8229, 50, said).copied("post.txt", 8229, 0, said).host(t), 1},
		"twice without a time":                    {newMade().copied("post.txt", 8229, 0, said).copied("post.txt", 8229, 0, "A writer of the test\n turned an event down with 0x800423f4, since the ledger of SRV7 was being moved.").host(t), 1},
		"the line below is taken for a part of it": {newMade().copied("post.txt", 8229, 0, said+"\n\nAnd this is "+
			"all of it:").copied("post.txt", 8229, 0, said).host(t), 1},
		"the id is not told with the message":       {newMade().copied("post.txt", 0, 0, said).copied("post.txt", 8229, 50, said).host(t), 1},
		"another event with the same words":         {newMade().copied("post.txt", 8230, 0, said).copied("post.txt", 8229, 50, said).host(t), 2},
		"two files":                                 {newMade().copied("one.txt", 8229, 0, said).copied("two.txt", 8229, 0, said).host(t), 2},
		"two times":                                 {newMade().copied("post.txt", 8229, 50, said).copied("post.txt", 8229, 90, said).host(t), 2},
		"other words":                               {newMade().copied("post.txt", 8229, 0, said).copied("post.txt", 8229, 0, "A writer of the test turned another event down with 0x800423f3.").host(t), 2},
		"short words, which many events have alike": {newMade().copied("post.txt", 8229, 0, "It failed.").copied("post.txt", 8229, 50, "It failed. Again.").host(t), 2},
	} {
		n := 0
		for _, s := range c.k.Steps {
			if s.Record.FromText {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: %d records, want %d", name, n, c.want)
		}
		if c.want == 1 && c.k.Duplicates["post.txt"] != 1 {
			t.Errorf("%s: %d duplicates are told", name, c.k.Duplicates["post.txt"])
		}
	}
}
