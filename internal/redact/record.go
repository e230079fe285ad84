package redact

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// Learn takes the names that a record labels as names.
func (l *Learned) Learn(rec *parse.Record) {
	l.learnHost(rec.Computer)
	l.learnUser(rec.UserSID)
	for i := range rec.Fields {
		f := &rec.Fields[i]
		text := f.Value.String()
		if text == "" || len(text) > 4096 {
			continue
		}
		switch kindOf(rec, i) {
		case Hosts:
			l.learnHost(text)
		case Users:
			l.learnUser(text)
		case Databases:
			l.add(Databases, text)
		}
		l.learnFromText(text)
	}
	if text, ok := printable(rec.Binary); ok {
		l.learnFromText(text)
	}
	if step := correlate.NewStep("", rec); step != nil {
		l.learnStep(step)
	}
}

// learnStep takes the names that the meaning of a record tells.
func (l *Learned) learnStep(s *correlate.Step) {
	l.add(Databases, s.Database)
	l.learnFromText(s.CommandLine)
}

// learnHost takes a host's name, with its label and its domain where it has them.
func (l *Learned) learnHost(name string) {
	name = strings.Trim(name, `\ `)
	l.add(Hosts, name)
	if label, domain, dotted := strings.Cut(name, "."); dotted && !address(name) && !digitsOnly(label) {
		l.add(Hosts, label)
		l.add(Hosts, domain)
		top, _, _ := strings.Cut(domain, ".")
		l.add(Hosts, top)
	}
}

