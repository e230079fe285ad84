package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/slowtest"
	"golang.org/x/sys/unix"
)

// pseudoTerminal is a terminal of so many columns: what is written to it comes out of
// screen. It is skipped, loudly, where the system gives none.
func pseudoTerminal(t *testing.T, columns int) (terminal, screen *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("NO PSEUDO-TERMINAL HERE, widths are not tested: %v", err)
	}
	t.Cleanup(func() { screen.Close() })
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(screen.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(columns), Row: 24})
	}
	if err == nil {
		terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Skipf("NO PSEUDO-TERMINAL HERE, widths are not tested: %v", err)
	}
	t.Cleanup(func() { terminal.Close() })
	return terminal, screen
}

// endOfScreen ends what onTerminal reads. A terminal that is closed may throw away what
// nobody has read of it yet, so it stays open until this mark has come through.
const endOfScreen = "\x04end of the screen\x04"

// onTerminal runs a command with both streams on a terminal of so many columns and
// returns what it shows.
func onTerminal(t *testing.T, columns int, args ...string) (code int, shown string) {
	t.Helper()
	terminal, screen := pseudoTerminal(t, columns)
	type reading struct {
		shown []byte
		err   error
	}
	done := make(chan reading, 1)
	go func() {
		var r reading
		part := make([]byte, 4096)
		for r.err == nil && !bytes.HasSuffix(r.shown, []byte(endOfScreen)) {
			var n int
			n, r.err = screen.Read(part)
			r.shown = append(r.shown, part[:n]...)
		}
		done <- r
	}()
	code = run(t.Context(), args, strings.NewReader(""), terminal, terminal)
	if _, err := terminal.WriteString(endOfScreen); err != nil {
		t.Fatal(err)
	}
	select {
	case r := <-done:
		if r.err != nil {
			t.Fatalf("the terminal ends before its mark: %v", r.err)
		}
		return code, strings.TrimSuffix(string(r.shown), endOfScreen)
	case <-time.After(30 * time.Second):
		t.Fatal("the terminal is not read to its end")
	}
	return code, ""
}

// TestTerminalWidths: on terminals of 20 to 200 columns, both streams on it, no command
// panics, all sections are there, and no line that could be broken is too long.
func TestTerminalWidths(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	t.Setenv("TERM", "xterm")
	for columns := 20; columns <= 200; columns++ {
		if !slowtest.Wanted() && columns%36 != 20 {
			continue
		}
		code, shown := onTerminal(
			t,
			columns,
			"analyze",
			"../../samples/stuck-in-thaw-2012r2",
			"../../samples/healthy-2022",
		)
		if code != exitDone {
			t.Fatalf("%d columns: exit %d\n%s", columns, code, shown)
		}
		shown = afterBar(shown)
		flat := strings.Join(strings.Fields(shown), " ")
		for _, want := range []string{"CONFIRMED stuck-in-thaw", "Do: 1.", "files22", "Read: ", "2 hosts"} {
			if !strings.Contains(flat, want) {
				t.Errorf("%d columns: no %q in\n%s", columns, want, shown)
			}
		}
		fitsIn(t, min(columns, mostWidth), shown)
		if t.Failed() {
			return
		}
	}
	for _, columns := range []int{20, 39, 40, 41, 60, 80, 200} {
		for _, args := range [][]string{{"explain", "0x800423f2"}, {"explain", "kinds"}, {"signatures", "thaw-before-watchdog"}, {"events", "../../samples/healthy-2022"}, {"analyze", "../../samples"}} {
			if !slowtest.Wanted() && args[0] == "analyze" && columns != 20 && columns != 40 {
				continue
			}
			if code, shown := onTerminal(t, columns, args...); code != exitDone {
				t.Errorf("%d columns, %v: exit %d\n%s", columns, args, code, shown)
			}
		}
	}
}

// afterBar is what a terminal shows in the end: of each line what follows the last return
// to its begin.
func afterBar(shown string) string {
	lines := strings.Split(strings.ReplaceAll(shown, "\r\n", "\n"), "\n")
	for i, l := range lines {
		l = strings.ReplaceAll(l, "\x1b[0K", "")
		l = strings.ReplaceAll(l, "\x1b[2K", "")
		lines[i] = l[strings.LastIndexByte(l, '\r')+1:]
	}
	return strings.Join(lines, "\n")
}

// fitsIn fails for lines that are too long and hold more than a word that nobody breaks:
// a path, a name, a command.
func fitsIn(t *testing.T, columns int, shown string) {
	t.Helper()
	for _, l := range strings.Split(shown, "\n") {
		if utf8.RuneCountInString(l) > columns && len(strings.Fields(l)) > 1 && !narrowed(l, columns) {
			t.Errorf("%d columns: %d in %q", columns, utf8.RuneCountInString(l), l)
		}
	}
}

// narrowed reports a line whose first word by itself fills it, label included.
func narrowed(l string, columns int) bool {
	words := strings.Fields(l)
	indent := len(l) - len(strings.TrimLeft(l, " "))
	return len(words) == 2 &&
		(indent+utf8.RuneCountInString(words[1]) >= columns-12 || indent+utf8.RuneCountInString(words[0]) >= columns-12)
}

// TestEventsOnTerminal: the header of events stands on a line of its own above its data,
// each name above its column.
func TestEventsOnTerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	code, shown := onTerminal(t, 120, "events", "../../samples/healthy-2022/System.evtx")
	lines := strings.Split(strings.ReplaceAll(shown, "\r\n", "\n"), "\n")
	if code != exitDone || len(lines) < 3 || !strings.HasPrefix(lines[0], "TIME (UTC)") ||
		strings.Contains(shown, "\r") && strings.Contains(strings.ReplaceAll(shown, "\r\n", ""), "\r") {
		t.Fatalf("exit %d: %.400q", code, shown)
	}
	at := strings.Index(lines[0], "HOST")
	if at < 1 || lines[1][at-1] != ' ' || !strings.HasPrefix(lines[1][at:], "files22 ") {
		t.Errorf("HOST is not above its column:\n%s\n%s", lines[0], lines[1])
	}
}
