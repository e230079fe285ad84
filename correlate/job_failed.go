package correlate

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// copyDevice is the device of a shadow copy, or the copy itself in words: who reads from it, or lost it, had one.
var copyDevice = lazyregexp.New(
	`(?i)\bHarddiskVolumeShadowCopy\d|\bread(?:ing)? (?:\S+ ){0,3}?from (?:the |a |its )?(?:volume )?(?:shadow copy|snapshot)\b` +
		`|\b(?:shadow copy|snapshot)\b[^.;]{0,40}\b(?:disappeared|vanished|no longer exists?|is gone|(?:was|has been) (?:lost|deleted|removed))\b`,
)

// jobErrors is how long behind an error of a job what the same log tells is the end of that job.
// (Assumed.)
const jobErrors = parse.Hour

// markJobs tells the errors of a job from those of its shadow copy. A program that cannot read from
// the device of a copy has had its copy; when its job fails then, without a code of VSS, making
// the shadow copy did not. Such statements are of no run of a requester, so that they neither fail
// the set that was made nor make another. It marks as well the lines by which a log says that the backup ended well
// for which it had asked for a copy.
func (k *Case) markJobs() {
	failed := map[string]*Step{} // by source: the last error of a job
	asked := map[string]*Step{}  // by source: the last request for a shadow copy, until something went wrong
	within := func(before, s *Step, reach parse.Ticks) bool {
		return before != nil && (!s.At.Known() || !before.At.Known() || s.At.Lo-before.At.Hi <= reach && before.At.Lo <= s.At.Hi)
	}
	for _, s := range k.Steps {
		if s.Record.Provider != parse.ProviderRequester || s.Told() {
			continue
		}
		if untimed(s) || !s.At.Known() {
			delete(asked, s.Source)
		}
		switch phrase := s.Record.Text(parse.FieldPhrase); {
		case phrase == parse.PhraseEndedWell:
			if within(asked[s.Source], s, longestSet) { // the backup for which the copy was asked for
				s.Kind = vocab.KindBackupComplete
			}
			delete(asked, s.Source)
		case asks(s) && !untimed(s):
			asked[s.Source] = s
			delete(failed, s.Source)
		case phrase == parse.PhraseSnapshotDone, asks(s):
			delete(failed, s.Source)
		case !mayBeOfJob(s):
		case copyDevice.MatchString(s.Record.Text(parse.FieldText)), within(failed[s.Source], s, jobErrors):
			failed[s.Source] = s
			s.Kind = vocab.KindRequesterFailed
			setText(s.Record, parse.FieldPhrase, parse.PhraseJobFailed)
		}
		switch s.Kind {
		case vocab.KindRequesterFailed, vocab.KindRequesterCode:
			delete(asked, s.Source)
		}
	}
}

// mayBeOfJob reports the statement of an error that names neither a writer nor a code or a call of
// VSS.
func mayBeOfJob(s *Step) bool {
	switch s.Kind {
	case vocab.KindRequesterFailed, vocab.KindRequesterCode:
	default:
		return false
	}
	return s.Writer == "" && s.WriterID == "" && !knowledge.OfVSS(s.Code) && s.Record.Text(parse.FieldFunction) == ""
}

// setText replaces a field of a record.
func setText(r *parse.Record, name, value string) {
	r.Fields = slices.Clone(r.Fields)
	for i, f := range r.Fields {
		if strings.EqualFold(f.Name, name) {
			r.Fields[i].Value = parse.StringValue(value)
		}
	}
}
