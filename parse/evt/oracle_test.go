package evt

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
)

// exported is a record as evtexport, of libevt, prints it.
type exported struct {
	Number             uint64
	Generated, Written parse.Ticks
	ID                 uint32
	Type               int
	Category           string
	Source, Computer   string
	SID                string
	Strings            []string
}

// TestOracle compares every live record of a real log with what libevt reads.
func TestOracle(t *testing.T) {
	path := corpus(t)
	tool, err := exec.LookPath("evtexport")
	if err != nil {
		t.Skip("evtexport (Debian: libevt-utils) is not installed: nothing was compared with libevt")
	}
	out, err := exec.Command(tool, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := parseExport(t, string(out))
	batches := readAll(t, fileInput(t, path), parse.Options{})
	var got []exported
	for _, r := range batches.live() {
		got = append(got, asExported(t, r))
	}
	// libevt begins with the oldest record, we with the smallest offset.
	for i := range got {
		if got[i].Number == want[0].Number {
			got = append(got[i:len(got):len(got)], got[:i]...)
			break
		}
	}
	if len(got) != 6063 || len(got) != len(want) {
		t.Fatalf("%d live records, libevt has %d, 6063 are known", len(got), len(want))
	}
	for i := range got {
		if d := cmp.Diff(want[i], got[i]); d != "" {
			t.Fatalf("record %d (-libevt +we):\n%s", want[i].Number, d)
		}
	}
	if n := len(batches.damage); n > 0 {
		t.Errorf("%d damages in a sound file, the first: %v", n, batches.damage[0])
	}
	if n := len(batches.records) - len(got); n != 437 {
		t.Errorf(
			"%d remnants; libevt has 438: ours and a second copy of record 1572, whose cut half it takes for another "+
				"record",
			n,
		)
	}
	for _, r := range batches.records {
		if r.Channel != "System" {
			t.Fatalf("record %d in channel %q", r.RecordID, r.Channel)
		}
	}
}

func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("VSSLOG_CORPUS")
	if dir == "" {
		t.Skip("VSSLOG_CORPUS is not set: the real EVT file was not read")
	}
	return filepath.Join(dir, "evt", "plaso-SysEvent.Evt")
}

func fileInput(t testing.TB, path string) *parse.Input {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return &parse.Input{Source: filepath.Base(path), Size: info.Size(), At: f,
		Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// asExported puts a record together as libevt shows it.
func asExported(t *testing.T, r *parse.Record) exported {
	e := exported{
		Number: r.RecordID, Generated: r.Time.Wall, Written: r.Written.Wall, ID: uint32(r.Qualifiers)<<16 | r.EventID,
		Type: map[uint8]int{2: 1, 3: 2, 4: 4}[r.Level], Category: strconv.Itoa(int(r.Task)),
		Source: r.Provider, Computer: r.Computer, SID: r.UserSID,
	}
	for _, f := range r.Fields {
		e.Strings = append(e.Strings, f.Value.String())
	}
	if r.Time.Resolution != parse.Second || r.Time.Zone != parse.ZoneUTC || !r.HasQualifiers {
		t.Fatalf("record %d: time %+v, qualifiers %v", r.RecordID, r.Time, r.HasQualifiers)
	}
	return e
}

// parseExport reads the text of evtexport.
func parseExport(t *testing.T, text string) []exported {
	var all []exported
	for i, block := range strings.Split(text, "\nEvent number\t\t\t: ") {
		if i == 0 {
			continue // the banner
		}
		head, strs, _ := strings.Cut(strings.TrimSuffix(block, "\n"), "\nNumber of strings\t\t: ")
		number, head, _ := strings.Cut(head, "\n")
		field := map[string]string{}
		for _, line := range strings.Split(head, "\n") {
			name, value, ok := strings.Cut(line, ": ")
			if !ok {
				t.Fatalf("record %s: line %q", number, line)
			}
			field[strings.TrimSpace(name)] = value
		}
		e := exported{
			Source: field["Source name"], Computer: field["Computer name"], SID: field["User security identifier"],
			Category: field["Event category"], Generated: exportTime(t, field["Creation time"]), Written: exportTime(t, field["Written time"]),
		}
		if e.Category == "" {
			e.Category = "0"
		}
		n, err := fmt.Sscanf(number+" "+field["Event identifier"], "%d 0x%x", &e.Number, &e.ID)
		if err != nil || n != 2 {
			t.Fatalf("record %s: %v", number, err)
		}
		_, err = fmt.Sscanf(field["Event type"][strings.Index(field["Event type"], "("):], "(%d)", &e.Type)
		if err != nil {
			t.Fatalf("record %s: %v", number, err)
		}
		count, strs, _ := strings.Cut(strs, "\n")
		if want, _ := strconv.Atoi(strings.TrimSpace(count)); want > 0 {
			for k := 1; k <= want; k++ {
				strs = strings.TrimPrefix(strs, fmt.Sprintf("String: %d\t\t\t: ", k))
				s, rest, _ := strings.Cut(strs, fmt.Sprintf("\nString: %d\t\t\t: ", k+1))
				if k == want {
					s = strings.TrimSuffix(s, "\n")
				}
				e.Strings, strs = append(e.Strings, s), rest
			}
		}
		all = append(all, e)
	}
	return all
}

func exportTime(t *testing.T, s string) parse.Ticks {
	stamp, err := time.Parse("Jan 02, 2006 15:04:05 MST", s)
	if err != nil {
		t.Fatal(err)
	}
	return parse.FromTime(stamp)
}

func BenchmarkRead(b *testing.B) {
	in := fileInput(b, corpus(b))
	for _, bench := range []struct {
		name string
		opt  parse.Options
	}{
		{"all", parse.Options{}},
		{"selected", parse.Options{Selector: &parse.Selector{Rules: []parse.Rule{{Provider: "VolSnap"}}}}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(in.Size)
			b.ReportAllocs()
			for b.Loop() {
				err := Format.Read(
					context.Background(),
					in,
					bench.opt,
					func(batch *parse.Batch) error { batch.Release(); return nil },
				)
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
