package knowledge

// Code is a result code: an HRESULT, or for the families win32, ntstatus and jet a
// code of their own in 32 bits.
type Code struct {
	Value  uint32 `yaml:"code"   json:",omitempty"` // -1022 is written as such and kept as its 32 bits
	Name   string `yaml:"name"   json:",omitempty"`
	Also   Words  `yaml:"also"   json:",omitempty"` // other names: exceptions of wrappers, spellings
	Means  string `yaml:"means"  json:",omitempty"`
	Next   string `yaml:"next"   json:",omitempty"` // what to do about it, "" if there is nothing general
	Family string `yaml:"family" json:",omitempty"`
	Source Source `yaml:"source"`
}

// Families lists those of codes: each has a file in data/codes.
var Families = []string{
	"vss", "win32", "com", "ntstatus", "jet", "sql", "wsb", "asr", "dpm", "vds", "bitlocker", "vhd", "vendor",
}

// Event is what an event of a provider means.
type Event struct {
	Provider Words   `yaml:"provider"    json:",omitempty"` // as logged; globs
	ID       Numbers `yaml:"id"          json:",omitempty"`
	Means    string  `yaml:"means"       json:",omitempty"`
	Role     string  `yaml:"role"        json:",omitempty"` // kind of step that a record of it is
	Phases   Words   `yaml:"phases"      json:",omitempty"` // of Phases, that it can be about
	LookAt   string  `yaml:"look_at"     json:",omitempty"` // what in it tells most, and where to look next
	Windows  Range   `yaml:"windows"     json:",omitempty"` // "" unless another version uses the id for something else
	Source   Source  `yaml:"source"`
}

// Routine is what it means that a record names a routine.
type Routine struct {
	Match  Words  `yaml:"match"   json:",omitempty"` // globs over the routine as logged
	Means  string `yaml:"means"   json:",omitempty"`
	LookAt string `yaml:"look_at" json:",omitempty"`
	Source Source `yaml:"source"`
}

// Writer is a kind of writer, the same on every host.
type Writer struct {
	ID      string `yaml:"id"      json:",omitempty"` // class id, lower case, in braces
	Name    string `yaml:"name"    json:",omitempty"`
	Aliases Words  `yaml:"aliases" json:",omitempty"` // other names; globs
	// key names of services that host it, and what there is to say in brackets
	Service string `yaml:"service" json:",omitempty"`
	Limit   *Limit `yaml:"limit"   json:",omitempty"` // nil: not known
	ESE     bool   `yaml:"ese"     json:",omitempty"` // freezes by ESE, which has a timer of its own
	Causes  string `yaml:"causes"  json:",omitempty"` // of trouble
	Source  Source `yaml:"source"`
}

// Limit is how long a writer may stay frozen, in seconds: somewhere from Min to Max.
type Limit struct {
	Min     float64 `yaml:"min"     json:",omitempty"`
	Max     float64 `yaml:"max"     json:",omitempty"`
	Assumed bool    `yaml:"assumed" json:",omitempty"` // the default, without a source that says so
}

// Service is one of Windows or of a program that matters for shadow copies.
type Service struct {
	Key string `yaml:"key"          json:",omitempty"` // key name; a trailing * stands for any rest
	// names for people in English, older ones too; the key name is not translated
	Displays Words `yaml:"displays"     json:",omitempty"`
	// names of its process, and of the application whose writer runs in it, without .exe
	Processes Words `yaml:"processes"    json:",omitempty"`
	// one of ServiceRoles; "": its stop and start are no news about shadow copies
	Role        string `yaml:"role"         json:",omitempty"`
	Hosts       Words  `yaml:"hosts"        json:",omitempty"` // what runs in it: writers, a provider, VSS itself
	NeededStart string `yaml:"needed_start" json:",omitempty"`
	RestartRisk string `yaml:"restart_risk" json:",omitempty"`
	Source      Source `yaml:"source"`
}

// Roles of services.
const (
	MakesSnapshots = "snapshots" // it is of VSS itself
	HostsWriters   = "writers"   // its stop, start or crash renews writers
)

// ServiceRoles are the roles that a service can have.
var ServiceRoles = []string{MakesSnapshots, HostsWriters}

// Provider is a provider of shadow copies.
type Provider struct {
	ID      string `yaml:"id"      json:",omitempty"`
	Name    string `yaml:"name"    json:",omitempty"`
	Aliases Words  `yaml:"aliases" json:",omitempty"`
	Vendor  string `yaml:"vendor"  json:",omitempty"`
	Kind    string `yaml:"kind"    json:",omitempty"` // system, software, hardware, fileshare
	Means   string `yaml:"means"   json:",omitempty"`
	Source  Source `yaml:"source"`
}

// Class is a COM class that events name.
type Class struct {
	CLSID  string `yaml:"clsid"  json:",omitempty"`
	Name   string `yaml:"name"   json:",omitempty"`
	Means  string `yaml:"means"  json:",omitempty"`
	Repair string `yaml:"repair" json:",omitempty"`
	Source Source `yaml:"source"`
}

// Program is a requester: a program that asks for shadow copies.
type Program struct {
	Name   string `yaml:"name"   json:",omitempty"` // as Facts.Program has it
	Tokens Words  `yaml:"tokens" json:",omitempty"` // names of its processes and files, by which a record shows it
	Events Words  `yaml:"events" json:",omitempty"` // event sources of its own; globs
	Vendor string `yaml:"vendor" json:",omitempty"`
	Log    string `yaml:"log"    json:",omitempty"` // where its own log lies
	Means  string `yaml:"means"  json:",omitempty"`
	Source Source `yaml:"source"`
}

// Message is what a number or a name of a program's own means, where it is no code of
// Windows: E3584, status 13, BAK3001.
type Message struct {
	Program string `yaml:"program" json:",omitempty"` // as Facts.Program has it
	ID      Words  `yaml:"id"      json:",omitempty"` // as printed; several that mean the same
	Kind    string `yaml:"kind"    json:",omitempty"` // one of MessageKinds: what it is about
	Means   string `yaml:"means"   json:",omitempty"`
	Next    string `yaml:"next"    json:",omitempty"` // what to do about it, beside what its kind asks for
	Source  Source `yaml:"source"`
}

// MessageKinds are what the messages of programs are about. Each has a cause of its
// own, own-message-<kind>, which holds the steps that all messages of the kind share.
var MessageKinds = []string{
	"network",
	"target",
	"media",
	"credentials",
	"licence",
	"files",
	"selection",
	"agent",
	"snapshot",
	"writers",
	"services",
	"storage",
	"busy",
	"database",
	"restore",
	"ended",
	"notice",
	"stopped",
	"internal",
}

// Article is an article of Microsoft's or a vendor's.
type Article struct {
	Number  string `yaml:"number"  json:",omitempty"` // digits of a Knowledge Base article
	URL     string `yaml:"url"     json:",omitempty"`
	Says    string `yaml:"says"    json:",omitempty"` // in our words
	Checked string `yaml:"checked" json:",omitempty"` // the day somebody looked at it, "" if nobody did
	Trust   Trust  `yaml:"trust"   json:",omitempty"`
}

// State is a state of a writer, by the number that listings show in brackets.
type State struct {
	Number int    `yaml:"number"`
	Name   string `yaml:"name"`
	Means  string `yaml:"means"`
	Source Source `yaml:"source"`
}
