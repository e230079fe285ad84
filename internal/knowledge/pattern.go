package knowledge

// Pattern asks for what one observation states. All conditions must hold; of the
// words or numbers of one condition any may. Words are globs over the whole field.
type Pattern struct {
	EventProvider Words   `yaml:"event_provider"  json:",omitempty"`
	Event         Numbers `yaml:"event"           json:",omitempty"`
	Channel       Words   `yaml:"channel"         json:",omitempty"`
	Level         Words   `yaml:"level"           json:",omitempty"`
	Code          Numbers `yaml:"code"            json:",omitempty"`
	AnyCode       Numbers `yaml:"any_code"        json:",omitempty"`
	SQLError      Numbers `yaml:"sql_error"       json:",omitempty"`
	Jet           Numbers `yaml:"jet"             json:",omitempty"`
	Routine       Words   `yaml:"routine"         json:",omitempty"`
	Operation     Words   `yaml:"operation"       json:",omitempty"`
	Phase         Words   `yaml:"phase"           json:",omitempty"`
	Context       Words   `yaml:"context"         json:",omitempty"`
	Execution     Words   `yaml:"execution"       json:",omitempty"`
	Writer        Words   `yaml:"writer"          json:",omitempty"`
	WriterID      Words   `yaml:"writer_id"       json:",omitempty"`
	State         Numbers `yaml:"state"           json:",omitempty"`
	LastError     Words   `yaml:"last_error"      json:",omitempty"`
	VSSProvider   Words   `yaml:"vss_provider"    json:",omitempty"`
	VSSProviderID Words   `yaml:"vss_provider_id" json:",omitempty"`
	ClassID       Words   `yaml:"class_id"        json:",omitempty"`
	ClassName     Words   `yaml:"class_name"      json:",omitempty"`
	Volume        Words   `yaml:"volume"          json:",omitempty"`
	Device        Words   `yaml:"device"          json:",omitempty"`
	File          Words   `yaml:"file"            json:",omitempty"`
	Service       Words   `yaml:"service"         json:",omitempty"`
	Database      Words   `yaml:"database"        json:",omitempty"`
	Lacks         Words   `yaml:"lacks"           json:",omitempty"` // writers that a whole listing does not list
	Account       Words   `yaml:"account"         json:",omitempty"`
	Key           Words   `yaml:"key"             json:",omitempty"`
	Program       Words   `yaml:"program"         json:",omitempty"`
	Phrase        Words   `yaml:"phrase"          json:",omitempty"`
	Message       Words   `yaml:"message"         json:",omitempty"`
	MessageKind   Words   `yaml:"message_kind"    json:",omitempty"`
	Text          Words   `yaml:"text"            json:",omitempty"` // literal tokens, all of which must occur
	AnyText       Words   `yaml:"any_text"        json:",omitempty"` // literal tokens, one of which must occur
	Kind          Words   `yaml:"kind"            json:",omitempty"`
	EmptyWriters  bool    `yaml:"empty_writers"   json:",omitempty"`
	Tie           *Tie    `yaml:"tie"             json:",omitempty"`

	conds    []condition
	all, any []token // of Text and AnyText
}

// Tie says how an observation must hang together with the anchor.
type Tie struct {
	// of TieWords; all that both state must be the same, one must be stated by both
	By Words `yaml:"by"     json:",omitempty"`
	// of TieWords; what both state in one form must be the same
	Agree  Words    `yaml:"agree"  json:",omitempty"`
	Within Duration `yaml:"within" json:",omitempty"` // from the anchor, either way unless Order says; 0: no bound
	Order  string   `yaml:"order"  json:",omitempty"` // after or before the anchor; "" either
}

// TieWords are the identities that two observations may share.
var TieWords = []string{
	"set",
	"process",
	"volume",
	"writer",
	"session",
	"provider",
	"service",
	"database",
	"program",
	"thread",
}

// field is a thing that a pattern can ask for: one row each. words or numbers says
// what a pattern wants; one, many, number what an observation states.
type field struct {
	name    string
	words   func(*Pattern) *Words
	numbers func(*Pattern) *Numbers
	one     func(*Facts) *string   // a record states one at most
	many    func(*Facts) *[]string // a record may state several
	number  func(*Facts, uint32) bool
	several bool // of numbers: a record may state several
	set     func(*Facts, uint32)
	telling int // how much a condition on it says, for the order of unrelated causes
}

