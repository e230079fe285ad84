package main

import (
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"

	"github.com/vsslog/vsslog"
)

// progress is how far a run is: for the bar, and for the last words of a run
// that is interrupted.
type progress struct {
	mu        sync.Mutex
	at        vsslog.Progress
	resumable bool // what was read is kept in --out
}

// String says what was done.
func (g *progress) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.at.Inputs == 0 {
		return "interrupted before anything was read; nothing was written"
	}
	kept := "nothing was written"
	if g.resumable {
		kept = "no results were written; the same command with --resume continues from here"
	}
	last := ""
	if g.at.Source != "" {
		last = "the last " + printable(g.at.Source) + ", "
	}
	return fmt.Sprintf("interrupted; %s started, %s%.1f MB read; "+kept,
		plural(g.at.Inputs, "file"), last, float64(g.at.Bytes)/1e6)
}

// show notes how far the run is, and on a terminal shows it by a bar; never in a
// pipe.
func (p *program) show(opt *vsslog.Options) (done func()) {
	if p.settings.Messages == "json" {
		return p.follow(opt)
	}
	width, ok := terminal(p.err)
	if _, data := terminal(p.out); data && p.lines {
		ok = false // what is written shows how far it is, and a bar would stand between the lines
	}
	if !ok || p.settings.Quiet || width < leastBar {
		opt.Progress = func(at vsslog.Progress) { p.progress.set(at) }
		return func() {}
	}
	bar := progressbar.NewOptions64(
		-1,
		progressbar.OptionSetWriter(p.err),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(
			100*time.Millisecond,
		),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionSpinnerType(14),
	)
	opt.Progress = func(at vsslog.Progress) {
		p.progress.set(at)
		said := fmt.Sprintf("%s, %.0f MB", plural(at.Inputs, "file"), float64(at.Bytes)/1e6)
		if at.Source != "" {
			said += ", " + ending(printable(at.Source), max(width-40, 1))
		}
		bar.Describe(said)
		_ = bar.Set64(at.Bytes)
	}
	return func() { _ = bar.Finish() }
}

// leastBar is how many columns a bar needs.
const leastBar = 50

func (g *progress) set(at vsslog.Progress) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.at = at
}

// ending shows the last n characters of s: of a path the end tells most.
func ending(s string, n int) string {
	if count := utf8.RuneCountInString(s); count > n {
		return "~" + string([]rune(s)[count-n+1:])
	}
	return s
}
