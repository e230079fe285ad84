package vocab

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// Statements of texts mean what their phrases say; the writer's class is known by its name.
func TestTextRecords(t *testing.T) {
	statement := func(phrase string) *Event {
		return named(parse.ProviderRequester, 0, parse.FieldTool, "own-copier", parse.FieldPhrase, phrase)
	}
	trace := func(phrase, tool string, more ...string) *Event {
		return named(
			parse.ProviderTrace,
			0,
			append([]string{parse.FieldTool, tool, parse.FieldPhrase, phrase}, more...)...)
	}
	sql, _ := ClassOf("", WriterSQL)
	for _, c := range []struct {
		name string
		e    *Event
		kind Kind
	}{
		{"a listing", named(parse.ProviderListing, 0), KindWriterListing},
		{"a writer", named(parse.ProviderWriter, 0, parse.FieldWriterName, "NTDS"), KindWriterState},
		{"a shadow copy", named(parse.ProviderShadow, 0), KindShadow},
		{"a fact", named(parse.ProviderHost, 0), KindHostFact},
		{"an update", named(parse.ProviderHotfix, 0), KindHostFact},
		{"a file", named(parse.ProviderFile, 0), KindHostFact},
		{"storage", named(parse.ProviderStorage, 0), KindOther},
		{"a begin", statement(parse.PhraseBackupStart), KindRequesterBegin},
		{"an end", statement(parse.PhraseBackupEnd), KindRequesterEnd},
		{"a failure", statement(parse.PhraseBackupFailed), KindRequesterFailed},
		{"a snapshot that is done", statement(parse.PhraseSnapshotDone), KindCreated},
		{"a code", statement(parse.PhraseCode), KindRequesterCode},
		{"a freeze in a trace", trace(parse.PhraseFreeze, "vsstrace"), KindFreeze},
		{"the end of a thaw in a trace", trace(parse.PhraseThawEnd, "vsstrace"), KindThawEnd},
		{"a time-out in a trace", trace(parse.PhraseTimeout, "vsstrace"), KindTimeout},
	} {
		if c.e == nil || c.e.Kind != c.kind {
			t.Errorf("%s: %+v, want %s", c.name, c.e, c.kind)
		}
	}
	for name, e := range map[string]*Event{
		"a phrase that nobody knows": statement("dance"), "a trace of one": trace("dance", "vsstrace"),
		"a code that no grammar claimed": named(parse.ProviderRequester, 0, parse.FieldTool, parse.ToolUnrecognised, parse.FieldPhrase, parse.PhraseCode, parse.FieldHResult, "0x80042306"),
	} {
		if e != nil {
			t.Errorf("%s is %s", name, e.Kind)
		}
	}
	if e := trace(parse.PhraseFreeze, "sqlwriter", parse.FieldProcessID, "1204", parse.FieldThreadID, "7", parse.FieldDatabase, "Ledger", parse.FieldFunction, "Freeze"); e.Writer != WriterSQL || e.WriterID != sql.ID ||
		e.ProcessID != 1204 ||
		e.Key != "trace/sqlwriter/7/ledger" ||
		e.Database != "Ledger" ||
		e.Operation != "Freeze" {
		t.Errorf("a trace of the SQL writer: %+v", e)
	}
	if e := named(parse.ProviderWriter, 0, parse.FieldWriterName, "SqlServerWriter", parse.FieldWriterInstanceID, "{0F1E2D3C-4B5A-4697-8877-665544332211}", parse.FieldHResult, "0x800423f2"); e.WriterID != sql.ID ||
		e.Instance != "{0f1e2d3c-4b5a-4697-8877-665544332211}" ||
		e.Code != CodeWriterTimeout {
		t.Errorf("a row of a listing: %+v", e)
	}
	if e := named(parse.ProviderRequester, 0, parse.FieldTool, "own-copier", parse.FieldPhrase, parse.PhraseCode, parse.FieldHResult, "0x80042301"); e.Detail != "VSS_E_BAD_STATE" ||
		e.CommandLine != "own-copier" {
		t.Errorf("a code is named %q, of %q", e.Detail, e.CommandLine)
	}
	if e := named(parse.ProviderRequester, 0, parse.FieldTool, "own-copier", parse.FieldPhrase, parse.PhraseCode, parse.FieldHResult, "0x8abcdef1"); e.Detail != "0x8abcdef1" {
		t.Errorf("a code without a name is told as %q", e.Detail)
	}
}

// Record ids order records of one log, and only those that are in it now.
func TestSameLog(t *testing.T) {
	a, b := eventOf("VSS", 8224), eventOf("VSS", 8224)
	if !a.SameLog(b) {
		t.Error("two records of one log")
	}
	b.Log = "y.evtx|Application"
	if a.SameLog(b) {
		t.Error("two records of two logs")
	}
	for name, spoil := range map[string]func(r *parse.Record){"without an id": func(r *parse.Record) { r.RecordID = 0 }, "stale": func(r *parse.Record) { r.Stale = true }} {
		c := eventOf("VSS", 8224)
		spoil(c.Record)
		if a.SameLog(c) || c.SameLog(a) {
			t.Errorf("a record %s is put in order by its id", name)
		}
	}
}

// The log of a record without a channel goes by its provider.
func TestHomeLog(t *testing.T) {
	for provider, want := range map[string]string{"Service Control Manager": "System", "VolSnap": "System", "VSS": "Application", "ESENT": "Application", "MSSQL$PROD": "Application", "VSSAudit": "Security", "Nobody": "", parse.ProviderWriter: ""} {
		if got := HomeLog(&parse.Record{Provider: provider}); got != want {
			t.Errorf("%s: %q, want %q", provider, got, want)
		}
	}
	if got := HomeLog(&parse.Record{Provider: "VSS", Channel: "Other"}); got != "" {
		t.Errorf("a record with a channel: %q", got)
	}
}
