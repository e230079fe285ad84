package hosting

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/parse"
)

// TestPlanner: what the planner says of inputs that it is shown one by one is what is
// said of all of them at once, in the plainest way.
func TestPlanner(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	some := func() (names []string) {
		for range random.IntN(3) {
			names = append(names, pick("a", "b", "a.x", "a.y", "b.x", "c.x", ""))
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	kinds := map[string]int{}
	for range 3000 {
		var outlines []*Outline
		for range 1 + random.IntN(5) {
			o := &Outline{
				Source: pick("p/", "p/q/", "p/r/", "s.zip!/", "s.zip!/t.zip!/", "s.zip!/u.zip!/", "") + pick("1", "2", "3"),
				Folder: pick("", "q", "B"),
				Beside: pick("", "", "x"),
				Holds:  some(),
				Logged: some(),
			}
			switch random.IntN(4) {
			case 0, 1: // a text that names nobody
				o.Holds, o.Logged = []string{""}, nil
			case 2: // a table of a log that names nobody
				o.Holds, o.Logged = []string{""}, []string{""}
			}
			o.Computers = slices.DeleteFunc(slices.Concat(o.Holds, o.Logged), func(s string) bool { return s == "" })
			slices.Sort(o.Computers)
			o.Computers = slices.Compact(o.Computers)
			if random.IntN(4) == 0 {
				o.Named = []string{pick("a", "c", "a.x")}
			}
			outlines = append(outlines, o)
		}
		want, got := plainly(outlines), PlanHosts(outlines)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("%+v: %s", outlines, diff)
		}
		for _, p := range got {
			kinds[p.Basis]++
			if strings.Contains(p.Name, ".") {
				kinds["whole name"]++
			}
		}
	}
	for _, kind := range []string{"records", "folder", "path", "whole name"} {
		if kinds[kind] < 10 {
			t.Errorf("only %d hosts by %s", kinds[kind], kind)
		}
	}
}

// TestSiblingFolders: where a folder is called by the host in it, one beside it holds another
// host, which its files need not name; a folder that is called by what is in it is the host's.
func TestSiblingFolders(t *testing.T) {
	for other, want := range map[string]string{
		"all.tgz!/SRV02/writers.txt": "srv02", "all.tgz!/SRV02/logs/writers.txt": "srv02", "all.tgz!/texts/writers.txt": "srv01",
		"all.tgz!/SRV01/texts/writers.txt": "srv01", "all.tgz!/PRINT/writers.txt": "print", "all.tgz!/Event Logs/writers.txt": "srv01", "all.tgz!/writers.txt": "all",
	} {
		plans := PlanHosts([]*Outline{
			{
				Source: "all.tgz!/SRV01/System.evtx", Computers: []string{"srv01.corp.example"},
				Holds: []string{"srv01.corp.example"}, Logged: []string{"srv01.corp.example"},
			},
			{Source: other, Holds: []string{""}, Folder: "all"},
		})
		named := slices.ContainsFunc(plans, func(p *HostPlan) bool { return p.Name == want })
		if !named || len(plans) != map[bool]int{true: 1, false: 2}[want == "srv01"] {
			t.Errorf("%s: %+v", other, plans)
		}
	}
}

// TestAboveFolder: what lies above a folder of logs is of the host in it if the folder is called by what is in it; a
// folder that is called by a host holds what is that host's, and one with a name of its own may be of another.
func TestAboveFolder(t *testing.T) {
	for folder, want := range map[string]string{"logs": "srv01", "Event Logs": "srv01", "SRV01": "case", "srv01-2026": "srv01", "fileserver": "case", "other-host": "case"} {
		plans := PlanHosts([]*Outline{
			{
				Source: "case/" + folder + "/System.evtx", Computers: []string{"srv01.corp.example"},
				Holds: []string{"srv01.corp.example"}, Logged: []string{"srv01.corp.example"},
			},
			{Source: "case/writers.txt", Holds: []string{""}, Folder: "case"},
		})
		for _, p := range plans {
			if slices.ContainsFunc(p.Inputs, func(in PlannedInput) bool { return in.Input == 1 }) && p.Name != want {
				t.Errorf("above %s: the listing is of %s, want %s", folder, p.Name, want)
			}
		}
	}
}

// TestUnnamedLogBeside: a log that names no computer is not that of a host in a folder below which has logs of its
// own, also where it is a table without record ids.
func TestUnnamedLogBeside(t *testing.T) {
	for home, want := range map[string]string{"System": "case", "": "srv01"} {
		plans := PlanHosts([]*Outline{
			{
				Source: "case/logs/System.evtx", Computers: []string{"srv01.corp.example"},
				Holds: []string{"srv01.corp.example"}, Logged: []string{"srv01.corp.example"},
			},
			{Source: "case/System.csv", Holds: []string{""}, Folder: "case", Home: home},
		})
		for _, p := range plans {
			if slices.ContainsFunc(p.Inputs, func(in PlannedInput) bool { return in.Input == 1 }) && p.Name != want {
				t.Errorf("home %q: it is of %s, want %s", home, p.Name, want)
			}
		}
	}
}

// TestRenamed: a log whose record ids go on from one computer to another is of one host with a new
// name, which the texts beside it are of. Those of two hosts have ids of their own, and what was
// forwarded to a host is of others.
func TestRenamed(t *testing.T) {
	for name, c := range map[string]struct {
		log  string
		next uint64
		want string
	}{"renamed": {"System", 101, "new"}, "two hosts": {"System", 150, "all"}, "forwarded": {"ForwardedEvents", 101, "all"}} {
		plans := PlanHosts([]*Outline{
			{
				Source: "all/System.xml", Computers: []string{"old", "new.corp.example"}, Holds: []string{"old", "new.corp.example"},
				Runs: []parse.Run{
					{Channel: c.log, Computer: "OLD", FirstID: 1, LastID: 100}, {Channel: c.log, Computer: "NEW.corp.example", FirstID: c.next, LastID: 200},
				},
			},
			{Source: "all/job.log", Holds: []string{""}, Folder: "all"},
		})
		for _, p := range plans {
			if slices.ContainsFunc(p.Inputs, func(in PlannedInput) bool { return in.Input == 1 }) && p.Name != c.want {
				t.Errorf("%s: the text is of %s", name, p.Name)
			}
		}
	}
}

// TestSiblingArchives: what lies in an archive is not of a host in the one beside it, whatever
// the ending, and whether the file itself is compressed or not.
func TestSiblingArchives(t *testing.T) {
	for _, other := range []string{
		"bundle.zip!/srv02.zip!/writers.txt", "bundle.zip!/srv02.zip!/writers.txt.gz!/writers.txt",
		"bundle.zip!/srv02.tbz!/writers.txt", "bundle.zip!/SRV02.TAR.ZST!/writers.txt.xz!/writers.txt",
	} {
		plans := PlanHosts([]*Outline{
			{
				Source: "bundle.zip!/srv01.zip!/System.evtx", Computers: []string{"srv01.corp.example"},
				Holds: []string{"srv01.corp.example"}, Logged: []string{"srv01.corp.example"},
			},
			{Source: other, Holds: []string{""}, Folder: "srv02"},
		})
		if len(plans) != 2 || plans[1].Name != "srv02" {
			t.Errorf("%s: %+v", other, plans)
		}
	}
}

// plainly is PlanHosts with all outlines at hand.
func plainly(outlines []*Outline) []*HostPlan {
	label := func(computer string) string {
		short, _, dotted := strings.Cut(computer, ".")
		var whole []string
		for _, o := range outlines {
			for _, c := range o.Computers {
				if strings.HasPrefix(c, short+".") && !slices.Contains(whole, c) {
					whole = append(whole, c)
				}
			}
		}
		if dotted && len(whole) > 1 {
			return computer
		}
		return short
	}
	home := func(o *Outline) (string, string) {
		own := slices.Concat(o.Computers, o.Named)
		slices.Sort(own)
		if own = slices.Compact(own); len(own) == 1 {
			return label(own[0]), "records"
		}
		above := false
		for k, dir := range o.around() {
			var in, below []string
			logged, apart := false, false
			for _, other := range outlines {
				around := other.around()
				at := slices.Index(around, dir)
				if at < 0 {
					continue
				}
				for _, c := range slices.Concat(other.Computers, other.Named) {
					if !slices.Contains(below, label(c)) {
						below = append(below, label(c))
					}
					if (at == 0 || dir[0] == '/') && !slices.Contains(in, label(c)) {
						in = append(in, label(c))
					}
				}
				named := slices.DeleteFunc(slices.Clone(other.Logged), func(c string) bool { return c == "" })
				logged = logged || len(named) > 0
				if at > 0 && dir[0] != '/' && len(named) > 0 {
					base := path.Base(around[at-1])
					apart = apart || !slices.ContainsFunc(named, func(c string) bool { return strings.Contains(base, labelOf(c)) })
				}
			}
			switch {
			case len(in) == 1:
				return in[0], "folder"
			case dir[0] != '/' && strings.Count(o.Source, "!/") == 2 && strings.Count(dir, ".zip") < 2:
			case len(in) == 0 && logged && slices.Contains(o.Logged, ""):
			case above, k == 0 && apart && len(in) == 0:
				above = true
			case len(below) == 1:
				return below[0], "folder"
			}
		}
		return strings.ToLower(cmp.Or(o.Folder, path.Base(o.Source))), "path"
	}
	order := make([]int, len(outlines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(outlines[a].Source, outlines[b].Source) })
	plans := []*HostPlan{}
	for _, i := range order {
		give := func(computer string, to func(*PlannedInput) *[]string) {
			name, basis := label(computer), "records"
			if computer == "" {
				name, basis = home(outlines[i])
			}
			at := slices.IndexFunc(plans, func(p *HostPlan) bool { return p.Name == name })
			if at < 0 {
				at = len(plans)
				plans = append(plans, &HostPlan{Name: name, Basis: basis})
			}
			p := plans[at]
			if basis == "records" {
				p.Basis = basis
			}
			if n := len(p.Inputs); n == 0 || p.Inputs[n-1].Input != i {
				p.Inputs = append(p.Inputs, PlannedInput{Input: i})
			}
			list := to(&p.Inputs[len(p.Inputs)-1])
			*list = append(*list, computer)
		}
		for _, computer := range outlines[i].Holds {
			give(computer, func(in *PlannedInput) *[]string { return &in.Computers })
		}
		for _, computer := range outlines[i].Logged {
			give(computer, func(in *PlannedInput) *[]string { return &in.Logs })
		}
	}
	slices.SortFunc(plans, func(a, b *HostPlan) int { return strings.Compare(a.Name, b.Name) })
	return plans
}

// BenchmarkPlanner is the planning of a fleet of 10,000 hosts, of four inputs each.
func BenchmarkPlanner(b *testing.B) {
	for b.Loop() {
		p := NewPlanner()
		outline := func(i int) *Outline {
			host := fmt.Sprintf("server%d.corp.example", i/4)
			return &Outline{
				Source:    fmt.Sprintf("logs/server%d/%d.evtx", i/4, i%4),
				Computers: []string{host},
				Holds:     []string{host, ""},
				Logged:    []string{host},
			}
		}
		for i := range 40_000 {
			p.See(outline(i))
		}
		for i := range 40_000 {
			p.Share(i, outline(i))
		}
		if n := p.Hosts().Len(); n != 10_000 {
			b.Fatal(n)
		}
	}
}
