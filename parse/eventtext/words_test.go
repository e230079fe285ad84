package eventtext

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// The words that spare lines the search for a message spare no line at which one begins:
// in the texts of this package's tests, in the samples, and in the corpus if there is one.
func TestMessageWords(t *testing.T) {
	texts := []string{}
	for _, language := range []string{"en", "de", "fr", "es", "ja"} {
		for k := range 20 {
			texts = append(texts, viewerEvent(language, k))
		}
	}
	texts = append(texts,
		"The shadow copies of volume C: were aborted because the shadow copy storage could not grow in time because of a user imposed limit.",
		"Shadow copy 7 timed out (60000ms).",
		"svchost (7480,R,98) TILEREPOSITORYS-1-5-18: Shadow copy instance 3 freeze timed-out (20000 ms)",
		"Faulting application name: wbengine.exe, version: 10.0.1.1, time stamp: 0x5c1f8c52",
		"Cluster Shared Volume 'Volume1' ('D') has entered a paused state because of '(c00000b5)'.",
		"Sqllib error: Database x is stored on multiple volumes, some of which are excluded",
		"BackupVirtualDeviceFile::RequestDurableMedia: Flush failure on backup device '{1}'. Operating system error 995",
		"SQLVDI: Loc=SignalAbort. Desc=Client initiates abort. ErrorCode=(0).",
		"The user wrote: \"The shadow copies of volume C: were deleted because the shadow copy\nstorage could not grow in time.\"",
	)
	folders := []string{"../../samples"}
	if corpus := os.Getenv("VSSLOG_CORPUS"); corpus != "" {
		folders = append(folders, filepath.Join(corpus, "text"), filepath.Join(corpus, "..", "field"), filepath.Join(corpus, "..", "cases"))
	} else {
		t.Log("SKIPPED for texts of the corpus: VSSLOG_CORPUS is not set")
	}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			if info, err := entry.Info(); err != nil || info.Size() > 1<<20 {
				return err
			}
			content, err := os.ReadFile(path)
			if err == nil && console.IsText(content) {
				texts = append(texts, string(content))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	words := console.NewWords([][]string{append(rendered.MessageWords(), Messages.Needs...)})
	begun := 0
	watched := Messages
	watched.Words, watched.Needs = nil, nil
	watched.Begin = func() console.ReadFunc {
		read := newReader().messages
		return func(r *console.Reader, i int) int {
			line := r.Text(i)
			next := read(r, i)
			if next > i {
				begun++
				if !words.In(line).Has(0) {
					t.Errorf("no word of a message in %q", line)
				}
			}
			return next
		}
	}
	for _, text := range texts {
		err := console.Read(context.Background(), console.Bytes([]byte(text)), "", []console.Grammar{watched},
			func(b *parse.Batch) error { b.Release(); return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	if begun < 100 {
		t.Errorf("only %d messages", begun)
	}
}

// TestJoined: lines that a window broke are put together; a label with its value behind a tab begins a line of its own,
// also where its first word would not have fitted behind the line above.
func TestJoined(t *testing.T) {
	const wide = "The copies of the volume were made for the service of"
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"words":         {[]string{wide, "the backup."}, wide + " the backup."},
		"a label":       {[]string{wide, "Process:\t0x578"}, wide + "\nProcess:\t0x578"},
		"two labels":    {[]string{wide, "Process:\t0x578", "Set:\t\t{1}"}, wide + "\nProcess:\t0x578\nSet:\t\t{1}"},
		"a long label":  {[]string{wide, "Original machine of the set:\tsrv01"}, wide + "\nOriginal machine of the set:\tsrv01"},
		"a mere colon":  {[]string{wide, "backup: 0x578"}, wide + " backup: 0x578"},
		"a mere tab":    {[]string{wide, "the\tbackup"}, wide + " the\tbackup"},
		"a short line":  {[]string{wide, "the", "backup"}, wide + " the\nbackup"},
		"an empty line": {[]string{wide, "", "Process:\t0x578"}, wide + "\n\nProcess:\t0x578"},
	} {
		var widths []int
		for _, line := range c.lines {
			widths = append(widths, 20+len(line))
		}
		if got := joined(c.lines, widths); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
