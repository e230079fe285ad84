package vocab

import "github.com/vsslog/vsslog/parse"

// Event is a record with its meaning, whatever its host and time: package correlate puts
// it on the timeline of a host.
type Event struct {
	Kind   Kind   `redact:"-"`
	brief  bool   // nobody asks what it says, but whether it is one
	Source string `redact:"path"`
	Log    string `redact:"text"` // source and channel: record ids order the records of one log
	Record *parse.Record
	Term   *Term `redact:"-"` // the row of the vocabulary that gave the meaning

	Key        string `redact:"text"` // pairs marks of one frozen thing: process and session, instance and database
	Writer     string `redact:"text"`
	WriterID   string `redact:"text"` // class id, lower case, in braces
	Instance   string `redact:"text"` // writer instance id
	SetID      string `redact:"text"` // snapshot set GUID where the record holds one
	ProviderID string `redact:"text"` // of the shadow copy provider that it is about, lower case, in braces
	// name of that provider, as a listing of the host has it; "" if none does
	ProviderName string `redact:"text"`
	Volume       string `redact:"text"`
	Database     string `redact:"text"`
	ProcessID    uint32
	ThreadID     uint32
	Code         uint32 // HRESULT, 0 if there is none
	Jet          int32  // ESE error, 0 if there is none
	Limit        parse.Ticks
	Operation    string `redact:"text"`
	Phase        Phase  // that the record names, whatever its language; PhaseUnknown: it names none
	CommandLine  string `redact:"text"`
	Detail       string `redact:"text"` // what the record adds to its meaning, in our words
}

// SameLog reports whether both stand in one log with record ids.
func (e *Event) SameLog(o *Event) bool {
	return e.Log == o.Log && e.Record.RecordID != 0 && o.Record.RecordID != 0 && !e.Record.Stale && !o.Record.Stale
}
