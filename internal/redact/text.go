package redact

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// Text returns s with every name and every word that may be one replaced.
func (r *Redactor) Text(s string) string {
	if s == "" {
		return s
	}
	if whole, ok := r.texts[s]; ok {
		return whole
	}
	whole := r.anew(s)
	if r.texts != nil { // of one host, whose results say the same again and again
		r.texts[s] = whole
	}
	return whole
}

// anew is Text of what was not replaced before.
func (r *Redactor) anew(s string) string {
	if strings.ContainsRune(s, 0) { // text in another encoding, or several texts: no way to tell words
		return r.pseudonym(anything, s)
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		if n, stand := r.figures(s, i); n > 0 {
			b.WriteString(stand)
			i += n
			continue
		}
		if !inWord(c) {
			b.WriteString(s[i : i+size])
			i += size
			continue
		}
		if p, ok := r.phraseAt(s[i:]); ok {
			b.WriteString(p.replacement)
			i += len(p.name)
			if strings.HasPrefix(s[i:], "$") && ends(s[i+1:]) { // the account of a computer
				b.WriteByte('$')
				i++
			}
			continue
		}
		end := i + tokenLength(s[i:])
		b.WriteString(r.token(s, i, end))
		i = end
	}
	return b.String()
}

// phraseAt finds the longest name that s begins with.
func (r *Redactor) phraseAt(s string) (phrase, bool) {
	for _, key := range []string{firstToken(s), plainWord(s)} {
		key = strings.ToLower(key)
		for _, list := range [][]phrase{r.sets[key], r.phrases[key]} { // a set's name begins with its host's
			for _, p := range list {
				if len(s) >= len(p.name) && strings.EqualFold(s[:len(p.name)], p.name) && ends(s[len(p.name):]) {
					return p, true
				}
			}
		}
	}
	return phrase{}, false
}

// ends reports that a word is over before s.
func ends(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return s == "" || !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.Is(unicode.M, c)
}

// inWord reports runes that words, host names and file names are made of. Marks
// and invisible runes count, so that they cannot cut a name in two.
func inWord(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_' || c == '$' || c == '~' || unicode.Is(unicode.M, c) ||
		unicode.Is(unicode.Cf, c) ||
		c == utf8.RuneError
}

// tokenLength is how far the token goes that s begins with: dots and hyphens
// between word runes are of it.
func tokenLength(s string) int {
	end := 0
	for i := 0; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case inWord(c):
			end = i + size
		case c != '.' && c != '-' && c != '\'':
			return end
		case i != end:
			return end // two in a row are punctuation
		}
		i += size
	}
	return end
}

// firstToken returns the first token of s, "" if there is none.
func firstToken(s string) string {
	at := strings.IndexFunc(s, inWord)
	if at < 0 {
		return ""
	}
	return s[at : at+tokenLength(s[at:])]
}

// plainWord is the part of the first token before its first dot or hyphen: a
// name may be followed by more.
func plainWord(s string) string {
	token := firstToken(s)
	if i := strings.IndexAny(token, ".-$'_"); i > 0 {
		return token[:i]
	}
	return token
}

// token returns what represents s[from:to].
func (r *Redactor) token(s string, from, to int) string {
	t := s[from:to]
	lower := strings.ToLower(t)
	if k, ok := r.names[strings.TrimSuffix(lower, "$")]; ok {
		if !r.wanted[k] {
			return t
		}
		return r.name(k, strings.TrimSuffix(lower, "$"))
	}
	switch {
	case isPath(s, from, to):
		if component(lower) {
			return t
		}
		if r.wanted[Paths] {
			return r.pseudonym(Paths, lower) + extension(lower)
		}
	case sid.MatchString(lower):
		if wellKnownSID.MatchString(lower) || !r.wanted[Users] {
			return t
		}
		return r.name(Users, lower)
	case address(lower):
		if !r.wanted[Hosts] {
			return t
		}
		return r.name(Hosts, lower)
	}
	if r.isHarmless(lower) {
		return t
	}
	// An instance of SQL Server: the service's name tells, the instance's does not.
	if head, instance, ok := strings.Cut(lower, "$"); ok && r.words[head] && instance != "" {
		return t[:len(head)+1] + r.pseudonym(anything, instance)
	}
	return r.pseudonym(anything, lower)
}

// isPath reports that s[from:to] is a part of a Windows path: it follows a
// backslash, or a blank further before one.
func isPath(s string, from, to int) bool {
	if from > 0 && s[from-1] == '\\' {
		return true
	}
	if to < len(s) && s[to] == '\\' {
		return true
	}
	// A part with blanks in it: "C:\My Data\x".
	before := strings.LastIndexByte(s[:from], '\\')
	after := strings.IndexByte(s[to:], '\\')
	if before < 0 || after < 0 {
		return false
	}
	between := s[before+1:from] + s[to:to+after]
	return !strings.ContainsAny(between, "\"<>|?*:/\r\n\t;,")
}

