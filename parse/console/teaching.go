package console

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// teaching counts what tells a text that teaches: an article, a tutorial, an answer. It shows
// an event or a listing as an example, of any host and any day, so that what bears no time and
// no name of a host in it is only mentioned. Who tells of himself does not teach, whatever
// else he says: the event is his.
//
// Words tell it here and not the form alone: without a markup nothing in the form does.
type teaching struct {
	lines  int
	own    bool
	heads  [3]bool // sections for what is seen, for its cause, and for what helps
	listed bool    // it has a table that says what numbers mean
	leads  []int64 // offsets of sentences that lead to an example, or to what may be seen
	spoken int     // sentences that speak of a thing in general
	advice int     // sentences that tell a reader what to do; messages of Windows do so as well
	above  string  // the line before
}

// longestLesson is how many lines a text has at most that is looked at. What is longer was
// written by a program.
const longestLesson = 400

// learn takes a line that is not blank.
func (g *teaching) learn(t string, offset int64, sentence bool) {
	if g.lines++; g.lines > longestLesson || g.own {
		return
	}
	above := g.above
	g.above = t
	if isTableRule(t) && listsEvents(above) {
		g.listed = true
		return
	}
	if k := sectionOf(t); k >= 0 {
		g.heads[k] = true
		return
	}
	colon := strings.HasSuffix(t, ":") || strings.HasSuffix(t, "：")
	if legendHead.MatchString(t) {
		g.leads = append(g.leads, offset)
		return
	}
	if !sentence && !colon {
		return
	}
	lower := strings.ToLower(t)
	last := lower[strings.LastIndex(lower, ". ")+1:]
	leads := colon || leadsOn.MatchString(last)
	switch {
	case colon && exampleLead.MatchString(lower):
		g.leads = append(g.leads, offset)
	case speaksOfSelf(t, lower):
		g.own = true
	case leads && (general.MatchString(mayNot.ReplaceAllString(last, " ")) || ofAnybody.MatchString(last)):
		g.leads = append(g.leads, offset)
	case leads && looksLike.MatchString(last), inGeneral.MatchString(lower), g.lines == 1 && howTo.MatchString(lower):
		g.spoken++
	case ofAnybody.MatchString(lower), advising.MatchString(lower):
		g.advice++
	}
}

// decide reports whether the text teaches: it has a section for what helps and one for what
// is seen or why, or a table of what numbers mean; two of its sentences speak in general or
// advise. Else only what one of leads stands in front of is an example.
func (g *teaching) decide() (teaches bool, leads []int64) {
	if g.own || g.lines > longestLesson {
		return false, nil
	}
	return g.heads[remedy] && (g.heads[symptom] || g.heads[reason]) || g.listed ||
		g.spoken >= 1 && g.spoken+len(g.leads)+g.advice >= 2, g.leads
}

// listsEvents reports whether a line is the head of a table that says what numbers mean: it has a
// column for the number and one for words, and none for when it was and who said it.
func listsEvents(head string) bool {
	lower := strings.ToLower(head)
	return numberColumn.MatchString(lower) && wordsColumn.MatchString(lower) && !recordColumn.MatchString(lower)
}

var (
	numberColumn = lazyregexp.New(`(?:^|\|)[\s*]*(?:(?:event|error|ereignis|fehler)?[ -]?(?:id|code|no\.?|number|nummer)|event|ereignis|événement|evento|код|ид|番号|イベント ?id|编号|代码|事件 ?id)[\s*]*(?:\||$)`)
	wordsColumn  = lazyregexp.New(`(?:^|\|)[\s*]*(?:text|message|description|meaning|what it means|explanation|meldung|beschreibung|bedeutung|signification|mensaje|descripción|significado|messaggio|descrizione|significato|mensagem|descrição|описание|сообщение|значение|説明|メッセージ|意味|说明|描述|含义)[\s*]*(?:\||$)`)
	recordColumn = lazyregexp.New(`\b(?:time|date|datum|zeit|heure|fecha|hora|data|ora|source|provider|quelle|origen|computer|host|server|count|last seen)\b|время|дата|日時|時刻|时间|日期`)
)

const (
	symptom = iota
	reason
	remedy
)

