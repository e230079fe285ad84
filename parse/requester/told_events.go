package requester

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Events that a person names in a sentence, by source and number: "I get VSS errors 8193
// and 12293", "the viewer has volsnap 36". Nothing of them is there but that, and the
// word of who tells it.

// toldSources are the sources that people name so, in lower case, as records have them. The
// patterns below are made of these names.
var toldSources = map[string]string{
	"vss":       "VSS",
	"volsnap":   "VolSnap",
	"esent":     "ESENT",
	"sqlvdi":    "SQLVDI",
	"sqlwriter": "SQLWRITER",
	"capi2":     "Microsoft-Windows-CAPI2",

	"ntds general":     "NTDS General",
	"ntds replication": "NTDS Replication",
	"ntds isam":        "NTDS ISAM",

	"hyper-v-vmms":   vmmsSource,
	"hyper-v.vmms":   vmmsSource,
	"hyper-v vmms":   vmmsSource,
	"vmms":           vmmsSource,
	"hyper-v-worker": workerSource,
	"hyper-v.worker": workerSource,
	"hyper-v worker": workerSource,

	"failoverclustering":  clusterSource,
	"failover clustering": clusterSource,
	"failover-clustering": clusterSource,
	"failover cluster":    clusterSource,
	"故障转移集群":              clusterSource,
	"故障转移群集":              clusterSource,
	"フェイルオーバークラスタリング":     clusterSource,
	"フェールオーバー クラスタリング":    clusterSource,
	"장애 조치 클러스터링":         clusterSource,
}

const (
	clusterSource = "Microsoft-Windows-FailoverClustering"
	vmmsSource    = "Microsoft-Windows-Hyper-V-VMMS"
	workerSource  = "Microsoft-Windows-Hyper-V-Worker"
)

// sourceTokens are what the names have among their letters: they spare the patterns.
var sourceTokens = []string{"vss", "volsnap", "esent", "sqlvdi", "sqlwriter", "capi2", "vmms", "hyper-v", "ntds ", "failover", "故障转移", "フェイルオーバー",
	"フェールオーバー", "장애 조치"}

// sourcePattern is a pattern of the names of toldSources: of those in Latin letters, or of the wide
// ones, which are in scripts where no word ends. The longer of two comes first.
func sourcePattern(wide bool) string {
	var names []string
	for name := range toldSources {
		if (name[0] >= utf8.RuneSelf) == wide {
			names = append(names, regexp.QuoteMeta(name))
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return "(" + strings.Join(names, "|") + ")"
}

const toldIDs = `((?:\d{2,5}(?:\s?(?:,|and|und|et|e|y|&|/)\s?)?){1,4})`

var toldSource = `\b` + sourcePattern(false) + `\b`

var (
	sourceFirst = lazyregexp.New(
		toldSource + `[ ,-]*(?:(?:event|error|warning|ereignis-?|fehler|erreur|evento|événement|事件|イベント|이벤트|id|with|logs?|source|'s|\(|:|#)s?[ ,]*){0,4}` + toldIDs + `\b`,
	)
	idFirst = lazyregexp.New(
		`\b(?:event|error|id|ereignis|evento|événement)s?(?:[- ]?ids?)?[ :#(]*` + toldIDs +
			`[ ,]*(?:\(|from|of|by|with|source|error|von|de|the|in|:)*[ ,]*(?:(?:source|from)[ :]*)?` + toldSource,
	)
	wideFirst = lazyregexp.New(
		sourcePattern(true) + `[のが의 ]{0,2}(?:事件|イベント|이벤트)? ?(?:id)?[ :：]*` + toldIDs +
			`\b`,
	)
	// The source in brackets or behind a stroke: "18012 and 10150 (Source VMMS)", "12293/VSS".
	sourceBehind = lazyregexp.New(`\b` + toldIDs + ` ?(?:\((?:source|from|quelle)?[ :]*|/)` + toldSource)
	digitsOnly   = lazyregexp.New(`\d{2,5}`)
)

// toldEvents are ids of events of one source.
type toldEvents struct {
	source string
	ids    []uint32
}

// eventsIn returns the events that a sentence names, of each source.
func eventsIn(lower string) (told []toldEvents) {
	if !strings.ContainsAny(lower, "0123456789") ||
		!parse.HoldsOne(lower, sourceTokens) {
		return nil
	}
	for _, m := range sourceBehind.FindAllStringSubmatchIndex(lower, 4) {
		source := lower[m[4]:m[5]]
		told = append(told, toldEvents{toldSources[source], idsIn(lower, source, m[2], m[3])})
	}
	if told != nil {
		return told
	}
	source, from, to := "", 0, 0
	if m := sourceFirst.FindStringSubmatchIndex(lower); m != nil {
		source, from, to = lower[m[2]:m[3]], m[4], m[5]
	} else if m := wideFirst.FindStringSubmatchIndex(lower); m != nil {
		source, from, to = lower[m[2]:m[3]], m[4], m[5]
	} else if m := idFirst.FindStringSubmatchIndex(lower); m != nil {
		source, from, to = lower[m[4]:m[5]], m[2], m[3]
	}
	return []toldEvents{{toldSources[source], idsIn(lower, source, from, to)}}
}

// idsIn are the ids that may be of events of a source, in a part of a sentence.
func idsIn(lower, source string, from, to int) (ids []uint32) {
	for _, at := range digitsOnly.FindAllStringIndex(lower[from:to], 4) {
		start, end := from+at[0], from+at[1]
		id, err := strconv.ParseUint(lower[start:end], 10, 16)
		if err != nil || console.PartOfTime(lower, start, end) || slices.Contains(ids, uint32(id)) ||
			source == "vss" && (id < 4096 || id&0xfff > 0xff) {
			continue
		}
		ids = append(ids, uint32(id))
	}
	return ids
}

// addEvents adds the events that a sentence names, and reports whether there were any.
func (s sentence) addEvents(r *console.Reader) (found bool) {
	lower := strings.ToLower(s.text)
	if strings.HasSuffix(s.text, "?") || asks(lower) || over.MatchString(lower) || supposes(spokenClause(lower)) ||
		explains(lower) {
		return false
	}
	for _, told := range eventsIn(denied.ReplaceAllString(lower, " ")) {
		for _, id := range told.ids {
			e := r.Add(told.source, s.first, s.last)
			e.FromText, e.EventID = true, id
			e.Set(parse.FieldTool, parse.ToolTold)
			e.SetText(s.text)
			found = true
		}
	}
	return found
}
