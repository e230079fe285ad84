package knowledge

// NoError is what a writer's listing has for a last error if there was none. A writer can
// stand at a failed state with it: then the state alone is what it says.
const NoError = "No error"

// Facts are what one record, one line of a program's log, or one row of a listing
// states. Whoever reads records fills them; a zero value means "not stated".
// Words are as logged; comparisons ignore case.
type Facts struct {
	EventProvider  string // source of an event, "" for lines and listings
	Event          uint32 // its id, 0 if it is no event
	Channel, Level string // log name; error, warning or information

	Code      uint32   // the deciding HRESULT
	Codes     []uint32 // every code of the record, inner ones too: HRESULT, NTSTATUS, 0x8007nnnn for OS errors
	SQLErrors []uint32 // SQL Server message numbers
	Jet       []int32  // ESE errors, negative

	Routine    string   // as logged, arguments too
	Operations []string // the lines below Operation, English as logged
	Phase      string   // one of Phases, whatever the language of the record
	Context    []string // the lines "Key: value" below Context
	Execution  string   // value of Execution Context

	Writer, WriterID string // name; class id with braces
	State            int    // writer state of a listing, 1 to 15
	LastError        string // of a listing: words or code; NoError in any language

	VSSProvider, VSSProviderID string // name; id with braces
	ClassID, ClassName         string // COM class

	Volumes, Devices, Files, Services, Databases, Accounts, Keys []string

	Program string // requester program whose line or own record this is
	Phrase  string // what kind of phrase a program's line is
	Message string // the program's own number or name for what it says
	// MessageKind is what that is about, one of MessageKinds, "" if nothing is known of it.
	MessageKind string
	Kind        string // kind of step that package correlate gives the record
	Text        string // the whole text, from which tokens are looked up

	Process string // process that wrote or is named, for words and ties
	SetID   string // snapshot set id
	Host    string // where it happened

	Lacks        []string // writers that every host has and a whole listing does not list
	EmptyWriters bool     // a listing of writers that shows none
}

// Phases are the language-independent names of what a record was about.
var Phases = []string{
	"identify", "prepare-backup", "prepare-snapshot", "freeze", "hold", "commit", "release", "thaw", "post-snapshot",
	"backup-complete", "pre-restore", "post-restore", "delete", "query", "set-start", "gather-metadata", "gather-status",
}

// has reports whether the record bears a code in any place.
func (f *Facts) has(code uint32) bool {
	if f.Code == code && code != 0 {
		return true
	}
	for _, c := range f.Codes {
		if c == code {
			return true
		}
	}
	for _, j := range f.Jet {
		if uint32(j) == code {
			return true
		}
	}
	return false
}
