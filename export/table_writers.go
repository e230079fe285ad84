package export

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// Writers is the writers table: one writer in one listing of all writers.
var Writers = Table[*correlate.WriterState]{
	Name: "writers",
	Doc:  "one writer in one capture of the writers' states",
	Columns: []Column[*correlate.WriterState]{
		{Field{Name: "host", Kind: Text, ECS: "host.name", Doc: "host that was listed"},
			func(v *Vector, s *correlate.WriterState) { v.Some(s.Step.Host) }},
		{
			Field{
				Name: "captured_at",
				Kind: Time,
				ECS:  "@timestamp",
				Doc:  "start of the interval in which the state was true; null if nothing bounds it",
			},
			func(v *Vector, s *correlate.WriterState) { v.Time(s.Listing.At.Lo) },
		},
		{Field{Name: "captured_until", Kind: Time, Doc: "end of that interval; null if nothing bounds it"},
			func(v *Vector, s *correlate.WriterState) { v.Time(s.Listing.At.Hi) }},
		{
			Field{
				Name: "captured_from",
				Kind: Text,
				Doc:  "where the time was taken from: line, prompt, record or none",
			},
			func(v *Vector, s *correlate.WriterState) { v.Text(s.Listing.Stamp.String()) },
		},
		{Field{Name: "writer_name", Kind: Text, Doc: "name as printed"},
			func(v *Vector, s *correlate.WriterState) { v.Some(s.Name) }},
		{Field{Name: "writer_id", Kind: Text, Doc: "class id: lower case, no braces"},
			func(v *Vector, s *correlate.WriterState) { v.GUID(s.ID) }},
		{
			Field{
				Name: "writer_instance_id",
				Kind: Text,
				Doc:  "instance id, new whenever the writer starts: lower case, no braces",
			},
			func(v *Vector, s *correlate.WriterState) { v.GUID(s.Instance) },
		},
		{
			Field{
				Name: "state_code",
				Kind: Int,
				Doc:  "number in the brackets, VSS_WRITER_STATE; null if it could not be read",
			},
			func(v *Vector, s *correlate.WriterState) {
				if s.Code < 0 {
					v.Null()
					return
				}
				v.Int(int64(s.Code))
			},
		},
		{Field{Name: "state_name", Kind: Text, Doc: "state as printed, in the language of the host"},
			func(v *Vector, s *correlate.WriterState) { v.Some(s.StateName) }},
		{
			Field{
				Name: "last_error",
				Kind: Text,
				ECS:  "error.message",
				Doc:  "last error as printed, in the language of the host",
			},
			func(v *Vector, s *correlate.WriterState) { v.Some(s.LastError) },
		},
		{
			Field{
				Name: "hresult",
				Kind: Int,
				Doc: "HRESULT of the last error as an unsigned number, 0 for none (2147754994 is 0x800423f2); null if the text " +
					"does not say",
			},
			func(v *Vector, s *correlate.WriterState) {
				if !s.HasCode {
					v.Null()
					return
				}
				v.Int(int64(s.HResult))
			},
		},
		{Field{Name: "source", Kind: Text, ECS: "log.file.path", Doc: "file that it was read from"},
			func(v *Vector, s *correlate.WriterState) { v.Some(s.Step.Source) }},
		{Field{Name: "line", Kind: Int, Doc: "line of the writer's name in the file, from 1"},
			func(v *Vector, s *correlate.WriterState) { v.Positive(uint64(s.Step.Record.Line)) }},

		// Beyond the contract.
		{Field{Name: "capture", Kind: Int, Doc: "number of the capture in its file, from 1"},
			func(v *Vector, s *correlate.WriterState) { v.Positive(uint64(max(s.Listing.Number, 0))) }},
		{Field{Name: "hresult_hex", Kind: Text, ECS: "error.code", Doc: "hresult as 0x and eight digits"},
			func(v *Vector, s *correlate.WriterState) { v.codeHex(s.HResult, s.HasCode) }},
		{
			Field{
				Name: "hresult_name",
				Kind: Text,
				ECS:  "error.type",
				Doc:  "symbolic name of hresult; null if it is not known",
			},
			func(v *Vector, s *correlate.WriterState) { v.codeName(s.HResult, s.HasCode) },
		},
		{
			Field{
				Name: "state",
				Kind: Text,
				Doc:  "enumerator of state_code (VSS_WS_STABLE); null outside the enumeration",
			},
			func(v *Vector, s *correlate.WriterState) { v.Some(vocab.StateName(s.Code)) },
		},
	},
}
