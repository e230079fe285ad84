package rendered

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// bag is what only the message of one event has among its words.
type bag struct {
	provider string
	id       uint32
	words    string // all of them, in lower case, joined by "+"
	level    uint8  // that the message table gives the event; Event Viewer's number
}

// bags are events whose messages hold no code, no routine and no block, only words;
// English. Adding one is one row. Source of ids and levels: the message table of
// volsnap.sys in libyal/winevt-kb, docs/sources/message-files.
var bags = []bag{
	{"VolSnap", 1, "could not create shadow copy storage", 2},
	{"VolSnap", 2, "could not be created+is not an ntfs volume", 2},
	{"VolSnap", 4, "insufficient resources for worker threads", 2},
	{"VolSnap", 5, "non-paged memory pool+bitmap", 2},
	{"VolSnap", 6, "create a new paged heap", 2},
	{"VolSnap", 8, "flush and hold+timed out+release writes", 2},
	{"VolSnap", 9, "flush and hold+timed out+file system cleanup", 2},
	{"VolSnap", 10, "took too long to install", 2},
	{"VolSnap", 12, "became low on", 2},
	{"VolSnap", 13, "could not grow its", 2},
	{"VolSnap", 14, "aborted+io failure", 2},
	{"VolSnap", 15, "aborted+paged heap", 2},
	{"VolSnap", 16, "aborted+force dismounted", 2},
	{"VolSnap", 20, "aborted+free space computation", 2},
	{"VolSnap", 21, "aborted+low available system memory", 2},
	{"VolSnap", 23, "insufficient disk space+to create", 2},
	{"VolSnap", 24, "insufficient disk space+to grow", 3},
	{"VolSnap", 25, "were deleted+grow in time", 2},
	{"VolSnap", 27, "aborted during detection+control file", 2},
	{"VolSnap", 28, "could not be created+on disk structures", 2},
	{"VolSnap", 29, "aborted during detection.", 2},
	{"VolSnap", 30, "unfinished create", 3},
	{"VolSnap", 31, "control item+lost", 2},
	{"VolSnap", 32, "aborted+storage volume was not present.", 2},
	{"VolSnap", 33, "oldest shadow copy+disk space usage", 4},
	{"VolSnap", 34, "aborted+crash dump", 2},
	{"VolSnap", 35, "aborted+failed to grow", 2},
	{"VolSnap", 36, "aborted+user imposed limit", 2},
	{"VolSnap", 37, "aborted+preparation for hibernation", 2},
	{"VolSnap", 38, "user imposed limit+at risk", 3},
	{"VolSnap", 39, "located in non-critical space", 2},
	{"VolSnap", 40, "aborted+has been dismounted", 2},
	{"VolSnap", 41, "contiguous blocks+unnecessary files", 2},
	{"VolSnap", 48, "contiguous blocks+in progress", 2},
	{"VolSnap", 58, "oldest shadow copy+total number", 4},
	{"VolSnap", 59, "aborted+not present in time", 2},
	{"VolSnap", 60, "aborted+taken offline", 2},
	{"VolSnap", 67, "failed to install", 2},
}

// serviceBags are those of VSS itself. Source of ids and wording: the message table of
// vssvc.exe, as public catalogues of events print it; levels as in real records.
var serviceBags = []bag{
	{"VSS", 8219, "ran out of time while expanding file specification+subscriber", 4},
	{"VSS", 8220, "ran out of time while deleting files", 4},
	{"VSS", 8224, "vss service is shutting down+idle", 4},
	{"VSS", 8225, "vss service is shutting down+shutdown event", 4},
	{"VSS", 8226, "ran out of time while expanding+optimization is partial", 4},
	{"VSS", 8229, "vss writer has rejected an event", 3},
	{"VSS", 12302, "internal inconsistency+contact shadow copy service writers+please check to see", 2},
	{"VSS", 12310, "could not be committed+timed out", 2},
	{"VSS", 12338, "vss spent more than+open and flush", 2},
	{"VSS", 12339, "vss spent+open and flush the volume", 3},
	{"VSS", 12340, "vss waited more than+to be flushed", 2},
	{"VSS", 12341, "vss spent+flush and hold the volume", 3},
	{"VSS", 12345, "registry writer experienced an out-of-space", 2},
	{"VSS", 12347, "internal inconsistency+registry writer failed to respond", 2},
	{"VSS", 12348, "vss was denied access to the root", 3},
	{"VSS", 12349, "writer spent too much time+freeze notification", 3},
	{"VSS", 12362, "shadow copy lun was not detected in the system", 2},
	{"VSS", 12363, "expected hidden volume arrival did not complete+lun was not detected", 2},
	{"VSS", 12366, "unhandled exception+vss writer event callback", 2},
	{"VSS", 12373, "unable to load the provider with identifier", 2},
	{"SQLWRITER", 24579, "sqllib error+stored on multiple volumes", 2},
}