// fields is every field but the texts and empty_writers; cheap and telling ones first.
var fields = []field{
	{
		name:    "event",
		numbers: func(p *Pattern) *Numbers { return &p.Event },
		number:  func(f *Facts, n uint32) bool { return f.Event == n },
		set:     func(f *Facts, n uint32) { f.Event = n },
		telling: 2,
	},
	{
		name:    "code",
		numbers: func(p *Pattern) *Numbers { return &p.Code },
		number:  func(f *Facts, n uint32) bool { return f.Code == n },
		set:     func(f *Facts, n uint32) { f.Code = n },
		telling: 4,
	},
	{
		name:    "state",
		numbers: func(p *Pattern) *Numbers { return &p.State },
		number:  func(f *Facts, n uint32) bool { return f.State == int(n) },
		set:     func(f *Facts, n uint32) { f.State = int(n) },
		telling: 2,
	},
	{
		name:    "any_code",
		numbers: func(p *Pattern) *Numbers { return &p.AnyCode },
		number:  (*Facts).has,
		several: true,
		set:     func(f *Facts, n uint32) { f.Codes = append(f.Codes, n) },
		telling: 4,
	},
	{
		name:    "sql_error",
		numbers: func(p *Pattern) *Numbers { return &p.SQLError },
		number:  hasSQL,
		several: true,
		set:     func(f *Facts, n uint32) { f.SQLErrors = append(f.SQLErrors, n) },
		telling: 4,
	},
	{
		name:    "jet",
		numbers: func(p *Pattern) *Numbers { return &p.Jet },
		number:  hasJet,
		several: true,
		set:     func(f *Facts, n uint32) { f.Jet = append(f.Jet, int32(n)) },
		telling: 4,
	},
	{
		name:    "event_provider",
		words:   func(p *Pattern) *Words { return &p.EventProvider },
		one:     func(f *Facts) *string { return &f.EventProvider },
		telling: 1,
	},
	{
		name:    "kind",
		words:   func(p *Pattern) *Words { return &p.Kind },
		one:     func(f *Facts) *string { return &f.Kind },
		telling: 1,
	},
	{
		name:    "phase",
		words:   func(p *Pattern) *Words { return &p.Phase },
		one:     func(f *Facts) *string { return &f.Phase },
		telling: 2,
	},
	{
		name:    "level",
		words:   func(p *Pattern) *Words { return &p.Level },
		one:     func(f *Facts) *string { return &f.Level },
		telling: 0,
	},
	{
		name:    "channel",
		words:   func(p *Pattern) *Words { return &p.Channel },
		one:     func(f *Facts) *string { return &f.Channel },
		telling: 0,
	},
	{
		name:    "program",
		words:   func(p *Pattern) *Words { return &p.Program },
		one:     func(f *Facts) *string { return &f.Program },
		telling: 2,
	},
	{
		name:    "phrase",
		words:   func(p *Pattern) *Words { return &p.Phrase },
		one:     func(f *Facts) *string { return &f.Phrase },
		telling: 3,
	},
	{
		name:    "message",
		words:   func(p *Pattern) *Words { return &p.Message },
		one:     func(f *Facts) *string { return &f.Message },
		telling: 5,
	},
	{
		name:    "message_kind",
		words:   func(p *Pattern) *Words { return &p.MessageKind },
		one:     func(f *Facts) *string { return &f.MessageKind },
		telling: 2,
	},
	{
		name:    "writer",
		words:   func(p *Pattern) *Words { return &p.Writer },
		one:     func(f *Facts) *string { return &f.Writer },
		telling: 4,
	},
	{
		name:    "writer_id",
		words:   func(p *Pattern) *Words { return &p.WriterID },
		one:     func(f *Facts) *string { return &f.WriterID },
		telling: 4,
	},
	{
		name:    "execution",
		words:   func(p *Pattern) *Words { return &p.Execution },
		one:     func(f *Facts) *string { return &f.Execution },
		telling: 2,
	},
	{
		name:    "last_error",
		words:   func(p *Pattern) *Words { return &p.LastError },
		one:     func(f *Facts) *string { return &f.LastError },
		telling: 3,
	},
	{
		name:    "vss_provider",
		words:   func(p *Pattern) *Words { return &p.VSSProvider },
		one:     func(f *Facts) *string { return &f.VSSProvider },
		telling: 4,
	},
	{
		name:    "vss_provider_id",
		words:   func(p *Pattern) *Words { return &p.VSSProviderID },
		one:     func(f *Facts) *string { return &f.VSSProviderID },
		telling: 4,
	},
	{
		name:    "class_id",
		words:   func(p *Pattern) *Words { return &p.ClassID },
		one:     func(f *Facts) *string { return &f.ClassID },
		telling: 5,
	},
	{
		name:    "class_name",
		words:   func(p *Pattern) *Words { return &p.ClassName },
		one:     func(f *Facts) *string { return &f.ClassName },
		telling: 4,
	},
	{
		name:    "routine",
		words:   func(p *Pattern) *Words { return &p.Routine },
		one:     func(f *Facts) *string { return &f.Routine },
		telling: 5,
	},
	{
		name:    "operation",
		words:   func(p *Pattern) *Words { return &p.Operation },
		many:    func(f *Facts) *[]string { return &f.Operations },
		telling: 3,
	},
	{
		name:    "context",
		words:   func(p *Pattern) *Words { return &p.Context },
		many:    func(f *Facts) *[]string { return &f.Context },
		telling: 3,
	},
	{
		name:    "volume",
		words:   func(p *Pattern) *Words { return &p.Volume },
		many:    func(f *Facts) *[]string { return &f.Volumes },
		telling: 4,
	},
	{
		name:    "device",
		words:   func(p *Pattern) *Words { return &p.Device },
		many:    func(f *Facts) *[]string { return &f.Devices },
		telling: 4,
	},
	{
		name:    "file",
		words:   func(p *Pattern) *Words { return &p.File },
		many:    func(f *Facts) *[]string { return &f.Files },
		telling: 4,
	},
	{
		name:    "service",
		words:   func(p *Pattern) *Words { return &p.Service },
		many:    func(f *Facts) *[]string { return &f.Services },
		telling: 4,
	},
	{
		name:    "lacks",
		words:   func(p *Pattern) *Words { return &p.Lacks },
		many:    func(f *Facts) *[]string { return &f.Lacks },
		telling: 4,
	},
	{
		name:    "database",
		words:   func(p *Pattern) *Words { return &p.Database },
		many:    func(f *Facts) *[]string { return &f.Databases },
		telling: 3,
	},
	{
		name:    "account",
		words:   func(p *Pattern) *Words { return &p.Account },
		many:    func(f *Facts) *[]string { return &f.Accounts },
		telling: 3,
	},
	{
		name:    "key",
		words:   func(p *Pattern) *Words { return &p.Key },
		many:    func(f *Facts) *[]string { return &f.Keys },
		telling: 4,
	},
}

