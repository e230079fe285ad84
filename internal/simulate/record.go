package simulate

// Record is one event as a component hands it to the event log service.
type Record struct {
	Log        string // Application, System, Security or the name of a channel
	Source     string // provider name
	GUID       string // provider GUID in braces, "" for a classic source
	EventName  string // EventSourceName, for a manifest provider with a classic past
	ID         uint16
	Qualifiers uint16
	Level      uint8 // as EVTX counts: 2 error, 3 warning, 4 information; 0 audit success
	Task       uint16
	Version    uint8
	Opcode     uint8
	Keywords   uint64
	Strings    []string
	Names      []string // of Strings, for named data; nil: positional
	UserData   string   // name of the element below UserData; Names are its children
	Data       []byte   // the binary blob
	SID        string   // user, "" for none
	PID, TID   uint32   // of the logging process; 0: no Execution element

	Stamp  Instant // what the host's clock showed
	Number uint64  // record number in its log, set when it is logged
	at     Instant // true time
	told   telling // what it lets a reader know, for the emission log
}

// Log is one event log of a host, complete, as it would be if it never wrapped.
type Log struct {
	Name    string
	Records []*Record
	next    uint64
}