// neighbourBags are those of services beside VSS that a backup or a full storage area makes
// speak, and of clusters. Sources: public reports of these events; levels as in them.
var neighbourBags = []bag{
	{"DFSR", 1102, "dfs replication service+stopped replication+backup or restore", 4},
	{"DFSR", 1104, "dfs replication service+restarted replication+backup or restore", 4},
	{"DFSR", 2104, "dfs replication service failed to recover+database", 2},
	{"DFSR", 2213, "dfs replication service stopped replication+volume+not shut down cleanly", 3},
	{"DFSR", 5014, "dfs replication service+stopping communication+partner", 3},
	{"Microsoft-Windows-FailoverClustering", 5120, "cluster shared volume+is no longer available on this node because of",
		2},
	{"Microsoft-Windows-FailoverClustering", 5120, "cluster shared volume+has entered a paused state because of", 3},
	{"Microsoft-Windows-FailoverClustering", 5121,
		"cluster shared volume+is no longer directly accessible from this cluster node", 2},
	{"Microsoft-Windows-FailoverClustering", 5142,
		"cluster shared volume+is no longer accessible from this cluster node because of error", 2},
	{"SRMSVC", 12310, "shadow copy+was deleted during storage report generation", 3},
}

// neighbourEvent finds the one event of such a service that a line, or the lines that a
// sentence was broken into, can be the message of.
func neighbourEvent(line string) (g Origin, ok bool) {
	t := unlisted(line)
	if len(t) < 40 || len(t) > 900 ||
		!strings.HasPrefix(t, "The DFS Replication service ") && !strings.HasPrefix(t, "Shadow copy '") &&
			!namesCSV(t) {
		return Origin{}, false
	}
	return inBags(neighbourBags, strings.ToLower(t))
}

// namesCSV reports whether a line begins as the messages of a cluster do about one of its
// volumes: with its name in quotation marks.
func namesCSV(t string) bool {
	rest, ok := strings.CutPrefix(t, "Cluster Shared Volume ")
	return ok && (rest[0] == '\'' || rest[0] == '"' || strings.HasPrefix(rest, "\u2018") ||
		strings.HasPrefix(rest, "\u201c"))
}

// Origin is the event that a message is of, with the level that all of its id have.
type Origin struct {
	Provider string
	ID       uint32
	Level    uint8
}

// namesVolume is a volume as volsnap writes it: a drive, a name, or what somebody
// put in its place.
var namesVolume = lazyregexp.New(`(?i)\bvolume (?:[A-Z] ?:|\\\\\?\\|\\Device\\|<|\[|\{|X\b)`)

// volumeEvent finds the one event of volsnap that a line without a header can be the
// message of. The line begins with the message and names a volume.
func volumeEvent(line string) (g Origin, ok bool) {
	t := unlisted(line)
	if len(t) < 40 || len(t) > 600 || !opensSentence(t) ||
		!strings.Contains(t, "shadow cop") && !strings.Contains(t, "flush and hold") ||
		!namesVolume.MatchString(t) {
		return Origin{}, false
	}
	return inBags(bags, strings.ToLower(t))
}

// unlisted takes off what stands in front of a message that somebody quotes in a list.
func unlisted(line string) string {
	t := strings.TrimLeft(line, " \t\"")
	if at := listMark(t); at > 0 {
		t = strings.TrimLeft(t[at:], " \t\"'")
	}
	return t
}

// listMark returns where the text goes on behind the mark of an item, a number or a dash,
// and a blank; 0 if there is no such mark.
func listMark(t string) int {
	at := 0
	for at < len(t) && at < 2 && t[at] >= '0' && t[at] <= '9' {
		at++
	}
	switch {
	case at > 0 && at < len(t) && (t[at] == '.' || t[at] == ')'), at == 0 && t != "" && (t[0] == '-' || t[0] == '*'):
		at++
	case at == 0 && strings.HasPrefix(t, "•"):
		at = len("•")
	default:
		return 0
	}
	if at < len(t) && strings.IndexByte(" \t\n\f\r", t[at]) >= 0 {
		return at + 1
	}
	return 0
}

// serviceEvent finds the one event of VSS that a line can be the message of.
func serviceEvent(line string) (g Origin, ok bool) {
	t := unlisted(line)
	if len(t) < 30 || len(t) > 900 || !opensService(t) {
		return Origin{}, false
	}
	return inBags(serviceBags, strings.ToLower(t))
}

func inBags(all []bag, lower string) (g Origin, ok bool) {
	for _, b := range all {
		if !HoldsAll(lower, b.words) {
			continue
		}
		if ok && g.ID != b.id {
			return Origin{}, false
		}
		g, ok = Origin{b.provider, b.id, b.level}, true
	}
	return g, ok
}

