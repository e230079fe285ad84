package detect

import "strings"

// Grades says of what each of the two grades of a failure is: of what happened, and of
// its cause.
func (f *Failure) Grades() string {
	fact, cause := f.FactVerdict, f.CauseVerdict
	if fact == "" {
		fact = cause
	}
	if f.Severity == Warning {
		const warning = "only a warning, nothing shows that a backup failed by it"
		if fact == cause {
			return warning + "; it is " + graded(cause)
		}
		return warning + "; what was seen is " + graded(fact) + ", its cause is " + graded(cause)
	}
	switch {
	case !f.Explained() && fact == Confirmed:
		return "the failure is confirmed; its reason is not known"
	case !f.Explained():
		return "the failure is only reported in words; its reason is not known"
	case cause == CannotTell:
		return "the failure is " + graded(fact) + "; the files cannot show whether this is its cause"
	case fact == cause:
		return "the failure and its cause are both " + graded(cause)
	}
	return "the failure is " + graded(fact) + ", its cause is " + graded(cause)
}

func graded(v Verdict) string {
	if v == CannotTell {
		return "not certain"
	}
	return strings.ReplaceAll(string(v), "_", " ")
}

// Sign reports a finding beside the one that leads that tells what was seen: a symptom, or
// what a record states. It is no other cause.
func (f *Finding) Sign() bool { return f.Signature.Class != CauseClass || f.Verdict == Confirmed }