// learnUser takes a user's name, which may say the domain.
func (l *Learned) learnUser(name string) {
	if wellKnownSID.MatchString(strings.ToLower(name)) {
		return
	}
	if domain, user, ok := strings.Cut(name, `\`); ok {
		l.learnHost(domain)
		name = user
	} else if user, domain, ok := strings.Cut(name, "@"); ok {
		l.learnHost(domain)
		name = user
	}
	if computer, ok := strings.CutSuffix(name, "$"); ok {
		l.learnHost(computer)
		return
	}
	l.add(Users, name)
}

// learnFromText takes names that stand where only names stand: the owner of a
// profile, the host of a share, the user of a VSS record.
func (l *Learned) learnFromText(text string) {
	lower := strings.ToLower(text)
	for _, p := range []struct {
		before string
		kind   Kind
	}{{`\users\`, Users}, {`\documents and settings\`, Users}, {`user: name: `, Users}, {`owner:`, Users}} {
		for rest := lower; ; {
			i := strings.Index(rest, p.before)
			if i < 0 {
				break
			}
			rest = rest[i+len(p.before):]
			name := rest
			if end := strings.IndexAny(name, "\",;\r\n\t|<>"); end >= 0 {
				name = name[:end]
			}
			if !strings.HasPrefix(p.before, "user") {
				name, _, _ = strings.Cut(name, `\`)
			}
			l.learnUser(strings.TrimSpace(name))
		}
	}
	for rest := lower; ; {
		i := strings.Index(rest, `\\`)
		if i < 0 {
			return
		}
		rest = rest[i+2:]
		if host := firstToken(rest); host != "" && strings.HasPrefix(rest, host) &&
			strings.HasPrefix(rest[len(host):], `\`) &&
			host != "globalroot" {
			l.learnHost(host)
		}
	}
}

// kindOf says what the value of a field names, by the field's name.
func kindOf(rec *parse.Record, i int) Kind {
	name := strings.ToLower(rec.Fields[i].Name)
	if rec.Provider == parse.ProviderHost && name == parse.FieldValue {
		switch rec.Text(parse.FieldFact) {
		case parse.FactHostName, parse.FactDomain, parse.FactTimeSource:
			return Hosts
		case parse.FactVSSAccess:
			return Users
		}
		return anything
	}
	if rec.IsStatement() {
		switch name {
		case parse.FieldMachine, parse.FieldServiceMachine:
			return Hosts
		case parse.FieldDatabase:
			return Databases
		case parse.FieldAccount:
			return Users
		}
		return anything
	}
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(name, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("username", "accountname", "samaccount", "userdata", "usersid", "subjectsid", "targetsid", "upn") ||
		name == "user" || name == "sid" || name == "account" || name == "owner":
		return Users
	case has("computer", "workstation", "hostname", "servername", "machine", "ipaddress", "domainname", "dnsname",
		"clientname") || name == "host" || name == "server" || name == "client" || name == "domain":
		return Hosts
	case has("database", "dbname"):
		return Databases
	}
	return anything
}

// structural are fields of statements of texts that hold words of vsslog's own.
var structural = set(
	strings.Join(
		[]string{
			parse.FieldFact,
			parse.FieldTool,
			parse.FieldPhrase,
			parse.FieldLogLevel,
			parse.FieldHResultFrom,
			parse.FieldHResult,
			parse.FieldStateCode,
			parse.FieldUntilFrom, parse.FieldOpenStamp,
			parse.FieldStampRepeated,
			parse.FieldWaiting,
			parse.FieldHotfix,
		},
		",",
	),
)

// Record redacts rec in place.
func (r *Redactor) Record(rec *parse.Record) {
	own := rec.IsStatement()
	if own { // others share them
		rec.Fields = slices.Clone(rec.Fields)
	}
	for i := range rec.Fields {
		f := &rec.Fields[i]
		if own && structural[f.Name] {
			continue
		}
		f.Value = r.value(kindOf(rec, i), f.Value)
	}
	if !own { // when all values are redacted: the names say of which kind they are
		for i := range rec.Fields {
			rec.Fields[i].Name = r.label(rec.Fields[i].Name)
		}
	}
	rec.Computer = r.Host(rec.Computer)
	rec.UserSID = r.Text(rec.UserSID)
	if !own {
		for _, name := range []*string{&rec.Provider, &rec.EventSourceName, &rec.Channel} {
			*name = r.known(*name)
		}
	}
	rec.Binary = r.bytes(rec.Binary)
}

// value redacts one value; what is not of the field's kind stays a value of its type.
func (r *Redactor) value(k Kind, v parse.Value) parse.Value {
	switch v.Type() {
	case parse.TypeString, parse.TypeAnsiString:
		return parse.StringValue(r.field(k, v.Bytes()))
	case parse.TypeSID:
		return parse.StringValue(r.Text(v.String()))
	case parse.TypeBinary:
		return parse.BytesValue(parse.TypeBinary, r.bytes(v.Bytes()))
	}
	return v
}

// field redacts a text whose kind is known.
func (r *Redactor) field(k Kind, s string) string {
	lower := strings.ToLower(strings.TrimSpace(s))
	if k == anything || !r.wanted[k] || wellKnown[lower] || strings.ContainsAny(s, `\@`) || lower == "" {
		return r.Text(s)
	}
	if k == Users && sid.MatchString(lower) {
		return r.Text(s)
	}
	if k == Users && strings.HasSuffix(lower, "$") {
		return r.Text(s)
	}
	return r.name(k, lower)
}

// known redacts what is the name of a piece of software: names that were learned, the
// instance behind a dollar, and what is neither Windows' nor made of words that are
// harmless, as a company's own program may be called by its name.
func (r *Redactor) known(s string) string {
	head, instance, ok := strings.Cut(s, "$")
	if ok && instance != "" {
		return r.label(head) + "$" + r.pseudonym(anything, strings.ToLower(instance))
	}
	if k, ok := r.names[strings.ToLower(s)]; ok && r.wanted[k] && !r.words[strings.ToLower(s)] {
		return r.name(k, s)
	}
	return r.label(s)
}

// label redacts the name of a field, of a program or of a log: it stays where all words
// that it is made of are harmless.
func (r *Redactor) label(s string) string {
	lower := strings.ToLower(s)
	if s == "" || r.words[lower] || strings.HasPrefix(lower, "microsoft-") {
		return s
	}
	for _, word := range wordsIn(s) {
		lower := strings.ToLower(word)
		if k, named := r.names[lower]; named && r.wanted[k] ||
			!r.words[lower] && !fieldWords[lower] && !digitsOnly(lower) && len(word) > 1 {
			return r.Text(s)
		}
	}
	return s
}

// wordsIn splits a name at what is no letter or digit, and where a capital follows a small
// letter or a digit a letter: SubjectUserName, param1.
func wordsIn(s string) (words []string) {
	start, before := 0, rune(0)
	cut := func(end int) {
		if end > start {
			words = append(words, s[start:end])
		}
	}
	for i, c := range s {
		switch {
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			cut(i)
			start = i + utf8.RuneLen(c)
		case unicode.IsUpper(c) && unicode.IsLower(before), unicode.IsDigit(c) != unicode.IsDigit(before) && i > start:
			cut(i)
			start = i
		}
		before = c
	}
	cut(len(s))
	return words
}

// bytes redacts binary data: text as text, short numbers stay, the rest goes.
func (r *Redactor) bytes(b string) string {
	if text, ok := printable(b); ok {
		return r.Text(text)
	}
	if len(b) <= 16 && !hasText(b) {
		return b
	}
	return "redacted"
}

// printable returns binary data as text if it is nothing else, in ASCII or UTF-16.
func printable(b string) (string, bool) {
	b = strings.TrimRight(b, "\x00")
	if b == "" {
		return "", false
	}
	if allPrintable(b) {
		return b, true
	}
	if len(b)%2 == 1 {
		b += "\x00"
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
	}
	if text := string(utf16.Decode(units)); allPrintable(text) && len(text) >= 3 {
		return text, true
	}
	return "", false
}

func allPrintable(s string) bool {
	for _, c := range s {
		if c < 0x20 && c != '\t' && c != '\r' && c != '\n' || c == 0x7f || c > 0x24f {
			return false
		}
	}
	return true
}

// hasText reports three printable bytes in a row, or with one byte in between.
func hasText(b string) bool {
	for _, step := range []int{1, 2} {
		for start := 0; start < step; start++ {
			run := 0
			for i := start; i < len(b); i += step {
				if b[i] > 0x20 && b[i] < 0x7f {
					run++
				} else {
					run = 0
				}
				if run >= 3 {
					return true
				}
			}
		}
	}
	return false
}
