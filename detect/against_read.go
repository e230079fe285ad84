package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// AgainstRead holds failures against the files of their host: what would make them surer
// asks for no log that was read and covers the time, and steps about room say what was
// listed.
func AgainstRead(k *correlate.Case, failures []*Failure) {
	zone := ""
	if _, yes := k.Floats(); !yes {
		zone = " UTC"
	}
	reach := map[string]logReach{}
	for _, l := range askedLogs {
		at, read := k.Reach(l.channel)
		reach[l.channel] = logReach{at, read}
	}
	for _, f := range failures {
		if !f.Problem() {
			continue
		}
		f.trimMissing(reach, k)
		f.showRoom(k, zone)
	}
}

// logReach is from where to where a log was read.
type logReach struct {
	at   interval.Interval
	read bool
}

// covers reports whether the log was read at a time; known that this can be said.
func (r logReach) covers(at interval.Interval) (covers, known bool) {
	if !r.read || !at.Known() {
		return false, false
	}
	return r.at.Lo <= at.Lo && r.at.Hi >= at.Hi, true
}

// askedLog is a log that causes ask for, and how they name it.
type askedLog struct {
	channel string
	whole   *lazyregexp.Regexp // an item of a list that is this log of some time, and nothing else
	named   *lazyregexp.Regexp
}

// both is an item that asks for two logs at once.
var both = lazyregexp.New(
	`(?i)(?:the )?(?:(?:application (?:and|or) system|system (?:and|or) application) logs?\b|vss and volsnap events\b)`,
)

const ofSomeTime = `(?: (?:of|from|around) [^,;.()]*?)?(?: \([^)]*\))?(?:$|[,;.]| and\b)`

var askedLogs = []askedLog{
	{
		"Application",
		lazyregexp.New(
			`(?i)(?:^|[,;.] |^and |, and | and )((?:collect )?(?:the |its )?application log` + ofSomeTime + `)`,
		),
		lazyregexp.New(`(?i)\bapplication log`),
	},
	{
		"System",
		lazyregexp.New(
			`(?i)(?:^|[,;.] |^and |, and | and )((?:collect )?(?:the |its )?system log` + ofSomeTime + `)`,
		),
		lazyregexp.New(`(?i)\bsystem log`),
	},
}

// trimMissing takes out of what would make the failure surer the logs that were read and
// cover its time, and says of those that do not from where to where they go.
func (f *Failure) trimMissing(reach map[string]logReach, k *correlate.Case) {
	at, _ := f.FailedAt()
	listed := at.Known() && k.ListedIn(interval.Of(at.Hi, at.Hi+listedAfter))
	var left []string
	for _, text := range f.Missing {
		text = both.ReplaceAllString(text, "the Application log and the System log") // one item each
		for _, l := range askedLogs {
			if l.named.MatchString(text) {
				text = l.against(text, reach[l.channel], at)
			}
		}
		if listed {
			text = withoutItem(text, listedItem)
		}
		text = strings.ReplaceAll(text, "the Application log and the System log", "the Application and System log")
		if text != "" && !slices.Contains(left, text) {
			left = append(left, text)
		}
	}
	f.Missing = left
}

// against is a text that names the log, against what was read of it.
func (l *askedLog) against(text string, r logReach, at interval.Interval) string {
	covers, known := r.covers(at)
	sentence := strings.TrimSuffix(text, ".")
	switch {
	case !known && !(r.read && checkedReach.MatchString(text)):
		return text
	case checkedReach.MatchString(text): // a check has said how far it goes
		return sentence + ": " + widen
	case ownWords.MatchString(text):
		return text
	case !covers:
		from, to := written(r.at.Lo), written(r.at.Hi)
		return sentence + fmt.Sprintf(" (the %s log that was read goes from %s to %s: %s)", l.channel, from, to, widen)
	}
	if rest := withoutItem(text, l.whole); rest != text {
		return rest
	}
	return sentence + fmt.Sprintf(" (the %s log that was read covers the time and has none)", l.channel)
}