// component reports parts of paths that every Windows has.
func component(lower string) bool {
	return wellKnownFolders[lower] || len(lower) == 1 || shadowDevice.MatchString(lower) || guid.MatchString(lower) ||
		lower == "volume"
}

// extension returns the end of a file's name where it says what kind of file it is.
func extension(lower string) string {
	i := strings.LastIndexByte(lower, '.')
	if i < 0 || !extensions[lower[i+1:]] {
		return ""
	}
	return lower[i:]
}

var (
	sid          = lazyregexp.New(`^s-1-\d+(-\d+)+$`)
	wellKnownSID = lazyregexp.New(
		`^s-1-(0-0|1-0|2-[01]|3-\d|5-([1-9]|1\d|20)|5-32-\d+|5-80-[\d-]+|5-90-0-\d+|5-96-0-\d+|16-\d+)$`,
	)
	hexCode      = lazyregexp.New(`^0x[0-9a-f]+$`)
	guid         = lazyregexp.New(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	shadowDevice = lazyregexp.New(
		`^(harddisk|harddiskvolume|harddiskvolumeshadowcopy|partition|harddiskdmvolumes|dr|cdrom)\d*$`,
	)
	number = lazyregexp.New(`^[\d.\-']+$`)
	amount = lazyregexp.New(
		`^\d+(\.\d+)?(s|ms|us|ns|z|h|m|d|min|sec|kb|mb|gb|tb|kib|mib|gib|b|k|g|x|st|nd|rd|th|am|pm)$`,
	)
	moment = lazyregexp.New(`^\d{4}-\d\d-\d\dt\d\d(z|\.\d+z?)?$`)
	code   = lazyregexp.New(
		`^(0x[0-9a-f]+|8004[0-9a-f]{4}|(kb|q)\d{5,7}|[a-z]|(sp|gate|os)\d|[a-z]{8}0000\d{4})$`,
	)
	formula = lazyregexp.New(`^(f|t|e|x|xe|a|ts|fl|c)(-(f|t|e|x|xe|a|ts|fl|c))+$`) // differences of marks: X-T
)

// isHarmless reports tokens that name nothing of a customer's.
func (r *Redactor) isHarmless(lower string) bool {
	if r.words[lower] || number.MatchString(lower) && !namesOne(lower) || guid.MatchString(lower) {
		return true
	}
	return amount.MatchString(lower) || moment.MatchString(lower) || code.MatchString(lower) ||
		shadowDevice.MatchString(lower) ||
		formula.MatchString(lower)
}

// address reports IP addresses. A version such as 6.0.0.1 looks like one and is
// taken for one; versions of Windows have a build above 255.
func address(s string) bool {
	if strings.Count(s, ".") != 3 && !strings.Contains(s, ":") {
		return false
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

func digitsOnly(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Path returns a source or another path with slashes, part by part. Names of
// logs and the ends of names stay.
func (r *Redactor) Path(s string) string {
	if s == "" || s == "-" {
		return s
	}
	parts := strings.Split(s, "/")
	for i, p := range parts {
		stem, inside := p, ""
		if cut, ok := strings.CutSuffix(p, "!"); ok { // an archive
			stem, inside = cut, "!"
		}
		stem, number := cutNumber(stem)
		parts[i] = r.fileName(stem) + number + inside
	}
	return strings.Join(parts, "/")
}

// cutNumber splits off the #2 of a colliding argument.
func cutNumber(s string) (stem, number string) {
	i := strings.LastIndexByte(s, '#')
	if i < 0 || i == len(s)-1 || !digitsOnly(s[i+1:]) {
		return s, ""
	}
	return s[:i], s[i:]
}

func (r *Redactor) fileName(s string) string {
	lower := strings.ToLower(s)
	stem, end := lower, ""
	for e := extension(stem); e != ""; e = extension(stem) { // x.evtx.gz has two
		stem, end = stem[:len(stem)-len(e)], e+end
	}
	if s == "" || wellKnownFiles[stem] {
		return s
	}
	for _, name := range []string{stem, lower} {
		if k, ok := r.names[name]; ok && r.wanted[k] {
			if name == lower {
				end = ""
			}
			return r.name(k, name) + end
		}
	}
	if r.wanted[Paths] {
		return r.pseudonym(Paths, stem) + end
	}
	return r.Text(s[:len(stem)]) + end
}
