package console

import (
	"context"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

func TestFindMoment(t *testing.T) {
	for _, c := range []struct {
		in, want   string // want: UTC or local wall clock
		resolution parse.Ticks
		zone       parse.Zone
	}{
		{"Sat 02/03/2007  2:00:00.15", "2007-02-03T02:00:00.1500000Z", 10 * parse.Millisecond, parse.ZoneLocal},
		{"13.02.2007 14:00:05,07", "2007-02-13T14:00:05.0700000Z", 10 * parse.Millisecond, parse.ZoneLocal},
		{"2007-02-03T02:00:00Z", "2007-02-03T02:00:00.0000000Z", parse.Second, parse.ZoneUTC},
		{"2007-02-03T02:00:00.1234567+02:00", "2007-02-03T00:00:00.1234567Z", parse.Tick, parse.ZoneOffset},
		{"2007-02-03 02:00:00 -0800", "2007-02-03T10:00:00.0000000Z", parse.Second, parse.ZoneOffset},
		{"20070203T020304", "2007-02-03T02:03:04.0000000Z", parse.Second, parse.ZoneLocal},
		{"Sat, 03 Feb 2007 02:00:00 GMT", "2007-02-03T02:00:00.0000000Z", parse.Second, parse.ZoneUTC},
		{"Saturday, February 3, 2007 2:03:22 PM", "2007-02-03T14:03:22.0000000Z", parse.Second, parse.ZoneLocal},
		{"samedi 3 février 2007 14:03:22", "2007-02-03T14:03:22.0000000Z", parse.Second, parse.ZoneLocal},
		{"Samstag, 3. Februar 2007 14:03:22", "2007-02-03T14:03:22.0000000Z", parse.Second, parse.ZoneLocal},
		{"22-Nov-2026 14:03:22", "2026-11-22T14:03:22.0000000Z", parse.Second, parse.ZoneLocal},
		{"Nov-22-2026 14:03:22", "2026-11-22T14:03:22.0000000Z", parse.Second, parse.ZoneLocal},
		{"sábado, 3 de febrero de 2007 14:03:22", "2007-02-03T14:03:22.0000000Z", parse.Second, parse.ZoneLocal},
		{"Sat Feb  3 14:03:22 UTC 2007", "2007-02-03T14:03:22.0000000Z", parse.Second, parse.ZoneUTC},
		{"23/07/2026 04:52:46 p. m.", "2026-07-23T16:52:46.0000000Z", parse.Second, parse.ZoneLocal},
		{"2026/4/19 14:30:00", "2026-04-19T14:30:00.0000000Z", parse.Second, parse.ZoneLocal},
		{"2026年4月19日 下午 2:30:00", "2026-04-19T14:30:00.0000000Z", parse.Second, parse.ZoneLocal},
		{"Backup started on 1/13/2007 at 12:04 AM.", "2007-01-13T00:04:00.0000000Z", parse.Minute, parse.ZoneLocal},
		{"[22.11.2026 02:00:04] <12> Error", "2026-11-22T02:00:04.0000000Z", parse.Second, parse.ZoneLocal},
		{"Backup-31-07-2026_13-04-36.log", "2026-07-31T13:04:36.0000000Z", parse.Second, parse.ZoneLocal},
		{"Mon 22/11/26 14:03", "2026-11-22T14:03:00.0000000Z", parse.Minute, parse.ZoneLocal},
		{"2000/02/30 10:00:00", "", 0, 0}, // no such day
		// dates that programs write for none
		{"next run 0001-01-01, last run 25.06.2026 02:00:04", "2026-06-25T02:00:04.0000000Z", parse.Second, parse.ZoneLocal},
		{"since 1601-01-01 until 25.06.2026 02:00:04", "2026-06-25T02:00:04.0000000Z", parse.Second, parse.ZoneLocal},
		{"1970-01-01, 25.06.2026 02:00:04", "2026-06-25T02:00:04.0000000Z", parse.Second, parse.ZoneLocal},
	} {
		m, _, _, ok := FindMoment(c.in)
		if !ok {
			t.Errorf("%q: nothing found", c.in)
			continue
		}
		d := Document{dates: newDateLearner(nil).decide()}
		r, _, clear := d.resolve(m)
		if c.want == "" {
			if !r.IsZero() {
				t.Errorf("%q: got %s, want none", c.in, r.Wall)
			}
			continue
		}
		if !clear || r.Wall.String() != c.want || r.Resolution != c.resolution || r.Zone != c.zone {
			t.Errorf(
				"%q: got %s %d %s (clear %v), want %s %d %s",
				c.in,
				r.Wall,
				r.Resolution,
				r.Zone,
				clear,
				c.want,
				c.resolution,
				c.zone,
			)
		}
	}
}

// What stands before a date does not settle the order of its day and month.
func TestOpenBehindNoDate(t *testing.T) {
	for _, before := range []string{"", "0001-01-01, ", "1601-01-01 ", "next run 1970-01-01, last run "} {
		m, _, _, ok := FindMoment(before + "05/06/2026 02:00:04")
		if d := (Document{dates: newDateLearner(nil).decide()}); ok {
			_, _, clear := d.resolve(m)
			ok = !clear
		}
		if !ok {
			t.Errorf("%q: %+v", before, m)
		}
	}
}

func TestParseOffset(t *testing.T) {
	for in, want := range map[string]int32{"-8:00": -28800, "+05:30": 19800, "2": 7200, "14": 50400} {
		if got, ok := ParseOffset(in); !ok || got != want {
			t.Errorf("%q: %d, %v", in, got, ok)
		}
	}
	for _, in := range []string{"+-20", "--2", "", "+", "15", "2:-30", "2:60", "a", "999999999999999999999"} {
		if got, ok := ParseOffset(in); ok {
			t.Errorf("%q: %d", in, got)
		}
	}
}

// Things that look a little like dates and times and are none.
func TestNoMoment(t *testing.T) {
	for _, s := range []string{
		"OS Version: 5.2.3790 Service Pack 2 Build 3790", "vssapi.dll 5.2.3790.1830", "{7b37f005-c738-450c-83cd-ad2f237f2b28}",
		"[-,0x00c390:0xbb80:0x0eba42eb] ENTER {X}:", "Time Zone: (GMT+02:00) Athens", "UTC OFFSET: " +
			"-8:00", "23-Jul", "1.93 GB (1%)",
		"00:0c:29:aa:bb:cc", "Writer name: 'MSDEWriter'", "",
	} {
		if m, from, to, ok := FindMoment(s); ok {
			t.Errorf("%q: found %q (%+v)", s, s[from:to], m)
		}
	}
}

func TestDateOrder(t *testing.T) {
	const open, monthFirst, dayFirst = "open", "2007-02-03", "2007-03-02"
	for _, c := range []struct {
		name, evidence string
		want           string
	}{
		{"none", "", open},
		{"a number above 12 in the second place", "x 1/13/2007 y", monthFirst},
		{"a number above 12 in the first place", "x 13/1/2007 y", dayFirst},
		{"both, from two programs", "1/13/2007\n13/1/2007", open},
		{"another separator", "1-13-2007", open},
		{"a weekday", "Sun 03/04/2007", monthFirst}, // 4 March was a Sunday, 3 April a Tuesday
		{"a weekday, the other way", "Tue 03/04/2007", dayFirst},
		{"stamps that would go back", "01/02/2007 10:00:00\n02/01/2007 10:00:00", monthFirst},
		{"the locale of a systeminfo", "System Locale:             en-us;English (United States)", monthFirst},
		{"another locale", "System Locale:             en-gb;English (United Kingdom)", dayFirst},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := takeSurvey(context.Background(), Bytes([]byte(c.evidence)), "", nil, newFilter(nil))
			if err != nil {
				t.Fatal(err)
			}
			d := &Document{dates: found.dates}
			m, _, _, _ := FindMoment("02/03/2007 04:05:06")
			r, other, clear := d.resolve(m)
			got := open
			if clear {
				got = r.Wall.Time().Format("2006-01-02")
			} else if r.Wall.Time().Format("2006-01-02") != monthFirst || other.Wall.Time().Format("2006-01-02") != dayFirst {
				t.Errorf("readings %s and %s", r.Wall, other.Wall)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestCommand(t *testing.T) {
	for in, want := range map[string]string{
		`C:\>vssadmin list writers`:                 "vssadmin list writers",
		`[PS] C:\temp> vssadmin list writers`:       "vssadmin list writers",
		`PS C:\htb> Get-HotFix | ft -AutoSize`:      "Get-HotFix | ft -AutoSize",
		`\\server\share>dir`:                        "dir",
		` 2:00:04,15>vssadmin list writers`:         "vssadmin list writers",
		`[02/03/2007 14:00:04] C:\>vssadmin list w`: "vssadmin list w",
		`C:\Users\Administrator>`:                   "",
		`[FS01]: PS C:\temp> vssadmin list writers`: "vssadmin list writers",
		`*Evil-WinRM* PS C:\Users\x> dir`:           "dir",
		`*Evil-WinRM* PS> dir`:                      "dir",
		`C:\` + strings.Repeat("x", 257) + `>dir`:   "dir",
	} {
		if got, ok := Command(in); !ok || got != want {
			t.Errorf("%q: got %q, %v", in, got, ok)
		}
	}
	for _, s := range []string{"a > b", "> quoted", "Writer name: 'x>y'", "", "x->y", `"C:\dir" is > 5`,
		`C:\` + strings.Repeat("x", 258) + ">dir", "C: the disk", ">"} {
		if command, ok := Command(s); ok {
			t.Errorf("%q is taken for a prompt with %q", s, command)
		}
	}
}

func TestCodes(t *testing.T) {
	for in, want := range map[string]uint32{
		"error 0x800423f2":                       0x800423f2,
		"error 800423F2.":                        0x800423f2,
		"hr = 0x80042314,":                       0x80042314,
		"rc=-2147212302":                         0x800423f2,
		"code 2147754994":                        0x800423f2,
		"Code: [0x8004231f].":                    0x8004231f,
		"VSSControl: -2147467259 and 0x80042306": 0x80042306,
		"ends in 0x800423f4":                     0x800423f4,
	} {
		if got, ok := VSSCode(in); !ok || got != want {
			t.Errorf("%q: got %#x, %v, want %#x", in, got, ok, want)
		}
	}
	for _, s := range []string{
		"{800423f2-c738-450c-83cd-ad2f237f2b28}", "0x80004005", "1800423f2", "0x800423f2f", "800423f2a", "file800423f2", "2147754994123",
		"-21472123021", "", "0x", "0x8", "-",
	} {
		if got, ok := VSSCode(s); ok {
			t.Errorf("%q: found %#x", s, got)
		}
	}
}

// TestDayFirst checks that what is known of a locale orders day and month, where
// both orders are possible.
func TestDayFirst(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"05/04/2023 23:02:11", "2023-04-05"}, {"4/13/2023 23:02:11", "2023-04-13"}, {"13/04/2023 23:02:11", "2023-04-13"}, {"2023-04-05 23:02:11", "2023-04-05"},
	} {
		m, _, _, ok := FindMoment(c.in)
		if !ok {
			t.Fatalf("%q: no moment", c.in)
		}
		d := &Document{}
		got, other, _ := d.resolve(m.DayFirst())
		if !other.IsZero() || got.Wall.Time().Format("2006-01-02") != c.want {
			t.Errorf("%q: %s, or %v", c.in, got.Wall, other)
		}
	}
}

// TestOrderOfEvents checks that the order of dated events tells nothing about day
// and month: they are listed with the newest first as often as not.
func TestOrderOfEvents(t *testing.T) {
	l := newDateLearner(nil)
	for _, line := range []string{"Date: 01/06/2019 10:00:00", "Date:   12/05/2019 10:00:00"} {
		l.learn(line)
	}
	if o := l.decide().orders[separatorIndex('/')]; o.monthFirst || o.dayFirst {
		t.Errorf("%+v", o)
	}
}

// TestClusterLog: cluster.log is in UTC, unless its head says that it was written in local time.
func TestClusterLog(t *testing.T) {
	const line = "00000a1c.00000b2d::2026/03/04-01:02:03.456 ERR   [RES] Disk <D1>: it failed\n"
	for name, c := range map[string]struct {
		text string
		want parse.Zone
	}{
		"UTC":        {"The logs were generated using Coordinated Universal Time (UTC).\n" + line, parse.ZoneUTC},
		"no head":    {line, parse.ZoneUTC},
		"local time": {"The logs were generated using local time.\n" + line, parse.ZoneLocal},
		"another":    {"0000.0b2d::2026/03/04-01:02:03.456 ERR   it failed\n", parse.ZoneLocal},
	} {
		found, err := takeSurvey(context.Background(), Bytes([]byte(c.text)), "", nil, newFilter(nil))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(c.text), "\n")
		m, _, _, _ := FindMoment(lines[len(lines)-1])
		d := &Document{dates: found.dates}
		if got, _, _ := d.resolve(m); got.Zone != c.want || got.Wall.Time().Format("01-02 15:04:05.000") != "03-04 01:02:03.456" {
			t.Errorf("%s: %v %v", name, got.Wall, got.Zone)
		}
	}
}
