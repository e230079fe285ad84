package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// A file of several kinds of text has a row for each behind its own, one of a
// single kind tells of it in its own row, and neither is an input more.
func TestPieceRows(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	d, err := NewDirectory(dir, Options{Formats: []string{"csv"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*InputRow{
		{Source: "ticket.txt", Format: "a+b", Bytes: 9, Pieces: []parse.Piece{{Format: "a", First: 3, Last: 8, Stated: true}, {Format: "b", First: 11, Last: 12, Codes: []uint32{0x800423f2}}}},
		{Source: "list.txt", Format: "a", Bytes: 5, Pieces: []parse.Piece{{Format: "a", First: 1, Last: 7, Stated: true}}, Lacks: "nothing in it is of use"},
	} {
		if err := d.Input(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "inputs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"ticket.txt,a+b,0,,9,,0,0,0,0,0,,,[],,,,,[]",
		"ticket.txt,a,0,,,,0,0,0,0,0,,,[],,3,8,true,[]",
		`ticket.txt,b,0,,,,0,0,0,0,0,,,[],,11,12,false,"[""0x800423f2""]"`,
		"list.txt,a,0,,5,,0,0,0,0,0,,,[],nothing in it is of use,1,7,true,[]",
	}
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(string(data), "\r", "")), "\n")
	if got := strings.Join(lines[1:], "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if n := strings.Count(string(mustRead(t, filepath.Join(dir, "manifest.json"))), `"ticket.txt"`); n != 1 {
		t.Errorf("the manifest names ticket.txt %d times", n)
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
