package grammars

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

const writer = "Writer name: 'SqlServerWriter'\r\n   Writer Id: {a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}\r\n" +
	"   Writer Instance Id: {de3b2861-77f6-43f8-8619-64dc9ea2fbcf}\r\n   State: [9] Failed\r\n   Last error: Timed " +
	"out\r\n\r\n"

const banner = "vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n(C) Copyright 2001 " +
	"Microsoft Corp.\r\n\r\n"

func input(data []byte) *parse.Input {
	return &parse.Input{
		Source: "x.txt",
		Size:   int64(len(data)),
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formats() {
		if f.Name == "" || f.Title == "" || seen[f.Name] || strings.ToLower(f.Name) != f.Name ||
			strings.ContainsAny(f.Name, " +") {
			t.Errorf("format %q, %q", f.Name, f.Title)
		}
		seen[f.Name] = true
	}
	if Formats()[0].Name != "text" {
		t.Errorf("the first format is %q", Formats()[0].Name)
	}
}

// A log of several commands is one text of several kinds.
func TestMixed(t *testing.T) {
	content := "C:\\>echo %DATE% %TIME%\r\nSat 02/03/2007  2:00:00.15\r\nC:\\>vssadmin list " +
		"writers\r\n" + banner + writer +
		"C:\\>wmic qfe get HotFixID,InstalledOn\r\nHotFixID   InstalledOn\r\nKB915331   2/3/2007\r\n\r\n" +
		"C:\\>filever vssapi.dll\r\n--a-- W32i   DLL ENU    5.2.3790.1830 shp    561,664 02-18-2006 vssapi.dll\r\n" +
		"some note with 0x800423f2\r\nC:\\>\r\n"
	r := texttest.Read(t, []byte(content), Grammars...)
	if want := "vssadmin-writers+hotfixes+file-versions"; r.Format != want {
		t.Errorf("format %s, want %s", r.Format, want)
	}
	var providers []string
	for _, one := range r.Records {
		providers = append(providers, one.Provider)
	}
	want := "vsslog.capture vsslog.writer vsslog.hotfix vsslog.file vsslog.requester"
	if got := strings.Join(providers, " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	last := r.Records[len(r.Records)-1]
	if got := texttest.Fields(last); got != "tool=unrecognised phrase=code hresult=0x800423f2" {
		t.Errorf("the note: %s", got)
	}
}

// A line of a program's log means the same below a greeting: its day is no id of an event.
func TestLogInMail(t *testing.T) {
	const line = "-May 01:02 srv-fd JobId 7: Fatal error: VSS Writer \"W\" has invalid state. ERR=The writer vetoed the " +
		"shadow copy creation process during the freeze state.\n"
	for _, day := range []string{"8", "9", "14", "21", "25"} {
		for _, above := range []string{"", "Hello,\n\nhere is what we copied:\n\n", "Ticket 17\nDescription:\n"} {
			r := texttest.Read(t, []byte(above+day+line), Grammars...)
			if len(r.Records) != 1 || r.Records[0].Text(parse.FieldWriterName) != "W" ||
				r.Records[0].Text(parse.FieldStateCode) != "9" {
				t.Errorf("%s%s: %v", above, day, r.Records)
			}
		}
	}
}

func TestDetect(t *testing.T) {
	f := Formats()[0]
	for _, c := range []struct {
		name string
		head string
		size int64
		want parse.Confidence
	}{
		{"a listing", banner + writer, 0, parse.Certain},
		{"a cut sample", writer + writer[:60], 1 << 20, parse.Certain},
		{"a version", "vssapi.dll 5.2.3790.1830\n", 0, parse.Likely},
		{"some text", "hello 0x800423f2\n", 0, parse.Possible},
		{"a program", "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8\x00\x00\x00", 0, parse.No},
		{"nothing", "", 0, parse.No},
	} {
		size := c.size
		if size == 0 {
			size = int64(len(c.head))
		}
		if got := f.Detect(parse.Sample{Head: []byte(c.head), Size: size}); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// A text that nothing claims is listed with its codes and is no damage.
func TestUnrecognised(t *testing.T) {
	r := texttest.Read(
		t,
		[]byte("a note of 02/03/2007 10:00:00\nthe one of 04/05/2007 11:00:00 says rc -2147212302 or so\n"),
		Grammars...)
	if r.Format != parse.KindUnrecognised || len(r.Damage) > 0 || len(r.Records) != 1 {
		t.Fatalf("format %s, %d records, damage %v", r.Format, len(r.Records), r.Damage)
	}
	if got := r.Records[0].Text(parse.FieldHResult); got != "0x800423f2" ||
		r.Records[0].Text(parse.FieldTool) != parse.ToolUnrecognised {
		t.Errorf("%s", texttest.Fields(r.Records[0]))
	}
}

func TestErrors(t *testing.T) {
	f := Formats()[0]
	discard := func(b *parse.Batch) error { b.Release(); return nil }
	var e *parse.Error
	if err := f.Read(context.Background(), input(nil), parse.Options{}, discard); !errors.Is(err, parse.ErrEmpty) ||
		!errors.As(err, &e) ||
		e.Advice == "" {
		t.Errorf("empty: %v", err)
	}
	if err := f.Read(context.Background(), input([]byte("x")), parse.Options{CodePage: "klingon"}, discard); err == nil ||
		!strings.Contains(err.Error(), "klingon") {
		t.Errorf("code page: %v", err)
	}
	stop := errors.New("stop")
	if err := f.Read(context.Background(), input([]byte(writer)), parse.Options{}, func(b *parse.Batch) error { b.Release(); return stop }); err != stop {
		t.Errorf("emit: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := f.Read(ctx, input([]byte(writer)), parse.Options{}, discard); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	broken := input([]byte("x"))
	broken.Open = func() (io.ReadCloser, error) { return nil, stop }
	if err := f.Read(context.Background(), broken, parse.Options{}, discard); !errors.Is(err, stop) ||
		!strings.Contains(err.Error(), "x.txt") {
		t.Errorf("open: %v", err)
	}
}

// Nothing that a file holds may make reading slow beyond measure.
func TestHostile(t *testing.T) {
	size := slowtest.Of(256<<10, 32<<10)
	repeat := func(s string) []byte { return []byte(strings.Repeat(s, size/len(s))) }
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"one line", repeat("x")}, {"one line of digits", repeat("1/2/07 3:04 ")}, {"line feeds", repeat("\n")}, {"carriage returns", repeat("a\r")},
		{"NULs", make([]byte, size)}, {"high bytes", repeat("\xff")}, {"marks", repeat("\xff\xfe")}, {"braces", repeat("{")},
		{"labels", repeat("a: b\n")}, {"names", repeat("a: 'b'\n")}, {"half writers", repeat("Writer name: 'a'\nid: " +
			"{de3b2861-77f6-43f8-8619-64dc9ea2fbcf}\n")},
		{"banners", repeat(banner)}, {"the same writer", repeat(writer)}, {"one stamp and listings", repeat("02:00:00\r\n" + banner)},
		{"equal stamps", repeat("2007-02-03 02:00:00\r\n" + banner + writer)}, {"stamps that go back", repeat("2007-02-03 02:00:00\r\n" + writer + "2007-02-03 01:00:00\r\n")},
		{"wrapped", repeat(strings.Repeat("x", 79) + ":\n" + strings.Repeat("y", 80) + "\n")}, {"bullets", repeat("* WRITER \"a\"\n - b: c\n")},
		{"keys", repeat("Name=x\n")}, {"json", []byte(`{"out-data":"` + strings.Repeat(`\u0041\n`, size/8) + `"}`)}, {"json lines", repeat("{\"out-data\":\"x\\n\"}\n")},
		{"errors", repeat("error -2147212302 0x800423f2\n")}, {"tabs", repeat("OS Name\tx\n")}, {"dump", repeat("0000: 2D 20 43\n")}, {"markup", repeat("<MsInfo><Item>x</Item>\n")},
		{"trace", repeat("[-,0x1:0x2:0x3] ENTER {A::OnFreeze}:\n")}, {"table", repeat("HotFixID InstalledOn\nKB915331\n")}, {"months", repeat("May 1 ")},
	} {
		t.Run(c.name, func(t *testing.T) {
			begun := time.Now()
			f := Formats()[0]
			total := int64(0)
			err := f.Read(context.Background(), input(c.data), parse.Options{}, func(b *parse.Batch) error {
				total += b.Account.Total()
				b.Release()
				return nil
			})
			if err != nil || total != int64(len(c.data)) {
				t.Errorf("%v; %d of %d bytes accounted for", err, total, len(c.data))
			}
			if took := time.Since(begun); took > 15*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func FuzzTexts(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			banner + writer,
			"2007-02-03 02:00:00\r\n" + writer + "02:00:05\r\n",
			"Sat 02/03/2007\r\n02:00 PM\r\n" + banner,
			"\xff\xfea\x00\n\x00" + banner,
			`{"out-data":"` + strings.ReplaceAll(writer, "\r\n", `\r\n`) + `"}`,
			"0x800423f2 -2147212302 2147754994",
		},
		Grammars...)
}

// The words by which grammars are spared lines take nothing from what they find:
// every sample gives the same without them.
func TestWordsLoseNothing(t *testing.T) {
	plain := slices.Clone(Grammars)
	for k := range plain {
		plain[k].Words, plain[k].Needs, plain[k].Below, plain[k].Marks = nil, nil, nil, nil
	}
	for name, data := range samples(t) {
		want, got := texttest.Read(t, data, plain...), texttest.Read(t, data, Grammars...)
		if want.Format != got.Format || len(want.Records) != len(got.Records) {
			t.Errorf(
				"%s: format %s and %d records, with words %s and %d",
				name,
				want.Format,
				len(want.Records),
				got.Format,
				len(got.Records),
			)
			continue
		}
		for k := range want.Records {
			if a, b := texttest.Fields(want.Records[k]), texttest.Fields(got.Records[k]); a != b {
				t.Errorf("%s: %s, with words %s", name, a, b)
			}
		}
	}
}

// samples are texts of this test, and those of the corpus where there is one.
func samples(t *testing.T) map[string][]byte {
	all := map[string][]byte{"writers": []byte(banner + writer)}
	for name, text := range unknownLines {
		all[name] = []byte(text)
	}
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Log("VSSLOG_CORPUS is not set: only the test's own texts are read")
		return all
	}
	paths, err := filepath.Glob(filepath.Join(root, "text", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(path)] = data
	}
	return all
}
