package detect

import (
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

func clockAt(text string) parse.Ticks {
	t, err := time.Parse("2006-01-02 15:04:05", text)
	if err != nil {
		panic(err)
	}
	return parse.FromTime(t)
}

// trimmed is what is asked for where the logs were read from 20:00 to 22:00.
func trimmed(text, failed string, read ...string) string {
	reach := map[string]logReach{}
	for _, channel := range read {
		reach[channel] = logReach{interval.Of(clockAt("2024-02-06 20:00:00"), clockAt("2024-02-06 22:00:00")), true}
	}
	at := clockAt(failed)
	f := &Failure{Started: interval.Of(at, at), Severity: Error, Missing: []string{text}}
	f.trimMissing(reach, &correlate.Case{Host: &correlate.Host{}})
	return strings.Join(f.Missing, "; ")
}

// TestNothingReadIsAskedFor: a log that was read and covers the time is asked for no more,
// one that does not is told with its ends, one that was not read stays.
func TestNothingReadIsAskedFor(t *testing.T) {
	const during, after = "2024-02-06 21:00:00", "2024-02-07 03:00:00"
	for _, c := range []struct {
		text, failed string
		read         []string
		want         string
	}{
		{"The Application and System log of that minute, vssadmin list providers and list shadowstorage.", during, []string{"Application", "System"}, "vssadmin list providers and list shadowstorage."},
		{"The Application and System log of that minute, vssadmin list providers and list shadowstorage.", during, []string{"Application"}, "the System log of that minute, vssadmin list providers and list shadowstorage."},
		{"DPMRACurr.errlog of the protected server, application log.", during, []string{"Application"}, "DPMRACurr.errlog " +
			"of the protected server"},
		{"VMMS/Admin of the host, application and System log and list of writers of the guest.", during, []string{"Application", "System"}, "VMMS/Admin of the host, list of writers of the guest."},
		{"The Application log of the ten minutes before, and the application's own log.", during, []string{"Application"}, "the application's own log."},
		{"Application log of that minute (SQLWRITER, SQLVDI, MSSQL*), ERRORLOG of each instance, " +
			"SqlWriterLogger.txt.", during, []string{"Application"}, "ERRORLOG of each instance, SqlWriterLogger.txt."},
		{"the Application and System log of the host from that time", during, []string{"Application", "System"}, ""},
		{"The SQL Server ERRORLOG of that minute.", during, []string{"Application"}, "The SQL Server ERRORLOG of " +
			"that minute."},
		{"VSS 8229 in the Application log, or a requester's text", during, []string{"Application"}, "VSS 8229 in the " +
			"Application log, or a requester's text (the Application log that was read covers the time and has none)"},
		{"the Application and System log of the host from that time", during, nil, "the Application and System log " +
			"of the host from that time"},
		{"Application log of that run.", after, []string{"Application"}, "Application log of that run (the " +
			"Application log that was read goes from 2024-02-06 20:00:00 to 2024-02-06 22:00:00: " + widen + ")"},
	} {
		if got := trimmed(c.text, c.failed, c.read...); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestEveryCauseAsksForNoReadLog: whatever a cause asks for, what is left of it where both
// logs were read asks for neither.
func TestEveryCauseAsksForNoReadLog(t *testing.T) {
	asked := 0
	for _, c := range knowledge.Causes() {
		next := strings.Join(strings.Fields(c.Next), " ")
		if next == "" {
			continue
		}
		asked++
		got := trimmed(next, "2024-02-06 21:00:00", "Application", "System")
		for _, l := range askedLogs {
			if l.named.MatchString(got) && !strings.Contains(got, "covers the time") {
				t.Errorf("%s asks for %q, made of %q", c.ID, got, next)
			}
		}
		if strings.Contains(got, " ,") || strings.Contains(got, ",,") || strings.HasPrefix(got, ",") ||
			strings.HasPrefix(got, "and ") {
			t.Errorf("%s is left with %q, made of %q", c.ID, got, next)
		}
		if got != next {
			t.Logf("%s: %q", c.ID, got)
		}
	}
	if asked < 20 {
		t.Errorf("%d causes ask for something", asked)
	}
}
