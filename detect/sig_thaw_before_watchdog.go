package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// ThawBeforeWatchdog is the fault of Microsoft KB 915331: a writer's thaw comes
// before its watchdog thread has started to wait; the thread misses the thaw and
// times the writer out a full limit later, though nothing was slow.
var ThawBeforeWatchdog = &Signature{
	ID:       "thaw-before-watchdog",
	Title:    "The writer was thawed in time, but its late watchdog timed it out anyway",
	Class:    CauseClass,
	Severity: Error,
	Scope:    WriterScope,
	Blames:   blameWindows,
	Cause: "A race in VSS of Server 2003: freeze creates a thread that issues a time-out unless a thaw comes; " +
		"where the thaw comes before the thread waits, the thread misses it.",
	Mechanism: "F freeze, T thaw, S the thread starts to wait, X time-out, L the limit (60 s). Working: S before T, " +
		"and the thaw ends the wait. " +
		"The fault: T before S, so X = S + L, a full limit after a thaw that was on time.",
	Advice: "Install Service Pack 2 for Windows Server 2003, or the hotfix of KB 915331 (needs Service Pack 1 and a " +
		"restart). Until then run the backup again: the race is rare. " +
		"Do not look for slow disks: nothing was slow.",
	Sources: []Reference{
		{
			"KB 915331",
			"https://support.microsoft.com/kb/915331",
			"the fault, the fixed files (5.2.3790.2641) and the service pack that has it",
		},
	},
	Windows:  "Server 2003 (5.2.3790) before Service Pack 2",
	Explains: []string{"requester-abort"},
	Trigger:  Trigger{TimedOut: true},
	Needs:    []Need{needTimeout, needThaw},
	Predictions: []Prediction{
		{"P1", correlate.PointThaw, correlate.PointFreeze, LessThan, Bound{1, 0, "L"}, "the thaw was in time"},
		{"P2", correlate.PointTimeout, correlate.PointThaw, MoreThan, Bound{}, "the time-out came after the thaw"},
		{
			"P3",
			correlate.PointTimeout,
			correlate.PointThaw,
			AtLeast,
			Bound{1, -correlate.TimerTick, "L - g"},
			"a full limit passed after the thaw",
		},
		{
			"P4",
			correlate.PointTimeout,
			correlate.PointThawEnd,
			MoreThan,
			Bound{},
			"the thaw had finished before the time-out",
		},
	},
	Wants: map[string]string{
		"P1": "a capture or a requester's step right before the freeze, and a thaw mark of the writer or captures " +
			"every 2 s",
		"P2": "captures every 2 s from the thaw on, up to the one with [9]",
		"P3": "captures every 2 s from the thaw to [9], or finer ones, and a thaw mark of the writer",
		"P4": "a capture with the writer in [4] or [5] before the one with [9]",
	},
	Checks: []Check{
		oneZone,
		newFailure,
		oneInstance,
		oneDate,
		oneInterpretation,
		unbroken,
		oneBackup,
		noHiddenSet,
		boundedLimit,
		plausibleStart,
		notTwoSQL,
		covered("Application", "System"),
		steadyClock("P3"),
		withoutSalvage,
		knownHost,
	},
	LookAlikes: []LookAlike{
		{
			ID:        "freeze-timeout",
			Title:     "Freeze time-out",
			Differs:   "no thaw before the limit",
			Predicted: []string{"P1", "P3"},
		},
		{ID: "late-thaw", Title: "Late thaw", Differs: "the thaw comes after the time-out", Predicted: []string{"P2"}},
		{
			ID:        "stuck-in-thaw",
			Title:     "Stuck in thaw",
			Differs:   "the writer never got past its thaw",
			Predicted: []string{"P4"},
		},
		{
			ID:      "ese-timeout",
			Title:   "ESE's own time-out",
			Differs: "ESENT 2004 instead of 2003",
			Absent:  []vocab.Kind{vocab.KindESETimeout, vocab.KindESELateThaw},
		},
		{
			ID:      "benign-hyperv-abort-after-thaw",
			Title:   "Abort by a Hyper-V host",
			Differs: "[9] without an error, many writers at once",
			Test:    notWithoutError,
		},
		{
			ID:      "hold-timeout",
			Title:   "Flush-and-hold time-out",
			Differs: "volsnap 8, 9, 21 or VSS 12297, 12298 within about 10 s",
			Absent:  []vocab.Kind{vocab.KindHoldTimeout, vocab.KindCommitTimeout, vocab.KindHoldOverlap},
		},
		{
			ID:      "requester-abort",
			Title:   "Requester abort or death",
			Differs: "8214, SQLVDI, 3041, 18210 or ESE 2007 before the limit",
			Absent:  []vocab.Kind{vocab.KindAbort, vocab.KindRequesterGone, vocab.KindFreezeFailed},
		},
		{
			ID:      "writer-set-error",
			Title:   "The writer set the error itself",
			Differs: "0x800423F2 set by the writer shows in a state other than [9]",
			Test:    onlyStateNine,
		},
	},
	Assumptions: []string{
		"A1 the late thread waits its whole limit (the article does not say so)",
		"A2 on Windows 5.2 `vssadmin list writers` shows the writer's one current state, also to a process that is " +
			"not the requester (Microsoft advises against relying on it)",
		"A3 the writer uses the default limit",
		"A4 SQL and ESE log their thaw mark after the thaw is delivered",
		"A5 stamps of captures and times of events come from the same host clock",
		"A6 no watchdog starts more than " + interval.Seconds(correlate.LateStart) + " late",
		"A7 no set takes a writer from its prepare to its end in less than " + interval.Seconds(quickestSet),
	},
	Variant: &Variant{Without: "P3", Proven: []string{"P1", "P4"}, Applies: []Applicability{Affected},
		Says: "a full limit after the thaw: the wait was shorter, so this is the variant of a missed thaw without " +
			"the full wait"},
	Yields:  frozenToTheEnd,
	Applies: kb915331Applies,
	Summary: kb915331Summary,
}

