package vocab

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

var listingNames = parse.NewNames(
	parse.FieldWriterName, parse.FieldWriterID, parse.FieldWriterInstanceID, parse.FieldSnapshotSetID, parse.FieldVolume,
	parse.FieldHResult,
)

// listingEvent gives a record that comes from a text its meaning.
func listingEvent(s *Event, r *parse.Record) *Event {
	var texts [6]string
	listingNames.Texts(r, texts[:])
	s.Writer, s.WriterID, s.Instance = texts[0], strings.ToLower(texts[1]), strings.ToLower(texts[2])
	s.SetID, s.Volume = strings.ToLower(texts[3]), texts[4]
	s.Code, _ = ParseCode(texts[5])
	if s.WriterID == "" {
		if class, ok := ClassOf("", s.Writer); ok {
			s.WriterID = class.ID
		}
	}
	switch r.Provider {
	case parse.ProviderListing:
		s.Kind = KindWriterListing
	case parse.ProviderWriter:
		s.Kind = KindWriterState
	case parse.ProviderShadow:
		s.Kind = KindShadow
	case parse.ProviderHost, parse.ProviderHotfix, parse.ProviderFile:
		s.Kind = KindHostFact
	case parse.ProviderRequester:
		if !requesterEvent(s, r) {
			return nil
		}
	case parse.ProviderTrace:
		if !traceEvent(s, r) {
			return nil
		}
	default:
		s.Kind = KindOther
	}
	return s
}

var requesterKinds = map[string]Kind{
	parse.PhraseCode:           KindRequesterCode,
	parse.PhraseOwnMessage:     KindRequesterCode,
	parse.PhraseBackupStart:    KindRequesterBegin,
	parse.PhraseSnapshotStart:  KindInitiated,
	parse.PhraseSnapshotDone:   KindCreated,
	parse.PhraseSnapshotFailed: KindRequesterCode,
	parse.PhraseWriterFailed:   KindRequesterCode,
	parse.PhraseWriterState:    KindWriterOther,
	parse.PhraseBackupComplete: KindBackupComplete,
	parse.PhraseBackupEnd:      KindRequesterEnd,
	parse.PhraseBackupFailed:   KindRequesterFailed,
	parse.PhraseJobFailed:      KindRequesterFailed,
	parse.PhraseDeleteShadows:  KindDeleted,
	parse.PhraseExcluded:       KindRequesterCode,
	parse.PhraseEndedWell:      KindOther,
}

// requesterEvent: a code in a text that no format knows is listed, but it is no
// evidence, so it becomes no step.
func requesterEvent(s *Event, r *parse.Record) bool {
	kind, ok := requesterKind(r)
	if !ok {
		return false
	}
	s.Kind, s.CommandLine = kind, r.Text(parse.FieldTool)
	if s.Code != 0 {
		s.Detail = cmp.Or(CodeOf(s.Code).Name, Hex(s.Code))
	}
	return true
}

func requesterKind(r *parse.Record) (kind Kind, ok bool) {
	if r.Text(parse.FieldTool) == "unrecognised" {
		return kind, false
	}
	kind, ok = requesterKinds[r.Text(parse.FieldPhrase)]
	return kind, ok
}

var traceKinds = map[string]Kind{
	parse.PhraseFreeze:           KindFreeze,
	parse.PhraseFreezeEnd:        KindFreeze,
	parse.PhraseThaw:             KindThaw,
	parse.PhraseThawEnd:          KindThawEnd,
	parse.PhraseAbort:            KindAbort,
	parse.PhraseSQLSuspend:       KindSQLSuspend,
	parse.PhraseTimeout:          KindTimeout,
	parse.PhrasePrepareBackup:    KindPrepare,
	parse.PhrasePrepareSnapshot:  KindPrepare,
	parse.PhrasePostSnapshot:     KindWriterOther,
	parse.PhraseOnBackupComplete: KindWriterComplete,
	parse.PhraseIdentify:         KindWriterOther,
	parse.PhraseCode:             KindWriterOther,
	parse.PhraseWriterFailed:     KindWriterOther,
}

func traceEvent(s *Event, r *parse.Record) bool {
	kind, ok := traceKinds[r.Text(parse.FieldPhrase)]
	if !ok {
		return false
	}
	s.Kind = kind
	if n, err := strconv.ParseUint(r.Text(parse.FieldProcessID), 10, 32); err == nil {
		s.ProcessID = uint32(n)
	}
	tool := r.Text(parse.FieldTool)
	s.Database = r.Text(parse.FieldDatabase)
	if s.Writer == "" && strings.HasPrefix(tool, "sql") {
		s.Writer = WriterSQL
	}
	if s.WriterID == "" {
		if class, ok := ClassOf("", s.Writer); ok {
			s.WriterID = class.ID
		}
	}
	s.Key = "trace/" + tool + "/" + r.Text(parse.FieldThreadID) + "/" + strings.ToLower(s.Database)
	s.Operation = r.Text(parse.FieldFunction)
	return true
}
