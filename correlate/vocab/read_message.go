package vocab

import (
	"cmp"
	"strconv"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// fromMessage fills a step whose record was taken out of a rendered message with
// what package rendered found there by name. The code is the one that the message
// states: its text may hold other numbers, as the access mask of a CreateFileW.
func fromMessage(s *Event, r *parse.Record) *Event {
	if !r.FromText {
		return s
	}
	if c, ok := ParseCode(r.Text(parse.FieldHResult)); ok && c != 0 {
		s.Code = c
	}
	s.Writer = cmp.Or(r.Text(parse.FieldWriterName), s.Writer)
	s.WriterID = cmp.Or(r.Text(parse.FieldWriterID), s.WriterID)
	s.Instance = cmp.Or(r.Text(parse.FieldWriterInstanceID), s.Instance)
	s.SetID = cmp.Or(r.Text(parse.FieldSnapshotSetID), s.SetID)
	s.Volume = cmp.Or(r.Text(parse.FieldVolume), r.Text("VolumeName"), withoutMessage(s.Volume, r))
	s.Database = cmp.Or(r.Text(parse.FieldDatabase), withoutMessage(s.Database, r))
	s.CommandLine = cmp.Or(r.Text(rendered.FieldCommandLine), withoutMessage(s.CommandLine, r))
	s.Detail = withoutMessage(s.Detail, r)
	if s.ProcessID == 0 {
		if pid, err := strconv.ParseUint(r.Text(parse.FieldProcessID), 10, 32); err == nil {
			s.ProcessID = uint32(pid)
		}
	}
	return s
}

// withoutMessage drops a value that is the whole message: a reader of positional
// strings took it for one of them.
func withoutMessage(value string, r *parse.Record) string {
	if value != "" && value == r.Text(rendered.Message) {
		return ""
	}
	return value
}

// NamesCopy reports whether a text, in lower case, names a shadow copy.
func NamesCopy(lower string) bool {
	return rendered.NamesCopy(lower)
}