// knownHost demands that the host is one that the article is about.
var knownHost = Check{
	ID:   "host",
	Says: "Host: it is one that KB 915331 is about",
	Test: func(sub *Subject, f *Finding) CheckResult {
		if f.Applicability == Affected {
			return CheckResult{Held: true, Statement: f.Applies}
		}
		return CheckResult{Statement: f.Applies, Missing: "an affected host: " + f.Applies}
	},
}

func notWithoutError(sub *Subject, f *Finding) LookAlikeResult {
	if fail := sub.Span.Failure; fail != nil && fail.After.TimedOut() {
		return LookAlikeResult{
			Impossible: true,
			Statement:  "the last error is the time-out, not none",
			Evidence:   []*correlate.Step{fail.After.Step},
		}
	}
	return LookAlikeResult{Statement: "no capture shows the writer's last error"}
}

func onlyStateNine(sub *Subject, f *Finding) LookAlikeResult {
	if fail := sub.Span.Failure; fail != nil && fail.After.Code == vocab.StateFailedFreeze {
		return LookAlikeResult{
			Impossible: true,
			Statement:  "the state is [9]",
			Evidence:   []*correlate.Step{fail.After.Step},
		}
	}
	return LookAlikeResult{Statement: "no capture shows the writer's state"}
}

// frozenToTheEnd: P4 has no evidence where the last listing before [9] shows the
// writer in [3].
func frozenToTheEnd(sub *Subject) string {
	fail := sub.Span.Failure
	if fail == nil || fail.Before == nil || fail.Before.Code != vocab.StateWaitingThaw || fail.Interrupted != "" {
		return ""
	}
	return "a capture that shows the writer past its thaw: the last one before [9] shows [3], so stuck-in-thaw or " +
		"freeze-timeout fits better"
}