// sections are headings of articles, in lower case, in the languages of support pages.
var sections = [3]string{
	"symptom|symptoms|problem description|issue|problem|problembeschreibung|symptome|symptômes|description du problème|síntomas|sintomi|sintomas|symptomen|objawy|příznaky|симптомы|проблема|現象|症状|問題|症狀|现象|증상|belirtiler",
	"cause|causes|reason|root cause|ursache|ursachen|causa|causas|oorzaak|przyczyna|příčina|причина|原因|원인|neden|orsak",
	"resolution|resolutions|solution|solutions|fix|workaround|workarounds|how to fix|lösung|problemlösung|problemumgehung|abhilfe|behebung|résolution|solution de contournement|solución|resolución|risoluzione|soluzione|solução|resolução|oplossing|rozwiązanie|řešení|решение|解決方法|解決策|対処方法|回避策|解决方案|解决方法|解決方案|해결 방법|해결|çözüm|lösning",
}

var sectionWords = func() map[string]int {
	words := map[string]int{}
	for k, all := range sections {
		for word := range strings.SplitSeq(all, "|") {
			words[word] = k
		}
	}
	return words
}()

// sectionOf returns which section a line heads, -1 if it heads none.
func sectionOf(t string) int {
	const longest = 40
	if len(t) > longest {
		return -1
	}
	t = strings.Trim(t, " #*=_-[]<>:：.0123456789")
	if k, ok := sectionWords[strings.ToLower(t)]; ok {
		return k
	}
	return -1
}

