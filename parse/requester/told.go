package requester

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Told reads what a person tells of a failure in sentences of his own: "since Monday the
// job gives 0x80042306". It is asked last, and only about a short text in which nothing
// is stated; what it finds is a report and no record, so that nothing that follows from
// it is more than suspected.
//
// A text that explains or gives advice is no report: an article, a reply, a guess. Nor is
// a sentence that asks, supposes, denies, or speaks of what is over.
var Told = console.Grammar{
	Name:  "told",
	Last:  true,
	Title: "a person's description of a failure",
	Sure:  parse.Possible,
	Begin: func() console.ReadFunc { return new(toldText).read },
}

// sentence is one sentence of a text, in the lines from first to last.
type sentence struct {
	text        string
	first, last int
	around      string // the sentences before and behind it
	alone       bool   // nothing but a few sentences was handed over: they are the message
}

// toldText remembers that a text was weighed: once, as a whole.
type toldText struct{ weighed bool }

// read takes the whole text as one block.
func (t *toldText) read(r *console.Reader, i int) int {
	if t.weighed {
		return i
	}
	t.weighed = true
	said, next := sentencesFrom(r, i)
	if said == nil || gives(said) && !isMessage(said) {
		return i
	}
	found := false
	for k := 0; k < len(said); k++ {
		s := said[k]
		s.alone = len(said) <= shortTold
		for near := max(0, k-2); near < min(len(said), k+3); near++ {
			s.around += " " + said[near].text
		}
		f, ok := s.tells()
		if joined, more, better := s.withNext(said[k+1:]); ok && len(f.codes) == 0 && better {
			s, f = joined, more
			k++
		}
		if s.addEvents(r) {
			found = true
			continue
		}
		if !ok || mentionedInJSON(r, s.first) {
			continue
		}
		found = true
		s.add(r, f)
	}
	if !found {
		return i
	}
	r.Vouch()
	return next
}

// withNext joins the next sentence to this one, if it goes on with what that one tells and
// names the error: "It ends with ...". better is false if there is none.
func (s sentence) withNext(below []sentence) (joined sentence, f facts, better bool) {
	if len(below) == 0 || !refersBack.MatchString(below[0].text) {
		return s, f, false
	}
	joined = sentence{s.text + " " + below[0].text, s.first, below[0].last, s.around, s.alone}
	f, ok := joined.tells()
	return joined, f, ok && len(f.codes) > 0
}

// refersBack is how a sentence begins that speaks of what the one before it told.
var refersBack = lazyregexp.New(`^(?i:it|this|that|they|the (?:error|message|log|result)|error|with)\b`)

// add makes the statement of a sentence.
func (s sentence) add(r *console.Reader, f facts) {
	t := r.Add(parse.ProviderRequester, s.first, s.last)
	t.Set(parse.FieldTool, parse.ToolTold)
	t.Set(parse.FieldPhrase, f.says())
	f.fill(t)
	if f.own != nil && f.message != "" {
		t.Set(parse.FieldMessageOf, f.own.tool)
	}
	t.SetText(s.text)
	f.time(r, t, s.first)
}

// quoting is a message in quotation marks behind a word that says who reports it.
var quoting = lazyregexp.New(
	`(?i)\b(?:reports?|reported|says?|said|shows?|showed|displays?|gives?|gave|logs?|logged|reads?|states?|returns?|returned|errors?|messages?|with|meldet|zeigt|affiche|muestra|mostra)\b[ :,]{1,3}["\x{201c}\x{201e}]([^"\x{201c}\x{201d}\x{201e}]{24,400})["\x{201d}\x{201c}]`,
)

// quotes returns the message that a sentence quotes: at least four words.
func (s sentence) quotes() (sentence, bool) {
	m := quoting.FindStringSubmatch(s.text)
	if m == nil || strings.Count(strings.TrimSpace(m[1]), " ") < 3 {
		return sentence{}, false
	}
	return sentence{strings.TrimSpace(m[1]), s.first, s.last, s.around, s.alone}, true
}

// tells reports whether a sentence says that something failed, and what it names. What it
// quotes of a program counts by itself, whatever the sentence supposes around it.
func (s sentence) tells() (facts, bool) {
	if q, ok := s.quotes(); ok && !asks(strings.ToLower(s.text)) && !over.MatchString(strings.ToLower(s.text)) {
		if f, ok := q.tellsItself(); ok {
			return f, true
		}
	}
	return s.tellsItself()
}

