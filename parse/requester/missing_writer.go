package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// messageWriterMissing is the message of a program that does not find a writer, whatever its
// words are.
const messageWriterMissing = "writer-missing"

var (
	// What stands behind the name of a writer that is not there.
	isMissing = lazyregexp.New(
		`^(?: ?VSS)?(?: [Ww]riter)?['"\x{201d}\x{2019}\])]{0,2},?(?: [(\[]?(?:[Cc]lass |[Ww]riter )?(?:ID|Id|id)?:? ?[(\[{]{1,2}[0-9A-Fa-f-]{36}[)\]}]{1,3},?)? (?:(?:is|was|has|has been|could|can) ?)?(?:missing|vanished|disappeared|gone from the list|offline|unavailable|inactive|not (?:be )?(?:found|listed|present|located|available|running|registered|online|responding to enumeration|reported)|not in the list` +
			`|fehlt|(?:wurde |ist )?nicht (?:gefunden|vorhanden|verfügbar|aktiv)|(?:est )?(?:introuvable|manquant|indisponible|hors ligne)|no está disponible|non è disponibile|no se (?:encontró|encuentra)|non (?:è stato )?trovato|não (?:foi )?encontrado|не найден)(?:[^\p{L}]|$)`,
	)
	// What stands in front of it.
	notFinding = lazyregexp.New(
		`(?i)\b(?:could not|couldn't|cannot|can't|unable to|did not|failed to) (?:find|locate) (?:the )?['"\x{201c}\x{201e}\[]?$|\bmissing (?:vss )?writers?:? ['"\x{201c}\[]?$`,
	)
	// A person quotes it: says "SqlServerWriter is missing".
	quotesMissing = lazyregexp.New(
		`(?i:\b(?:says?|said|reports?|reported|shows?|complains?|claims?|gives?|logs?|errors?|messages?|warnings?|with|meldet|zeigt|affiche|muestra|segnala)\b[ :,]{0,3}(?:that )?)["\x{201c}\x{201e}\x{ab}] ?([^"\x{201c}\x{201d}\x{201e}\x{bb}]{10,200})["\x{201d}\x{201c}\x{bb}]`,
	)
)

// missing makes a statement about a writer one that the program does not find it, if the line
// says so of that very writer.
func (f *facts) missing(line string) {
	at := strings.Index(line, f.writer)
	if at < 0 || f.message != "" {
		return
	}
	if isMissing.MatchString(line[at+len(f.writer):]) || notFinding.MatchString(line[:at]) {
		f.message = messageWriterMissing
	}
}

// lacksWriter reports whether a line says of a writer that it is not there.
func lacksWriter(line string) bool {
	if !strings.Contains(line, "riter") {
		return false
	}
	f := facts{state: -1, writer: plainWriter(line)}
	if f.writer == "" {
		return false
	}
	f.missing(line)
	return f.message == messageWriterMissing
}

// readMissingWriter reads such a message that somebody quotes in a sentence of his own.
func readMissingWriter(r *console.Reader, i int, line, lower string) int {
	m := quotesMissing.FindStringSubmatch(line)
	if m == nil || over.MatchString(lower) {
		return i
	}
	f := facts{state: -1, phrase: parse.PhraseWriterFailed, writer: plainWriter(m[1])}
	if f.writer == "" {
		return i
	}
	if f.missing(m[1]); f.message == "" {
		return i
	}
	r.Vouch()
	return addProgram(r, i, i+1, m[1], f, "")
}