var (
	// leadsOn says that what is meant stands behind the sentence.
	leadsOn = lazyregexp.New(`\b(?:following|folgende[nrs]?|suivante?s?|siguientes?|seguent[ei]|seguintes?|volgende|następując\w+)\b|следующ|次の|以下|下列|下面|다음`)
	// exampleLead begins an example.
	exampleLead = lazyregexp.New(`^[\W\d]*(?:(?:an? |the )?(?:typical |sample )?examples?(?: (?:of|for) [^:]{1,60})?|for example|for instance|e\.g\.|zum beispiel|beispiele?|z\. ?b\.|(?:par )?exemples?|(?:por )?ejemplos?|(?:per |ad )?esempio|(?:por )?exemplos?|(?:bij)?voorbeeld|przykład|например|пример|例えば|例|示例|例如|예|örnek)\s*[:：]`)
	// legendHead is above a list of what may come and what it stands for, or of limits.
	legendHead = lazyregexp.New(`^[\W\d]*(?i:(?:list of |known |possible |all )?(?:exit|return|error|status|result|fehler|rückgabe|retour)[ -]?(?:codes?|numbers?|nummern)(?: (?:and|und|et|with) (?:their |its |deren )?(?:meanings?|bedeutung(?:en)?|descriptions?))?|legend|legende|légende|(?:alert|alarm|warning|error|trigger|notification)[ -]?(?:thresholds?|limits?|rules?|conditions?)|schwell(?:en)?werte|seuils)(?: (?:of|for|von|de|du) \S{1,40})?\s*[:：]?$|^(?i:(?:exit |error |return )?code|value|wert|fehlercode|valeur|código|код)(?:\s{2,}|\t)\s*(?i:meaning|description|text|message|bedeutung|beschreibung|signification|significado|значение|意味|说明)\s*$`)
	// general are words by which a sentence tells what may be seen; mayNot are those of them
	// that say that something failed.
	general = lazyregexp.New(
		`\b(?:may|might)\b|\b(?:can|could) (?:sometimes |also )?(?:fail|appear|occur|happen|be (?:seen|logged|found|caused|shown))\b|^\W*(?:if|falls)\b` +
			`|\b(?:kann|können|könnten?)\b.*\b(?:fehlschlagen|scheitern|auftreten|erscheinen|protokolliert|angezeigt)\b|\b(?:peut|peuvent|pourrait) (?:échouer|survenir|apparaître|être|se produire)|\b(?:puede|pueden|podría) (?:fallar|aparecer|ocurrir|producirse|registrarse|mostrarse)|\b(?:può|possono|potrebbe) (?:fallire|comparire|verificarsi|essere|apparire)|\b(?:pode|podem) (?:falhar|aparecer|ocorrer|ser)|\b(?:kan|kunnen)\b.*\b(?:mislukken|optreden|verschijnen)\b` +
			`|может|могут|\bmoże\b|může|場合があ|ことがあ|可能性があ|可能会|수 있습니다|olabilir`,
	)
	mayNot    = lazyregexp.New(`\b(?:may|might) (?:not|help)\b|не может|не могут|\bnie może\b`)
	ofAnybody = lazyregexp.New(
		`\b(?:if|when|whenever|after|while) you\b|\byou (?:may|might|receive)\b|\b(?:wenn|falls|sobald) sie\b|\b(?:lorsque|si|quand) vous\b|\b(?:cuando|si) (?:usted|intenta)\b|\b(?:quando|se) (?:si|você)\b|\b(?:als|wanneer) u\b|\b(?:gdy|jeśli) użytkownik|если вы|когда вы|如果您|如果你|当您`,
	)
	looksLike = lazyregexp.New(
		`\b(?:looks? like|looks? similar|similar to|resembles?|sieht so aus|sieht wie folgt aus|ähnlich|ressemble|semblable|similaire|similar a|simile a|semelhante)\b|похож|次のような|类似|類似`,
	)
	// inGeneral are sentences that say why a thing happens, or what mends it.
	inGeneral = lazyregexp.New(
		`\bthis (?:problem|issue|error|event|behaviou?r|condition|message)\b.{0,24}\b(?:occurs?|happens?|appears?|is caused|is logged|indicates|means)\b.{0,12}\b(?:because|when|if|by|that|whenever)\b|\bto (?:resolve|fix|work around|correct|solve|mitigate) th(?:is|e) (?:problem|issue|error|behaviou?r)\b` +
			`|\bdieses (?:problem|verhalten)\b.{0,12}\btritt\b|\bum dieses problem\b|\bce problème (?:se produit|survient)\b|\bpour résoudre ce\b|\beste problema (?:se produce|ocurre|ocorre)\b|\bpara (?:resolver|solucionar|corrigir) este\b|\bquesto problema si verifica\b|\bper risolvere (?:questo|il)\b` +
			`|эта проблема|この問題|此问题|此問題|이 문제`,
	)
	// advising are sentences that tell a reader what to do.
	advising = lazyregexp.New(
		`^[\W\d]*(?:restart|reboot|install|uninstall|run|open|click|select|check|verify|make sure|ensure|delete|remove|increase|free|use|apply|update|re-?register|starten sie|installieren sie|löschen sie|prüfen sie|führen sie|redémarrez|supprimez|installez|exécutez|vérifiez|reinicie|ejecute|elimine|compruebe|riavviare|eseguire|eliminare|verificare|execute|exclua)\b`,
	)
	howTo = lazyregexp.New(`^\W*(?:how to|troubleshooting|troubleshoot|so beheben sie|comment (?:résoudre|réparer)|cómo|come risolvere|como (?:corrigir|resolver))\b|方法$|如何`)
	// selfWords are those of people who tell of themselves, in lower case.
	selfWords = lazyregexp.New(
		`\b(?:i'm|i've|i'd|my|me|our|ours|ich|mir|mich|mein\w*|unser\w*|je|j'ai|mon|mes|notre|yo|mis|tengo|tenemos|nuestr\w+|ho|mio|mia|abbiamo|nostr\w+|eu|meu|minha|tenho|temos|nosso|nossa|ik|mijn|onze|mam|mój|moim|mám|můj|ben|benim|bizim)\b` +
			`|^\W*(?:hi|hello|hey|dear|hallo|bonjour|salut|hola|ciao|salve|olá|merhaba|witam|guten tag)\b|\b(?:thanks|thank you|danke|merci|gracias|grazie|obrigad[oa])\b` +
			`|у меня|у нас|(?:^|\s)(?:я|мы)\s|здравствуйте|подскажите|私|当方|弊社|教えて|でしょうか|我|本机|请问|求助|저는|저희|제가`,
	)
	weSay = lazyregexp.New(`\b(?:we|wir|nous) (\p{L}+)`)
)

// speaksOfSelf reports whether a sentence is of somebody who tells of himself. Who writes
// articles says "we recommend".
func speaksOfSelf(t, lower string) bool {
	if selfWords.MatchString(lower) || strings.HasPrefix(t, "I ") || strings.Contains(t, " I ") {
		return true
	}
	for _, m := range weSay.FindAllStringSubmatch(lower, -1) {
		switch m[1] {
		case "recommend", "suggest", "advise", "strongly", "empfehlen", "raten", "vous", "recommandons":
		default:
			return true
		}
	}
	return false
}