func hasSQL(f *Facts, n uint32) bool {
	for _, e := range f.SQLErrors {
		if e == n {
			return true
		}
	}
	return false
}

func hasJet(f *Facts, n uint32) bool {
	for _, e := range f.Jet {
		if uint32(e) == n {
			return true
		}
	}
	return false
}

// condition is one field of a pattern, made ready.
type condition struct {
	field   *field
	globs   []glob
	numbers []uint32
}

// prepare makes the conditions ready; it must run before Holds.
func (p *Pattern) prepare() {
	p.conds = nil
	for i := range fields {
		f := &fields[i]
		c := condition{field: f}
		if f.numbers != nil {
			c.numbers = *f.numbers(p)
		} else {
			for _, w := range *f.words(p) {
				c.globs = append(c.globs, newGlob(w))
			}
		}
		if c.numbers != nil || c.globs != nil {
			p.conds = append(p.conds, c)
		}
	}
	for _, list := range []Words{p.Text, p.AnyText} {
		for i := range list {
			list[i] = lowerText(list[i])
		}
	}
	p.all, p.any = newTokens(p.Text), newTokens(p.AnyText)
}

// empty reports whether the pattern asks for nothing, so that all would match.
func (p *Pattern) empty() bool {
	return len(p.conds) == 0 && len(p.Text) == 0 && len(p.AnyText) == 0 && !p.EmptyWriters
}

// condition returns the condition on a field, nil if there is none.
func (p *Pattern) condition(name string) *condition {
	for i := range p.conds {
		if p.conds[i].field.name == name {
			return &p.conds[i]
		}
	}
	return nil
}

// Holds reports whether the observation states all that the pattern asks for. The
// tie is not looked at.
func (p *Pattern) Holds(f *Facts) bool {
	v := view{Facts: f}
	return p.holds(&v)
}

// view is an observation whose text is looked through once: lower case when first
// needed, and its runs of four bytes, by which most tokens are ruled out.
type view struct {
	*Facts
	text   string
	ready  bool
	sieved bool // sieve is filled
	sieve  [sieveBits / 64]uint64
	found  [64]uint32
}

func (v *view) lower() string {
	if !v.ready {
		v.text, v.ready = lowerText(v.Text), true
	}
	return v.text
}

func (p *Pattern) holds(v *view) bool {
	if p.empty() || p.EmptyWriters && !v.EmptyWriters {
		return false
	}
	for i := range p.conds {
		if p.conds[i].met(v.Facts) == noValue && !(p.conds[i].field.name == "event" && p.anyEvent(v)) {
			return false
		}
	}
	return p.textHolds(v)
}

// anyEvent reports whether the id of the event may be one that the pattern asks for: a
// message that was copied alone does not tell it, and the other conditions have to.
func (p *Pattern) anyEvent(v *view) bool {
	return v.Event == 0 && v.EventProvider != "" && (len(p.entities()) > 0 || len(p.Text) > 0)
}

// noValue says that no value met a condition; a number's value is told as "".
const noValue = "\x00"

// met returns the value of the observation that meets the condition, or noValue.
func (c *condition) met(f *Facts) string {
	switch {
	case c.numbers != nil:
		for _, n := range c.numbers {
			if c.field.number(f, n) {
				return ""
			}
		}
	case c.field.one != nil:
		if s := *c.field.one(f); c.matches(s) {
			return s
		}
	default:
		for _, s := range *c.field.many(f) {
			if c.matches(s) {
				return s
			}
		}
	}
	return noValue
}

func (c *condition) matches(s string) bool {
	if s == "" {
		return false
	}
	for i := range c.globs {
		if c.globs[i].matches(s) {
			return true
		}
	}
	return false
}