// opensService spares most lines the search.
func opensService(s string) bool {
	switch s[0] {
	case 'V', 'R', 'T', 'A', 'S':
	default:
		return false
	}
	for _, word := range []string{"Volume Shadow Copy ", "Ran out of time while ", "The VSS service ", "A VSS writer ",
		"An unhandled exception ", "The Volume Shadow Copy Service was ", "A Shadow Copy LUN ", "An expected hidden volume ",
		"Sqllib error: "} {
		if strings.HasPrefix(s, word) {
			return true
		}
	}
	return false
}

// opensSentence spares most lines the search.
func opensSentence(s string) bool {
	for _, word := range []string{"The ", "There ", "An ", "A ", "When "} {
		if strings.HasPrefix(s, word) {
			return true
		}
	}
	return false
}

// HoldsAll reports whether s contains all of words, which are joined by "+".
func HoldsAll(s, words string) bool {
	for word := range strings.SplitSeq(words, "+") {
		if !strings.Contains(s, word) {
			return false
		}
	}
	return true
}

// mountedCopy is the message of Ntfs 98 about a shadow copy, in any language: a word,
// a drive or ?? where the copy has none, its device in brackets, a sentence.
var mountedCopy = lazyregexp.New(
	`^[\p{L} ]{3,24} (?:\?\?|[A-Z]:|\\\\\?\\Volume\{[0-9A-Fa-f-]{36}\}\\?) \(\\Device\\HarddiskVolumeShadowCopy\d+\) ?\p{L}`,
)

// isMounted reports whether a line is such a message.
func isMounted(line string) bool {
	return strings.Contains(line, `(\Device\HarddiskVolumeShadowCopy`) && len(line) < 400 &&
		mountedCopy.MatchString(strings.TrimLeft(line, " \t\""))
}

// eseTimedOut is the message by which ESE says that it ended the freeze of a database
// itself: the number of the snapshot, and the limit in milliseconds. Process, id and
// database may stand in front. Source: KB 826936, and public reports of the event.
var eseTimedOut = lazyregexp.New(
	`(?i)^\W{0,3}(?:[\w.-]{2,40} \(\d[\d,]*(?:,[\w,.]+)?\):? ?(?:[^:]{1,60}: )?)?shadow copy (?:instance )?\d+ (?:freeze )?timed?[ -]out \(\d+ ?ms\)`,
)

// Alone recognises a message that is one line and needs nothing around it to tell
// which event it is of.
func Alone(line string) (Origin, bool) {
	if g, ok := volumeEvent(line); ok {
		return g, true
	}
	if isMounted(line) {
		return Origin{"Microsoft-Windows-Ntfs", 98, 4}, true
	}
	if (strings.Contains(line, "ms)") || strings.Contains(line, "MS)")) && eseTimedOut.MatchString(line) {
		return Origin{"ESENT", 2004, 2}, true
	}
	if g, ok := neighbourEvent(line); ok {
		return g, true
	}
	if IsCrash(line) {
		return Origin{"Application Error", 1000, 2}, true
	}
	return serviceEvent(line)
}

// crash is the beginning of the message of Application Error 1000 in any language: a
// program, its version and, from Vista on, its time stamp; before, its module in the same
// line. The time stamp may be missing, where somebody took it out. Source: public reports of these events in several
// languages.
var crash = lazyregexp.New(
	`^\W{0,3}\p{L}[\p{L}\p{M} '-]{3,60}[:：]? ?"?([\w.$ -]{1,60}\.(?i:exe|dll|scr))"?(?:, ?|[、，])` +
		`\p{L}+ ?[:：]? ?\d+(?:\.\d+){1,3}(?:, ?|[、，])[\p{L}\p{M} -]{3,60}(?:[:：]\s*$|[:：]? ?` +
		`(?:0x[0-9a-fA-F]{8}\b|"?[\w.$-]{1,60}\.\w{3}"?(?:, ?|[、，])\p{L}+ ?[:：]? ?\d+(?:\.\d+){1,3}))`,
)

// IsCrash reports whether a line is that.
func IsCrash(line string) bool {
	listed := func(comma string) bool { return strings.Count(line, comma) >= 2 }
	return len(line) < 900 && (listed(", ") || listed("、") || listed("，")) && mayCrash(line) && crash.MatchString(line)
}

// mayCrash spares most lines the pattern.
func mayCrash(line string) bool {
	lower := strings.ToLower(line)
	return strings.Contains(lower, ".exe") || strings.Contains(lower, ".dll") || strings.Contains(lower, ".scr")
}

// CrashedProgram returns the program that such a message names.
func CrashedProgram(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	if m := crash.FindStringSubmatch(line); m != nil {
		return m[1]
	}
	return ""
}
