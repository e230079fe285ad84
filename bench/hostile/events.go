package main

import (
	"fmt"
	"strings"
	"time"
)

var began = time.Date(2024, 9, 12, 1, 0, 0, 0, time.UTC)

// event is an event as XML.
type event struct {
	provider, channel, computer string
	id, record                  int
	at                          time.Time
	data                        string // elements of EventData
}

func (e event) String() string {
	return fmt.Sprintf(
		"<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider "+
			"Name=\"%s\"/><EventID>%d</EventID><Level>2</Level><TimeCreated "+
			"SystemTime=\"%s\"/><EventRecordID>%d</EventRecordID><Channel>%s</Channel><Computer>%s</Computer></System><EventData>%s</EventData></Event>\n",
		e.provider,
		e.id,
		e.at.Format("2006-01-02T15:04:05.0000000Z"),
		e.record,
		e.channel,
		e.computer,
		e.data,
	)
}

// rejected is a VSS 8229 of a writer.
func rejected(i int, at time.Time, writer string) event {
	return event{
		"VSS",
		"Application",
		"ERP16.example.test",
		8229,
		i + 1,
		at,
		fmt.Sprintf(
			"<Data>0x800423f2, it ran out of time.</Data><Data>\n\nOperation:\n   Thaw Event\n\nContext:\n   "+
				"Execution Context: Writer\n   Writer Class Id: {%s}\n   Writer Name: %s\n   Writer Instance ID: "+
				"{%s}</Data>",
			guid(i),
			writer,
			guid(i+1),
		),
	}
}

// eventsOf is a file of so many events.
func eventsOf(n int, of func(i int) event) func(dir string) error {
	return text("events.xml", func(b *strings.Builder) {
		b.WriteString("<Events>")
		for i := range n {
			b.WriteString(of(i).String())
		}
		b.WriteString("</Events>")
	})
}

func later(i int, d time.Duration) time.Time { return began.Add(time.Duration(i) * d) }

var eventKinds = []kind{
	{"hosts-20000-of-a-file", eventsOf(20_000, func(i int) event {
		e := rejected(i, later(i, time.Second), "System Writer")
		e.computer, e.channel = fmt.Sprintf("h%d.example.test", i), "ForwardedEvents"
		return e
	})},
	{"hosts-of-long-names", eventsOf(200, func(i int) event {
		e := rejected(i, later(i, time.Second), "System Writer")
		e.computer = strings.Repeat("h", 60_000) + fmt.Sprint(i)
		return e
	})},
	{
		"failures-5000-of-a-set",
		eventsOf(5000, func(i int) event { return rejected(0, later(i, time.Microsecond), "System Writer") }),
	},
	{
		"writers-3000-of-a-set",
		eventsOf(3000, func(i int) event { return rejected(i, later(i, time.Microsecond), fmt.Sprint("Writer ", i)) }),
	},
	{
		"failures-20000-a-second-apart",
		eventsOf(20_000, func(i int) event { return rejected(0, later(i, time.Second), "System Writer") }),
	},
	{"set-ids-20000", eventsOf(20_000, func(i int) event {
		return event{"VSS", "Application", "ERP16.example.test", 8193 + i%40, i + 1, later(i, time.Second),
			fmt.Sprintf(
				"<Data>Routine%d</Data><Data>0x8004230f</Data><Data>\n\nOperation:\n   PrepareForSnapshot "+
					"Event\n\nContext:\n   Snapshot Set ID: {%s}\n   Writer Name: W%d</Data>",
				i,
				guid(i),
				i,
			)}
	})},
	{"event-ids-60000", eventsOf(60_000, func(i int) event {
		return event{
			"VSS",
			"Application",
			"ERP16.example.test",
			i,
			i + 1,
			later(i, time.Millisecond),
			"<Data>0x80042306</Data>",
		}
	})},
	{"providers-60000", eventsOf(60_000, func(i int) event {
		return event{
			fmt.Sprint("Provider-", i),
			fmt.Sprint("Log-", i),
			"ERP16.example.test",
			1,
			i + 1,
			later(i, time.Millisecond),
			"<Data>VSS 0x80042306</Data>",
		}
	})},
	{"clock-steps-20000", eventsOf(20_000, func(i int) event {
		at := later(i, time.Second)
		if i%2 == 1 {
			at = at.Add(-time.Duration(i) * time.Hour)
		}
		return event{"Microsoft-Windows-Kernel-General", "System", "ERP16.example.test", 1, i + 1, at,
			fmt.Sprintf(
				"<Data Name=\"NewTime\">%s</Data><Data Name=\"OldTime\">%s</Data>",
				at.Format(time.RFC3339),
				at.Add(time.Hour).Format(time.RFC3339),
			)}
	})},
	{"services-50000", eventsOf(50_000, func(i int) event {
		return event{"Service Control Manager", "System", "ERP16.example.test", 7036, i + 1, later(i, time.Millisecond),
			fmt.Sprintf(
				"<Data Name=\"param1\">Volume Shadow Copy</Data><Data Name=\"param2\">%s</Data>",
				[]string{"running", "stopped"}[i%2],
			)}
	})},
	{"freezes-20000-in-a-second", eventsOf(20_000, func(i int) event {
		return event{
			"ESENT",
			"Application",
			"ERP16.example.test",
			2001 + i%2*2,
			i + 1,
			later(i, 50*time.Microsecond),
			"<Data>lsass</Data><Data>500</Data><Data></Data><Data>1</Data>",
		}
	})},
	{"backups-10000-that-restarts-cut", eventsOf(20_000, func(i int) event {
		if i%2 == 0 {
			return event{"Microsoft-Windows-Backup", "Microsoft-Windows-Backup", "ERP16.example.test", 1, i/2 + 1,
				later(i, 20*time.Minute), ""}
		}
		return event{"EventLog", "System", "ERP16.example.test", 6005, i/2 + 1, later(i, 20*time.Minute), ""}
	})},
	{"disk-errors-50000", eventsOf(50_000, func(i int) event {
		return event{
			"disk",
			"System",
			"ERP16.example.test",
			51,
			i + 1,
			later(i, time.Millisecond),
			fmt.Sprintf("<Data>\\Device\\Harddisk%d\\DR%d</Data>", i, i),
		}
	})},
}
