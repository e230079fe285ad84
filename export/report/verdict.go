package report

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/detect"
)

// problems counts the failures: what somebody has to do something about.
func (b *Builder) problems() int {
	n := 0
	for r, count := range b.ranks {
		if detect.Rank(r).Problem() {
			n += count
		}
	}
	return n
}

// nothing reports that there is no evidence of any backup or shadow copy.
func (b *Builder) nothing() bool {
	reported := 0
	for r, n := range b.ranks {
		if detect.Rank(r) != detect.RankQuiet {
			reported += n
		}
	}
	return b.sets == 0 && reported == 0 && b.seen.listings == 0
}

// verdict is the whole result in one sentence. It counts failures, as the cards, the
// tables and the screen do.
func (b *Builder) verdict() string {
	switch n := b.problems(); {
	case n > 0 && len(b.hosts) == 1:
		return b.counted() + " on " + shortened(b.hosts[0], mostParty)
	case n > 0:
		return fmt.Sprintf("%s on %d of %s", b.counted(), b.failing, plural(len(b.hosts), "host"))
	case b.nothing():
		return "Nothing was found that is about shadow copies"
	}
	return "No failure was found"
}

// counted counts the failures, and the warnings beside them.
func (b *Builder) counted() string {
	failures := b.problems() - b.warnings
	switch {
	case b.warnings == 0:
		return plural(failures, "failure")
	case failures == 0:
		return plural(b.warnings, "warning")
	}
	return plural(failures, "failure") + " and " + plural(b.warnings, "warning")
}

// title is the verdict for a tab of a browser and the subject of a mail.
func (b *Builder) title() string {
	title := b.verdict()
	if b.problems() == 0 && len(b.hosts) == 1 {
		title += " on " + shortened(b.hosts[0], mostParty)
	}
	return title
}

// lede says how sure the failures are, and what there was to look at.
func (b *Builder) lede() []string {
	looked := fmt.Sprintf("%s on %s", plural(b.sets, "snapshot set"), plural(len(b.hosts), "host"))
	if b.sets == 0 {
		looked = plural(len(b.hosts), "host") + "; no snapshot set was seen"
	}
	var lines []string
	switch n := b.problems(); {
	case n == 1:
		lines = append(lines, "Cause: "+strings.TrimPrefix(verdicts(b.ranks), "1 ")+". Looked at: "+looked+".")
	case n > 0:
		lines = append(lines, "Cause: "+verdicts(b.ranks)+". Looked at: "+looked+".")
	case b.nothing():
		lines = append(
			lines,
			"This does not show that the host is healthy: the files contain no record of a backup or a shadow copy. "+
				"Collect what is named below and analyse again.",
		)
	case b.sets == 0 && b.seen.ended > 0:
		lines = append(lines, fmt.Sprintf("No snapshot set was seen. Records of a backup that ended well: %d.", b.seen.ended))
	case b.sets == 0:
		lines = append(lines, "No snapshot set was seen either, so nothing shows that a backup ran.")
	default:
		lines = append(
			lines,
			"Looked at: "+looked+". No writer timed out, was rejected or is shown as failed in the files that were read.",
		)
	}
	if n := b.ranks[detect.RankExpected]; n > 0 {
		lines = append(lines, plural(n, "harmless finding")+": listed last.")
	}
	if n := b.seen.leftOut; n > 0 {
		lines = append(lines, "Left out: "+plural(n, "error")+" of sources that have nothing to do with backups (the events "+
			"table has them).")
	}
	return lines
}

// looked says what was looked for and what was seen, where no failure was found.
func (b *Builder) looked() []string {
	return []string{
		fmt.Sprintf(
			"Looked for: %s (listed below), and every error that a documented cause explains.",
			plural(len(b.meta.catalogue()), "signature"),
		),
		fmt.Sprintf(
			"Seen: %s with a meaning for shadow copies, %s in which %s took part, %s of writer states.",
			plural(
				b.seen.steps,
				"record",
			),
			plural(b.sets, "snapshot set"),
			plural(b.seen.spans, "writer"),
			plural(b.seen.listings, "listing"),
		),
	}
}
