package detect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/vsslog/vsslog/internal/knowledge"
)

// Catalogue is the ordered list of all signatures. Adding one is one file beside
// it and one line here; a test proves that none is left off.
var Catalogue = []*Signature{
	ThawBeforeWatchdog,
	FreezeTimeout,
	LateThaw,
	StuckInThaw,
	HoldTimeout,
	CommitTimeout,
	RequesterAbort,
	RegistryDeadlock,
	ThawDeadlock,
	ExchangeLimit,
	GuestAgentLimit,
	ServiceStopped,
	HostRestarted,
	BackupCutByRestart,
	ESETimeout,
	ESEFreezeNotAllowed,
	BackupInProgress,
	SQLBackupChain,
	SQLSeveralVolumes,
	WriterVeto,
	WriterException,
	WriterNotResponding,
	ProviderCallFailed,
	ProviderVeto,
	ProviderNotLoaded,
	SetOverlap,
	SetInProgress,
	InsufficientStorage,
	StorageLow,
	CopiesLost,
	CopyNotCreated,
	CreationCutShort,
	TransactionTimeout,
	FrozenTwoMinutes,
	FreezeNeverAnswered,
	NearMiss,
	DeletedByCommand,
	StaleFailure,
	WriterMissing,
	WriterRestarted,
	LeftWaiting,
	NeighbouringSets,
	OldestDeleted,
	OptimizationOutOfTime,
	SessionGarbage,
	CallbackDenied,
	BenignHyperV,
	WriterFailed,
}

// Find returns the signature with an id, nil if there is none.
func Find(id string) *Signature {
	for _, s := range Catalogue {
		if s.ID == id {
			return s
		}
	}
	return nil
}

func (t Trigger) digest(w io.Writer) {
	fmt.Fprintf(w, "%v|%v|%v|%v|%t", t.Kinds, t.Codes, t.Events, t.States, t.TimedOut)
	for _, other := range t.Any {
		fmt.Fprint(w, "|or ")
		other.digest(w)
	}
}

// Digest returns the SHA-256 over what decides verdicts in a list of signatures:
// ids, needs, predictions, checks, look-alikes, limits and files, in order.
func Digest(signatures []*Signature) string {
	h := sha256.New()
	for _, c := range knowledge.OwnCauses() {
		fmt.Fprintf(h, "cause %s %x\n", c.ID, c.Sum())
	}
	for _, s := range signatures {
		fmt.Fprintf(h, "%s|%s|%s|%s|", s.ID, s.Class, s.Severity, s.Scope)
		s.Trigger.digest(h)
		fmt.Fprintln(h)
		if s.File != "" {
			fmt.Fprintf(h, " file %s\n", s.File)
		}
		for _, n := range s.Needs {
			fmt.Fprintf(h, " need %s|%s\n", n.What, n.Where)
		}
		for _, p := range append(append([]Prediction(nil), s.Theory...), s.Predictions...) {
			fmt.Fprintf(h, " bound %s|%s|%s|%s|%d|%d\n", p.ID, p.Later, p.Earlier, p.Op, p.Bound.Limit, p.Bound.Plus)
		}
		for _, c := range s.Checks {
			fmt.Fprintf(h, " check %s|%s\n", c.ID, c.Says)
		}
		for _, l := range s.LookAlikes {
			fmt.Fprintf(h, " look-alike %s|%v|%v\n", l.ID, l.Predicted, l.Absent)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