// ownWords are those of a check about a log that it looked at, checkedReach where the log is
// too short.
var (
	ownWords     = lazyregexp.New(`(?i)the (application|system) log \([^)]*\) `)
	checkedReach = lazyregexp.New(`(?i)the (application|system) log \([^)]*\) (begins only|ends already) at`)
)

// written is an instant of a sentence.
func written(t parse.Ticks) string { return t.Time().Format("2006-01-02 15:04:05") }

// widen is what to do about a log that does not go back, or on, to the time.
const widen = "export it again with the time in it, or its archived files; if it is overwritten, enlarge it before " +
	"the next run"

// listedItem is an item that asks for a listing of the writers after the failure.
var listedItem = lazyregexp.New(
	`(?i)(?:^|[,;.] |^and |, and | and )((?:vssadmin list writers|the list of writers) (?:taken )?right after (?:a|the) failed run(?:$|[,;.]| and\b))`,
)

// listedAfter is how long after a failure a listing shows what state it left.
const listedAfter = parse.Hour

// withoutItem is a list of things to collect without one of its items.
func withoutItem(text string, what *lazyregexp.Regexp) string {
	m := what.FindStringSubmatchIndex(text)
	if m == nil {
		return text
	}
	before, item, after := strings.TrimRight(text[:m[2]], " "), text[m[2]:m[3]], strings.TrimSpace(text[m[3]:])
	before = strings.TrimSuffix(
		strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(before, " and"), ","), " "),
		";",
	)
	after = strings.TrimPrefix(after, "and ")
	if strings.EqualFold(strings.TrimSpace(before), "and") {
		before = ""
	}
	switch {
	case before == "" || strings.HasSuffix(before, "."):
		before = strings.TrimSpace(before + " ")
	case after == "" || after == ".":
		return strings.TrimSpace(before)
	default:
		before += joint(item)
	}
	text = strings.TrimSpace(before + " " + after)
	if text == "." {
		return ""
	}
	return text
}

// joint is the sign that the item had behind it.
func joint(item string) string {
	if strings.HasSuffix(item, ";") || strings.HasSuffix(item, ".") {
		return item[len(item)-1:]
	}
	return ","
}

// changesRoom are steps that change the room for shadow copies, aboutRoom those that look at
// it or at the room on the volume.
var changesRoom = lazyregexp.New(`(?i)(resize|add) shadowstorage`)

var aboutRoom = lazyregexp.New(
	`(?i)list shadowstorage|maximum size|the limit\b|free (up )?space|has? (the )?(room|space)`,
)

// showRoom writes beside the step that changes the room for shadow copies, else beside one
// that is about room, what was listed of it.
func (f *Failure) showRoom(k *correlate.Case, zone string) {
	var listed []string
	for _, s := range k.StorageNear(f.Started) {
		if len(f.Volumes) > 0 &&
			!slices.ContainsFunc(f.Volumes, func(v string) bool { return sameDrive(v, s.Volume) }) {
			continue
		}
		if len(listed) == 3 {
			break
		}
		when := ""
		if s.At.Known() {
			when = " " + s.At.Brief() + zone
		}
		listed = append(listed, fmt.Sprintf("As listed%s, %s has %s.", when, s.Volume, s))
	}
	if len(listed) == 0 {
		return
	}
	about := func(what *lazyregexp.Regexp) int {
		return slices.IndexFunc(f.Steps, func(a Action) bool { return what.MatchString(a.Command + "\n" + a.Do) })
	}
	at := about(changesRoom)
	if at < 0 {
		at = about(aboutRoom)
	}
	if at >= 0 {
		f.Steps[at].Do = strings.TrimSuffix(f.Steps[at].Do, ".") + ". " + strings.Join(listed, " ")
	}
}

func sameDrive(a, b string) bool {
	clean := func(s string) string { return strings.ToUpper(strings.Trim(s, `\ `)) }
	return clean(a) == clean(b)
}
