package correlate

import (
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// changedNight adds records of one host, in hours from the begin of a week.
func changedNight(records ...*parse.Record) *Case {
	c := NewCollector(time.UTC)
	for i, r := range records {
		r.Computer, r.RecordID, r.Channel = "HOST", uint64(i+1), "System"
		c.Add("host/System.evtx", "host", r)
	}
	return c.Cases()[0]
}

func entry(hours float64, provider string, id uint32, args ...string) *parse.Record {
	r := &parse.Record{
		Time:     parse.Exact(parse.FromUnix(1_700_000_000) + parse.Ticks(hours*float64(parse.Hour))),
		Provider: provider,
		EventID:  id,
		Level:    4,
	}
	for _, a := range args {
		name, value, named := strings.Cut(a, "=")
		if !named {
			name, value = "", a
		}
		r.Fields = append(r.Fields, parse.Field{Name: name, Value: parse.StringValue(value)})
	}
	return r
}

// Changes between the last good night and the bad one are told, those before and after
// are not.
func TestChangedBefore(t *testing.T) {
	k := changedNight(
		entry(1, "Service Control Manager", 7045, "Old Agent", `C:\old.exe`),
		entry(
			10,
			"VSSAudit",
			8222,
			"S-1-5-18",
			"x",
			"0x1",
			"{11111111-0000-4000-8000-000000000001}",
			"{11111111-0000-4000-8000-000000000002}",
			"{11111111-0000-4000-8000-000000000003}",
			"HOST",
			"v",
			"d",
		),
		entry(12, "Microsoft-Windows-WindowsUpdateClient", 19, "updateTitle=KB5000001"),
		entry(13, "Service Control Manager", 7040, "Volume Shadow Copy", "demand start", "disabled", "VSS"),
		entry(14, "MsiInstaller", 1033, "Contoso Backup", "7.1"),
		entry(
			15,
			"Service Control Manager",
			7040,
			"Background Intelligent Transfer Service",
			"demand start",
			"auto start",
			"BITS",
		),
		entry(16, "Service Control Manager", 7040, "Own Service", "demand start", "auto start"),
		entry(17, "Service Control Manager", 7040, "Own Service", "auto start", "demand start"),
		entry(
			18,
			"Microsoft-Windows-WindowsUpdateClient",
			19,
			"updateTitle=Security Intelligence Update - KB2267602 (Version 1.2)",
		),
		entry(34, "MSSQLSERVER", 3197, "Ledger"),
		entry(35, "Microsoft-Windows-UserPnp", 20001, "DriverName=later.inf"),
	)
	set := k.Sets[len(k.Sets)-1]
	var got []string
	for _, s := range k.ChangedBefore(set) {
		got = append(got, s.Detail)
	}
	want := "update KB5000001; service Volume Shadow Copy from demand start to disabled; program Contoso Backup " +
		"version 7.1"
	if strings.Join(got, "; ") != want {
		t.Errorf("%q, want %q", strings.Join(got, "; "), want)
	}
	for _, s := range k.Steps {
		if s.Detail != "" && s.Set != nil && s.Kind == "host-change" {
			t.Errorf("%s is put into a set", s.Detail)
		}
	}
}

// A shadow copy that was made within the hour before a set is of the same night: what was changed
// since the night before is told all the same.
func TestChangesSinceTheNightBefore(t *testing.T) {
	made := func(hours float64, copy string) *parse.Record {
		return entry(hours, "VSSAudit", 8222, "S-1-5-18", "x", "0x1", "{11111111-0000-4000-8000-00000000000"+copy+"}",
			"{22222222-0000-4000-8000-00000000000"+copy+"}", "{11111111-0000-4000-8000-000000000003}", "HOST", "v", "d")
	}
	k := changedNight(
		entry(9, "Microsoft-Windows-WindowsUpdateClient", 19, "updateTitle=old"),
		made(10, "1"),
		entry(12, "Microsoft-Windows-WindowsUpdateClient", 19, "updateTitle=new"),
		made(33.5, "2"),
		entry(34, "MSSQLSERVER", 3197, "Ledger"),
	)
	changes := k.ChangedBefore(k.Sets[len(k.Sets)-1])
	if len(changes) != 1 || changes[0].Detail != "update new" {
		t.Errorf("%d changes, want the one since the night before", len(changes))
	}
}

// Without a good night it is the week before.
func TestChangedInTheWeek(t *testing.T) {
	k := changedNight(
		entry(0, "Microsoft-Windows-WindowsUpdateClient", 19, "updateTitle=too old"),
		entry(100, "Microsoft-Windows-WindowsUpdateClient", 19, "updateTitle=new"),
		entry(8*24, "MSSQLSERVER", 3197, "Ledger"),
	)
	changes := k.ChangedBefore(k.Sets[0])
	if len(changes) != 1 || changes[0].Detail != "update new" {
		t.Errorf("%d changes", len(changes))
	}
}

// A message of a text is told in its own words; what Windows changes by itself is known by
// the name that it shows.
func TestChangesOfTexts(t *testing.T) {
	text := func(hours float64, id uint32, message string) *parse.Record {
		r := entry(hours, "Service Control Manager", id, "message="+message, "pasted=true")
		r.FromText = true
		return r
	}
	k := changedNight(
		text(1, 7040, "a made-up message about Own Service\nsecond line"),
		text(2, 7040, "a made-up message about Background Intelligent Transfer Service"),
		entry(3, "MSSQLSERVER", 3197, "Ledger"),
	)
	var got []string
	for _, s := range k.ChangesUntil(parse.FromUnix(1_700_000_000) + 4*parse.Hour) {
		got = append(got, s.Detail)
	}
	if strings.Join(got, "; ") != `"a made-up message about Own Service"` {
		t.Errorf("%q", got)
	}
}
