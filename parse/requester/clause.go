package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// A code or a state in a clause of condition is none that anybody saw: "if SqlServerWriter
// stands at [8] Failed, restart its service". The same holds for a sentence that says what a
// code means, or what to do about it. A line of a log, and a message with its level in front, are
// not read so: programs say "if" and "may" of what comes next.

// onlySupposes reports whether each sentence of a line that has a code or a state supposes it,
// explains it or advises.
func onlySupposes(line string) bool { return knownSupposed.of(line, findSupposed) }

var knownSupposed known[bool]

func findSupposed(line string) bool {
	if hint.MatchString(line) {
		return true
	}
	if beginsStamped(line) || level.MatchString(line) || shouted.MatchString(line) || exception.MatchString(line) ||
		isMessageField(line) || inSource.MatchString(line) {
		return false
	}
	some := false
	for _, sentence := range cutSentences(line) {
		f := codesIn(sentence)
		if !f.states() {
			continue
		}
		some = true
		lower := strings.ToLower(sentence)
		if !factMark.MatchString(lower) { // a program's own number
			return false
		}
		if !inCondition(lower) && !saysMeaning(lower) && (!advises.MatchString(lower) || failed(lower) || f.own != nil && f.own.states) {
			return false
		}
	}
	return some
}

var (
	// hint is what a line says that helps or repeats, and states nothing, with a time in front or not.
	hint = lazyregexp.New(
		`(?i)(?:^|[\s\])>|])(?:hint|tip|note|help|for example|e\.g\.|hinweis|astuce|consejo)\s?:|\bif you (?:see|get|receive)\b|\bprevious (?:state|status)\b|` +
			`\b(?:a line like|looks? like this|a message like|such as)\b|` +
			retriesOn,
	)
	// retries are a setting: what is tried again if that comes.
	retries = lazyregexp.New(`(?i)` + retriesOn)
	// condition opens a clause of condition, in front of what it supposes; conditionBehind
	// ends one, as in Japanese.
	condition = lazyregexp.New(
		`(?:^|[\s"'(])(?:` + ifWords + `|when (?:an?|any|you)\b|you (?:could|may|might|can|will)\b)|` + ifWide,
	)
	conditionBehind = lazyregexp.New(`^[^、，。]{0,40}(?:場合|とき|たら|なら|れば|时|時は|경우|[이하라]면)`)
	// factMark is a code or the number of a state.
	factMark = lazyregexp.New(`0x[0-9a-f]{8}|\[\d{1,2}\]|\bvss_[ew]\w+|\b80(?:04|07)[0-9a-f]{4}\b`)
)

// ifWords begin a clause of condition in languages in which posts were seen. Some are other words
// as well ("si è verificato", "se ha producido"), so that what follows decides.
const (
	ifWords = `(?:if|whether|unless|in case|falls|wenn|ob|sofern|s'ils?|indien|wanneer|jeśli|jeżeli|pokud|jestliže|hvis|eğer|если)\s` +
		`|si (?:le|la|l'|les|un|une|vous|votre|ce|cette|el|los|su|usted|aparece)\b|se (?:il|lo|l'|i|gli|uno|si|viene|non|o|os|as|um|uma|você)\b|als (?:de|het|een|u|er)\b`
	ifWide = `如果|若|もし`
)

// retriesOn is a setting that names a code: "retries 3 on VSS_E_...".
const retriesOn = `\bretr(?:y|ies|ying)\b[^.;]{0,24}\bon (?:error )?(?:VSS_E_\w+|0x8\w{7})`

// meaning are words behind a code that say what it stands for.
var meaning = lazyregexp.New(
	`^[\s"')\]]*(?:usually |often |typically |normalerweise |meist |meistens )?(?:means|indicates?|stands for|points? (?:to|at)|refers to|bedeutet|heißt|deutet (?:auf|darauf)|weist (?:auf|darauf)|steht für|signifie|veut dire|indique|correspond à|significa|indica|quiere decir|vuol dire|betekent|wijst op|oznacza|wskazuje na|znamená|означает|указывает на|は.{0,40}(?:意味|示し)|是指|表示)`,
)

// saysMeaning reports whether a sentence, in lower case, begins with a code, its name or its
// kind, and goes on with what that means. Further numbers in brackets are none: the parameters of a stop error.
func saysMeaning(lower string) bool {
	at := factMark.FindStringIndex(lower)
	return at != nil && meaning.MatchString(lower[at[1]:]) && !strings.HasPrefix(lower[at[1]:], " (0x")
}

// inCondition reports whether the first code or state of a sentence, in lower case, stands in
// a clause of condition: between its first word and the next comma.
func inCondition(lower string) bool {
	at := factMark.FindStringIndex(lower)
	if at == nil {
		return false
	}
	clause := lower[strings.LastIndexAny(lower[:at[0]], ",;，、")+1 : at[0]]
	return condition.MatchString(clause) || conditionBehind.MatchString(lower[at[1]:])
}