func kb915331Summary(sub *Subject, f *Finding) string {
	sp := sub.Span
	switch f.Verdict {
	case Confirmed, Likely, Suspected:
		s := called(sp) + " was thawed" + frozenFor(sp, f) + ", and timed out" + waitedFor(sub, f)
		if f.Verdict == Confirmed {
			return s + ": its watchdog started too late and missed the thaw (KB 915331)"
		}
		if f.Applicability == Affected || f.Applicability == UnknownHost {
			return s + ": the race of KB 915331 fits, but is not proven"
		}
		return s + ": the pattern of a missed thaw, on a host where KB 915331 does not apply; KB 2996928 and KB " +
			"4460135 look alike"
	case RuledOut:
		return called(sp) + " timed out, but not by the race of KB 915331"
	}
	return called(sp) + " is reported as timed out; whether by the race of KB 915331 cannot be told"
}

// frozenFor says how long after its freeze the writer was thawed.
func frozenFor(sp *correlate.WriterSpan, f *Finding) string {
	lo, hi := sp.FreezeToThaw()
	switch {
	case hi >= interval.Forever:
		return ""
	case tooWide(max(lo, 0), hi):
		return " (how soon after its freeze is not known" + because(f.why("P1")) + ")"
	}
	return " " + between(max(lo, 0), hi) + " after its freeze"
}

// waitedFor says how long after the thaw the writer timed out: over all readings
// in which the time-out is of this set, and with the others said where there are any.
func waitedFor(sub *Subject, f *Finding) string {
	lo, hi, open := interval.Forever, interval.Never, false
	for _, r := range sub.Span.Interpretations() {
		if !r.Times.Possible() {
			continue
		}
		if !r.Here {
			open = true
			continue
		}
		l, h := r.Times.Difference(correlate.PointTimeout, correlate.PointThaw)
		lo, hi = min(lo, l), max(hi, h)
	}
	known := lo > interval.Never && hi < interval.Forever && lo <= hi
	switch {
	case open && known && !tooWide(lo, hi):
		return " (" + between(lo, hi) + " after the thaw if the time-out is of this set, which is open)"
	case open:
		return " (whether in this set is open)"
	case !known:
		return ""
	case tooWide(lo, hi):
		return " (how long after the thaw is not known" + because(f.why("P3")) + ")"
	}
	return " " + between(lo, hi) + " after the thaw"
}

// why is the chain of constraints behind a prediction.
func (f *Finding) why(prediction string) []correlate.Constraint {
	p, _ := f.predicted(prediction)
	return p.Why
}

// roughly writes a span in the unit that people would use.
func roughly(d parse.Ticks) string {
	switch {
	case d >= 2*parse.Hour:
		return fmt.Sprintf("%d h", (d+parse.Hour-1)/parse.Hour)
	case d >= 2*parse.Minute:
		return fmt.Sprintf("%d min", (d+parse.Minute-1)/parse.Minute)
	}
	return short(d)
}

// noEnd is a distance that stands for one of which an end is not known.
const noEnd = interval.Forever / 2

func between(lo, hi parse.Ticks) string {
	switch {
	case hi >= noEnd && lo <= 0:
		return "an unknown time"
	case hi >= noEnd:
		return "at least " + short(lo)
	case lo <= -noEnd:
		return "at most " + short(hi)
	}
	if short(lo) == short(hi) {
		return short(lo)
	}
	return short(lo) + " to " + short(hi)
}

// short writes seconds with one digit, for sentences.
func short(d parse.Ticks) string {
	return fmt.Sprintf("%.1f s", float64(d)/float64(parse.Second))
}

// laterVSSPackages are updates of Server 2003 that carry later VSS files than
// KB 915331: the rollup of 2007 (KB 940349).
var laterVSSPackages = []string{"940349"}