func (s sentence) tellsItself() (facts, bool) {
	line := s.text
	lower := strings.ToLower(line)
	f := codesIn(line)
	f.keepNear(line + s.around)
	if len(line) < 8 || strings.HasSuffix(line, "?") || isMarkup(line) || template.MatchString(line) ||
		changeNote.MatchString(line) ||
		helpLine.MatchString(line) || retries.MatchString(line) || tellsOfNone(line) ||
		asks(lower) ||
		over.MatchString(lower) || unbroken.MatchString(lower) && !excepts.MatchString(lower) {
		return f, false
	}
	plain := denied.ReplaceAllString(lower, " ")
	clause := spokenClause(plain)
	bad := failed(plain) || parse.HoldsOne(plain, namesFailure) || exceptionWord.MatchString(line) ||
		endsBadly.MatchString(plain) ||
		notThere.MatchString(plain)
	switch {
	case len(f.codes) > 3, supposes(clause), explains(plain):
		return f, false
	case f.states():
		own := isPersonal(lower) || ownCase.MatchString(lower)
		if !bad && !f.failedState() && !f.meant(plain) && !endsInCode(line) && !labelled.MatchString(line) &&
			!(own && backupWord.MatchString(plain)) {
			return f, false
		}
	case strings.HasPrefix(line, "#") && !failed(plain): // a heading names what is spoken of
		return f, false
	case noWriters.MatchString(plain):
	case s.alone && beginsLikeMessage(line) && !clockFirst.MatchString(line) &&
		(failed(plain) && jobWord.MatchString(plain) || s.tellsCode(plain)):
	case s.tellsPlain(plain):
	case !tellsFailure(plain) && !(bad && backupWord.MatchString(plain)) &&
		!(namesCopies(plain) && (parse.HoldsOne(plain, namesFailure) || exceptionWord.MatchString(line))):
		return f, false
	}
	f.more(line)
	if len(f.codes) == 0 {
		f.spoken(line, plain)
		if m := exceptionWord.FindString(line); len(f.codes) == 0 && exceptions[m] != 0 {
			f.codes, f.names, f.from = []uint32{exceptions[m]}, []string{m}, parse.HResultWords
		}
		f.phrase = parse.PhraseSnapshotFailed
		if found, _ := thingIn(plain); !found {
			f.phrase = parse.PhraseBackupFailed
		}
	}
	if f.writer == "" {
		f.writer = plainWriter(line)
	}
	if f.writer != "" {
		f.phrase = parse.PhraseWriterFailed
	}
	f.plain(line)
	return f, true
}

// meant reports whether a sentence, in lower case, says in words what its code is called: "timeout
// 0x800423f2", "another snapshot in progress (0x80042316)".
func (f *facts) meant(lower string) bool {
	flat := withoutGaps.Replace(lower)
	for _, code := range f.codes {
		name, of := console.NameOfCode(code), true
		words := 0
		for word := range strings.SplitSeq(strings.ToLower(name), "_") {
			if len(word) < 4 || slices.Contains(unspoken, word) {
				continue
			}
			words++
			of = of && strings.Contains(flat, word)
		}
		if words > 0 && of {
			return true
		}
	}
	return false
}

var withoutGaps = strings.NewReplacer("timed out", "timeout", "-", "", "_", "", " ", "")

// unspoken are words of the names of codes that say nothing of what failed.
var unspoken = []string{"writererror", "writer", "snapshot", "error", "provider", "volume"}

// tellsPlain reports whether a sentence, in lower case, is a message of a backup program in
// plain words, or tells of one where a backup is named around it.
func (s sentence) tellsPlain(lower string) bool {
	row := plainIn(lower)
	return row != nil && (row.own || backupWord.MatchString(strings.ToLower(s.around)) || toolIn(s.around) != "")
}

// jobWord names what a job of a backup, a copy or a restore works on.
var jobWord = lazyregexp.New(
	`\b(?:transfers?|volumes?|disks?|images?|restores?|restoring|recover(?:y|ing|ed)?|replica(?:s|tion)?|repositor(?:y|ies)|archives?|vaults?|virtual (?:machine|disk)s?|vms?|mailbox(?:es)?)\b`,
)

// tellsCode reports whether a sentence, in lower case, is that of an error of Windows: of a
// full disk, or of any kind where a backup or its program is named around it.
func (s sentence) tellsCode(lower string) bool {
	code, basis := spokenIn(lower, false)
	return basis != "" && (code == 0x80070070 || backupWord.MatchString(strings.ToLower(s.around)) ||
		toolIn(s.around) != "")
}

// namesCopies reports whether a sentence, in lower case, names a shadow copy by a name that
// nothing else has.
func namesCopies(lower string) bool {
	_, strong := thingIn(lower)
	return strong
}

