package requester

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Events that a person names in a sentence, by source and number: "I get VSS errors 8193
// and 12293", "the viewer has volsnap 36". Nothing of them is there but that, and the
// word of who tells it.

// toldSources are the sources that people name so, in lower case, as records have them.
var toldSources = map[string]string{
	"vss":       "VSS",
	"volsnap":   "VolSnap",
	"esent":     "ESENT",
	"sqlvdi":    "SQLVDI",
	"sqlwriter": "SQLWRITER",
	"capi2":     "Microsoft-Windows-CAPI2",

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

const clusterSource = "Microsoft-Windows-FailoverClustering"

// sourceTokens are what the names have among their letters: they spare the patterns.
var sourceTokens = []string{"vss", "volsnap", "esent", "sqlvdi", "sqlwriter", "capi2", "failover", "故障转移", "フェイルオーバー",
	"フェールオーバー", "장애 조치"}

const (
	toldIDs    = `((?:\d{2,5}(?:\s?(?:,|and|und|et|e|y|&|/)\s?)?){1,4})`
	toldSource = `\b(vss|volsnap|esent|sqlvdi|sqlwriter|capi2|failover[ -]?clustering|failover cluster)\b`
)

var (
	sourceFirst = lazyregexp.New(
		toldSource + `[ ,-]*(?:(?:event|error|warning|ereignis-?|fehler|erreur|evento|événement|事件|イベント|이벤트|id|with|logs?|source|'s|\(|:|#)s?[ ,]*){0,4}` + toldIDs + `\b`,
	)
	idFirst = lazyregexp.New(
		`\b(?:event|error|id|ereignis|evento|événement)s?(?:[- ]?ids?)?[ :#(]*` + toldIDs +
			`[ ,]*(?:\(|from|of|by|with|source|error|von|de|the|in|:)*[ ,]*(?:(?:source|from)[ :]*)?` + toldSource,
	)
	// Names in scripts without blanks, in which no word ends.
	wideFirst = lazyregexp.New(
		`(故障转移集群|故障转移群集|フェイルオーバークラスタリング|フェールオーバー クラスタリング|장애 조치 클러스터링)[のが의 ]{0,2}(?:事件|イベント|이벤트)? ?(?:id)?[ :：]*` + toldIDs +
			`\b`,
	)
	digitsOnly = lazyregexp.New(`\d{2,5}`)
)

// eventsIn returns the source and the ids of the events that a sentence names.
func eventsIn(lower string) (source string, ids []uint32) {
	if !strings.ContainsAny(lower, "0123456789") ||
		!parse.HoldsOne(lower, sourceTokens) {
		return "", nil
	}
	from, to := 0, 0
	if m := sourceFirst.FindStringSubmatchIndex(lower); m != nil {
		source, from, to = lower[m[2]:m[3]], m[4], m[5]
	} else if m := wideFirst.FindStringSubmatchIndex(lower); m != nil {
		source, from, to = lower[m[2]:m[3]], m[4], m[5]
	} else if m := idFirst.FindStringSubmatchIndex(lower); m != nil {
		source, from, to = lower[m[4]:m[5]], m[2], m[3]
	}
	for _, at := range digitsOnly.FindAllStringIndex(lower[from:to], 4) {
		start, end := from+at[0], from+at[1]
		id, err := strconv.ParseUint(lower[start:end], 10, 16)
		if err != nil || console.PartOfTime(lower, start, end) || slices.Contains(ids, uint32(id)) ||
			source == "vss" && (id < 4096 || id&0xfff > 0xff) {
			continue
		}
		ids = append(ids, uint32(id))
	}
	return toldSources[source], ids
}

// addEvents adds the events that a sentence names, and reports whether there were any.
func (s sentence) addEvents(r *console.Reader) bool {
	lower := strings.ToLower(s.text)
	if strings.HasSuffix(s.text, "?") || asks(lower) || over.MatchString(lower) || supposes(spokenClause(lower)) ||
		explains(lower) {
		return false
	}
	source, ids := eventsIn(denied.ReplaceAllString(lower, " "))
	for _, id := range ids {
		e := r.Add(source, s.first, s.last)
		e.FromText, e.EventID = true, id
		e.Set(parse.FieldTool, parse.ToolTold)
		e.SetText(s.text)
	}
	return len(ids) > 0
}