// laterRecord is a live record of the set that only Windows 6.0 and later writes, nil if
// there is none: what is known of the host's Windows where no file states it.
func laterRecord(set *correlate.SnapshotSet) *correlate.Step {
	if set == nil {
		return nil
	}
	i := slices.IndexFunc(set.Steps, func(s *correlate.Step) bool {
		return live(s) && vocab.LaterID(s.Record)
	})
	if i < 0 {
		return nil
	}
	return set.Steps[i]
}

// kb915331Applies decides by the version of vssapi.dll, where the timer lives,
// then by the list of updates.
func kb915331Applies(sub *Subject) (Applicability, string, []*correlate.Step) {
	h := sub.Case.Host
	w, conflict := h.Windows()
	switch {
	case conflict:
		return UnknownHost, "the host's files state different Windows versions", w.Basis
	case !w.Known():
		if later := laterRecord(sub.Set); later != nil {
			return NotAffected, describe(later) + " is written by Windows 6.0 and later only", []*correlate.Step{later}
		}
		return UnknownHost, "no file states the Windows version (systeminfo, or EventLog 6009)", nil
	case !w.Is2003():
		return NotAffected, w.String() + " is not Server 2003", w.Basis
	case w.IsXP64():
		return UnknownHost, "Windows XP x64 has the same kernel version but is not listed in the article", w.Basis
	}
	edition := ""
	if strings.Contains(w.Name, "R2") || strings.Contains(w.Name, "Small Business") ||
		strings.Contains(w.Name, "Storage") {
		edition = " (edition not listed in the article: inferred, same files)"
	}
	byFile, fileSays, fileSteps := kb915331ByFile(h, sub.Span != nil && sub.Span.Class.OfWindows())
	byList, listSays, listSteps := kb915331ByList(h, w)
	switch {
	case w.ServicePack >= 2 && byFile != Affected:
		return Fixed, w.String() + " has Service Pack 2, which holds the fix", w.Basis
	case w.ServicePack >= 2:
		return UnknownHost, "Service Pack 2 is stated, but " + fileSays, fileSteps
	case byFile == Affected && len(h.Hotfix("915331")) > 0:
		return UnknownHost, "contradictory: " + fileSays + ", but " + listSays, append(fileSteps, listSteps...)
	case byFile == Affected:
		if w.ServicePack == 0 {
			fileSays += "; the hotfix needs Service Pack 1 first"
		}
		return Affected, fileSays + edition, fileSteps
	case byFile != "":
		return byFile, fileSays + edition, fileSteps
	case byList == Affected && w.ServicePack == 0:
		return Affected, listSays + "; the hotfix needs Service Pack 1 first" + edition, listSteps
	case byList != "":
		return byList, listSays + edition, listSteps
	}
	return UnknownHost, "neither the version of vssapi.dll nor a list of updates was read", w.Basis
}

// kb915331ByFile judges by the versions of vssapi.dll. Of the two copies of a 64-bit
// host writers of Windows use the 64-bit one. Otherwise several copies must agree, as
// the writer's bitness is not known.
func kb915331ByFile(h *correlate.Host, ofWindows bool) (Applicability, string, []*correlate.Step) {
	var verdict Applicability
	var says string
	var steps []*correlate.Step
	files := append(h.Files("vssapi.dll"), h.Files("wvssapi.dll")...)
	if ofWindows && sixtyFourBit(h) && slices.ContainsFunc(files, inSysWOW64) {
		// A 32-bit tool is shown the 32-bit copy under both names.
		if own := slices.DeleteFunc(slices.Clone(files), inSysWOW64); len(own) > 0 {
			files = own
		}
	}
	for _, f := range files {
		v, s := kb915331Version(f)
		steps = append(steps, f.Step)
		if verdict != "" && verdict != v {
			return UnknownHost, "copies of vssapi.dll differ, and the writer's bitness is not " +
				"known: " + says + "; " + s, steps
		}
		verdict, says = v, s
	}
	if len(h.Files("vssapi.dll")) == 1 && verdict == Affected && sixtyFourBit(h) {
		return UnknownHost, says + ", but a 64-bit host has two copies, and a 32-bit writer or tool uses the other " +
			"one", steps
	}
	return verdict, says, steps
}