// spokenClause leaves the clause out that says when a thing happens: "when I run it, ...".
// What a person did is no supposition.
func spokenClause(lower string) string {
	if m := whenDone.FindStringIndex(lower); m != nil {
		return lower[:m[0]] + " " + lower[m[1]:]
	}
	return lower
}

var (
	whenDone = lazyregexp.New(
		`\b(?:(?:when|whenever) (?:i|we|it|(?:the|our|my) (?:backup|job|task|script)|running|trying|backing|creating|starting|taking)|if (?:i|we|it (?:runs|ran|starts|started)|(?:the|our|my) (?:backup|job|task|script) (?:runs|ran|starts|started)|running|trying|backing|creating|starting|taking))\b`,
	)
	// over are sentences of what has been mended, or is known to be harmless.
	over = lazyregexp.New(
		`\b(?:fixed|fixes|fix for|mends?|mended|addresses|corrects|solved|resolved|solution|no longer|works now|is gone|went away|works fine|work fine|works again|runs (?:fine|again|now)|works (?:now|well)|(?:is|been) working again|all good|gelöst|behoben|résolu|risolto|resuelto)\b|解决了|解決し`,
	)
	// endsBadly are words by which people say that a thing does not work.
	endsBadly = lazyregexp.New(
		`\b(?:panics?|panicked|broke|broken|died|dies|crash(?:es|ed)|stops|stopped|hangs|hung|stuck|stalls|never (?:ends|finishes|completes|returns)|goes no further|won't (?:run|start|complete|finish)|doesn't (?:work|run|complete|finish)|does not (?:work|run|complete|finish)|se bloquea|si blocca)\b|\bforever\b`,
	)
	// unbroken are sentences that say that nothing is wrong, unless they go on with an exception.
	unbroken = lazyregexp.New(
		`\b(?:nothing is broken|not broken|nothing (?:is wrong|has failed|failed)|no (?:problems?|issues?) in \d+)\b`,
	)
	excepts = lazyregexp.New(`\b(?:except|but|however|although|though|only that|until|yet|still)\b`)
	// noWriters says that the list of writers is empty, or that some are gone.
	noWriters = lazyregexp.New(
		`\blist writers\W+(?:returns|shows|lists|gives|displays|prints|command (?:returns|shows)) (?:nothing|no \w+|an empty|only the banner)|\b(?:there are|shows|lists) no (?:vss )?writers\b|\b(?:vss )?writers (?:are|were|have) (?:all )?(?:gone|missing|disappeared|not listed)\b`,
	)
	// exceptionWord is the name of an exception or of a constant.
	exceptionWord = lazyregexp.New(`\b(?:\w+Exception|VSS_E_[A-Z_]+|[A-Z]{2,}(?:_[A-Z]+)*_FAILED)\b`)
	// backupWord names what fails, where no shadow copy is named: a backup of Windows,
	// or a snapshot of a guest.
	backupWord = lazyregexp.New(
		`\b(?:backups?|back up|backing up|wbadmin|snapshots?|checkpoints?|quiesce[sd]?|quiescing|restore points?|system restore|reg(?:\.exe)? save|sicherung|sauvegarde|copia de seguridad|backup-job|резервн\w+)\b|バックアップ|备份|備份|백업`,
	)
)

// namesFailure are ordinary words for a failure beside a code.
var namesFailure = []string{
	"error",
	"fails",
	"failing",
	"fehler",
	"erreur",
	"errore",
	"erro ",
	"erro:",
	"ошибк",
	"エラー",
	"错误",
	"錯誤",
	"오류",
	"hata",
	"błąd",
	"chyba",
	"fout",
	"lỗi",
	"exception",
	"returns ",
	"returned ",
	"hresult",
}

// asks reports a sentence that asks for something.
func asks(lower string) bool {
	for _, word := range []string{"why ", "how ", "what ", "does anyone", "has anyone", "can anyone", "any idea",
		"any help", "is there ", "are there ", "please "} {
		if strings.HasPrefix(lower, word) {
			return true
		}
	}
	return false
}