func inSysWOW64(f correlate.FileVersion) bool {
	return f.File == "wvssapi.dll" || strings.Contains(strings.ToLower(f.Path), `\syswow64\`)
}

// sixtyFourBit reports whether the host states a 64-bit system type.
func sixtyFourBit(h *correlate.Host) bool {
	for _, s := range h.Facts {
		value := strings.ToLower(s.Record.Text(parse.FieldValue))
		if s.Record.Text(parse.FieldFact) == parse.FactSystemType &&
			(strings.Contains(value, "64") || strings.Contains(value, "itanium")) {
			return true
		}
	}
	return false
}

func kb915331Version(f correlate.FileVersion) (Applicability, string) {
	n := f.Number
	version := fmt.Sprintf("%s is version %d.%d.%d.%d", f.File, n[0], n[1], n[2], n[3])
	lower := strings.ToLower(f.Text)
	if n[0] != 5 || n[1] != 2 || n[2] != 3790 {
		return UnknownHost, version + ", which is not one of Server 2003"
	}
	switch {
	case n[3] >= 3959:
		return Fixed, version + ", of Service Pack 2 or later"
	case strings.Contains(lower, "gdr"):
		return UnknownHost, version + " of the GDR branch, whose number says nothing about a QFE fix"
	case n[3] < 2641:
		return Affected, version + ", older than 5.2.3790.2641"
	case strings.Contains(lower, "sp1_qfe") || strings.Contains(lower, "sp1qfe"):
		return Fixed, version + " of the SP1 QFE branch, which holds the fix"
	}
	return UnknownHost, version + "; without its branch word it cannot be told whether it holds the fix"
}

func kb915331ByList(h *correlate.Host, w correlate.Windows) (Applicability, string, []*correlate.Step) {
	if fix := h.Hotfix("915331"); len(fix) > 0 {
		for _, boot := range h.Boots() {
			for _, s := range fix {
				if s.At.Known() && boot.Lo > s.At.Hi {
					return Fixed, "KB915331 is listed, and the host was started after its installation", fix
				}
			}
		}
		return UnknownHost, "KB915331 is listed, but no restart after its installation is shown", fix
	}
	if !h.HotfixList() {
		return "", "", nil
	}
	for _, number := range laterVSSPackages {
		if p := h.Hotfix(number); len(p) > 0 {
			return UnknownHost, "KB" + number + " is listed, a later VSS package; the version of vssapi.dll would " +
				"tell", p
		}
	}
	if w.ServicePack < 0 {
		return UnknownHost, "the service pack is not stated", w.Basis
	}
	for _, s := range h.Facts {
		if s.Record.Provider == parse.ProviderFile && strings.Contains(s.Record.Text(parse.FieldPath), "915331") {
			return UnknownHost, "a copy of a file that KB915331 replaced is there: the update seems to be " +
					"installed", []*correlate.Step{
					s,
				}
		}
		hidden := strings.ToLower(s.Record.Text(parse.FieldHotfix) + s.Record.Text(parse.FieldDescription))
		if s.Record.Provider == parse.ProviderHotfix && strings.HasPrefix(hidden, "file ") {
			return UnknownHost, "the list of updates hides numbers (\"File 1\"): that KB915331 is missing there " +
					"proves nothing", []*correlate.Step{
					s,
				}
		}
		if s.Record.Text(parse.FieldFact) == parse.FactHotfixListed && s.Record.Text(parse.FieldValue) == "partial" {
			return UnknownHost, "the list of updates is cut: that KB915331 is missing there proves " +
					"nothing", []*correlate.Step{
					s,
				}
		}
	}
	return Affected, "KB915331 is not in the list of updates (list only)", w.Basis
}