// explains reports a sentence of somebody who knows why, or what holds in general.
func explains(lower string) bool {
	for _, word := range explaining {
		switch word {
		case "you get ",
			"you see ",
			"if you ",
			" often ",
			"sometimes",
			"see also",
			"would be",
			"should be",
			" such as ":
			continue // people tell of themselves so too
		}
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

// isMessage reports whether a text is one message that a program shows: a few sentences, of
// which the first says what failed. What it advises is the program's.
func isMessage(said []sentence) bool {
	if len(said) > shortTold {
		return false
	}
	first := said[0].text
	lower := strings.ToLower(first)
	return beginsLikeMessage(first) && jobWord.MatchString(lower) && endsFailed.MatchString(lower) &&
		!isPersonal(lower) && !explains(lower) && !supposes(lower)
}

// endsFailed is a sentence that says, at its end, that a thing failed.
var endsFailed = lazyregexp.New(`\b(?:has |have )?failed[.!]?$`)

// gives reports whether a text explains or gives advice, instead of telling what went
// wrong on a host: it says what codes mean, lists them, repeats what others said, advises
// more than once, or is longer than a few sentences and speaks of nobody's own case.
func gives(said []sentence) bool {
	advice, own, codes, steps := 0, false, map[uint32]bool{}, false
	for _, s := range said {
		lower := strings.ToLower(quoting.ReplaceAllString(s.text, " ")) // what a program advises is no advice
		if steps = reproduces.MatchString(lower) || steps && !reports.MatchString(lower) && len(lower) < longestStep; steps {
			continue // how the failure comes about, and no advice
		}
		f := codesIn(s.text)
		for _, c := range f.codes {
			codes[c] = true
		}
		teaches := explains(lower) || teaching.MatchString(lower) || saysMeaning(lower)
		switch {
		case strings.HasSuffix(lower, "?"):
		case hearsay.MatchString(lower), teaches && f.states(), thisArticle.MatchString(lower):
			return true
		case advises.MatchString(lower), teaches:
			advice++
		}
		own = own || isPersonal(lower) || ownCase.MatchString(lower)
	}
	return len(codes) > mostCodes || advice >= 2 && advice*8 > len(said) || advice > 0 && len(said) <= shortTold ||
		len(said) > shortTold && !own
}

var (
	// Headings of the form of an issue: what somebody did, and what he saw then.
	reproduces = lazyregexp.New(`^\W*(?:(?:steps )?to reproduce|reproduction(?: steps)?|how to reproduce)\b`)
	reports    = lazyregexp.New(
		`^\W*(?:expected|actual|observed|platform|environment|additional|version|logs?|screenshots?|system)\b`,
	)
)

// thisArticle is how a document speaks of itself.
var thisArticle = lazyregexp.New(
	`\b(?:this|the following) (?:kb |knowledge base |help |support )?(?:article|guide|tutorial|how-?to|document|page|topic) (?:explains?|describes?|shows?|covers?|outlines?|provides?|will|lists?|contains?|helps?|discusses)\b` +
		`|\b(?:dieser artikel|diese anleitung) (?:beschreibt|erklärt|zeigt)\b|\bcet article (?:explique|décrit)\b|\beste artículo (?:explica|describe)\b|\bquesto articolo (?:spiega|descrive)\b`,
)

// longestStep is how long a step of such a list is.
const longestStep = 120

const (
	shortTold = 5 // sentences that somebody pastes with nothing around them
	mostCodes = 4 // that one failure brings with it
)

var (
	// teaching are words by which other languages say what a code means.
	teaching = lazyregexp.New(
		`\b(?:bedeutet|heißt, dass|meistens|signifie|veut dire|significa|vuol dire|quiere decir|oznacza|betekent)\b|означает|意味|示して|原因です|是指|表示`,
	)
	// hearsay is what somebody else said.
	hearsay = lazyregexp.New(
		`\b(?:somebody|someone|nobody|another one|many administrators|people) (?:wrote|said|says|saw|meet|knew)\b|\bsaid (?:another|somebody|someone)\b|\b(?:maker|vendor(?: \w)?|manufacturer|microsoft|they) (?:says?|said|wrote|writes|recommends?|advises?)\b|\b(?:he|she|vendor(?: \w)?|somebody|someone) (?:quoted|quotes|mentioned)\b`,
	)
	// ownCase are words of people who tell of their own host, in the languages in which
	// posts were seen: of themselves, of when it happens, of greeting and asking for help.
	ownCase = lazyregexp.New(
		`\b(?:i|i'm|i've|me|my|we|our|us|hi|hello|hey|thanks|anyone|any idea|every (?:night|day|time|backup)|last (?:night|week|backup)|yesterday|today|this morning|since|getting|\d{1,2}:\d\d ?[ap]m|^\[?\d{1,2}:\d\d\]?|seeing|issue|problem|reproduce|environment|actual result|observed` +
			`|ich|wir|mein\w*|unser\w*|hallo|je|j'ai|nous|mon|notre|bonjour|ho|mio|mia|nostro|salve|ciao|yo|mi|tengo|nuestr\w+|hola|alguien|eu|meu|minha|tenho|olá|mam|mój|moim|witam|ben|benim|merhaba|tôi|mình|ik|mijn|wij)\b` +
			`|у меня|у нас|подскажите|\bя\s|我|本系统|本机|不知道|请问|求助|私|当方|ました|教えて|저는|습니다`,
	)
)

// advises are sentences that tell somebody what to do, and those that guess.
var advises = lazyregexp.New(
	`^(?:\W|\d)*(?:run|restart|check|try|open|click|type|make sure|ensure|use|set|change|delete|remove|install|update|upgrade|reboot|disable|enable|verify|start|stop|add|create|select|go to|navigate|download|apply|increase|free|look at|note|re-?register|please (?:run|try|check|restart|install|update|make))\b` +
		`|\byou (?:should|can|could|need|must|have to|may|might|will)\b|\b(?:probably|most likely|sounds like|looks like|i would|i suggest|i'd|my guess|i guess|recommend\w*|suggest\w*|try (?:to|running|restarting))\b|\b(?:the )?(?:solution|resolution|workaround|cause)\s*(?:is|was|:)`,
)

// mostSaid is how many bytes a person tells at most.
const mostSaid = 64 << 10

// sentencesFrom cuts the lines from i to the end of the text into sentences. A line goes
// on below if it ends in the middle of one. A text longer than what people tell gives none.
func sentencesFrom(r *console.Reader, i int) (all []sentence, next int) {
	var open sentence
	flush := func() {
		if t := strings.TrimSpace(open.text); t != "" {
			for _, one := range cutSentences(t) {
				all = append(all, sentence{text: one, first: open.first, last: open.last})
			}
		}
		open = sentence{}
	}
	size := 0
	for next = i; r.Has(next); next++ {
		if size += len(r.Text(next)); size > mostSaid {
			return nil, i
		}
		line := strings.Trim(strings.TrimSpace(r.Text(next)), "*_")
		if line == "" {
			flush()
			continue
		}
		if open.text != "" && !continues(open.text, line) {
			flush()
		}
		if open.text == "" {
			open.first = next
		} else {
			open.text += " "
		}
		open.text += line
		open.last = next
	}
	flush()
	return all, next
}

// continues reports whether below goes on with what above begins.
func continues(above, below string) bool {
	if opensMessage.MatchString(above) && len(above) < longestFailing {
		return true
	}
	if len(above) > longestFailing || strings.ContainsAny(above[len(above)-1:], ".!?:;") ||
		strings.HasSuffix(above, "\u3002") {
		return false
	}
	return len(above) > 50 && !beginsLikeMessage(below)
}

// opensMessage ends where a message follows on the next line: "fails with", the name of an
// exception.
var opensMessage = lazyregexp.New(
	`(?i)(?:\b(?:fail(?:s|ed)?|error|errors|stops|ends|complain(?:s|ing)?|crashes) (?:with|out with|about)|\w{4,}Exception):?$`,
)

// cutSentences cuts a paragraph where a sentence ends: behind a full stop with a blank.
func cutSentences(text string) (all []string) {
	text = strings.ReplaceAll(text, "\u3002", "\u3002 ")
	from, shut := 0, 0 // shut is where a quotation ends that is open
	for at := 0; at+1 < len(text); at++ {
		if text[at] == '"' && at > shut {
			if end := strings.IndexByte(text[at+1:], '"'); end >= 0 && end < longestQuote {
				shut = at + 1 + end
			}
		}
		if at < shut {
			continue
		}
		ends := strings.IndexByte(".!?", text[at]) >= 0 && text[at+1] == ' ' && !abbreviates(text[from:at])
		if wide := strings.HasPrefix(text[at:], "\u3002 "); wide {
			at += len("\u3002") - 1
			ends = true
		}
		if ends {
			all = append(all, strings.TrimSpace(text[from:at+1]))
			from = at + 1
		}
	}
	if rest := strings.TrimSpace(text[from:]); rest != "" {
		all = append(all, rest)
	}
	return all
}

// longestQuote is how many bytes a message has that somebody quotes in a sentence.
const longestQuote = 400

// abbreviates reports whether a full stop behind s ends no sentence: "e.g.", "No.", a
// number in front of a point of a list.
func abbreviates(s string) bool {
	at := strings.LastIndexAny(s, " (")
	word := strings.ToLower(s[at+1:])
	return word == "e.g" || word == "i.e" || word == "no" || word == "vs" || word == "etc" ||
		len(word) <= 2 && strings.Trim(word, "0123456789") == ""
}
