package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// A version of vssapi.dll tells of KB 915331 by its number, and in between by its branch.
func TestVersionsOfKB915331(t *testing.T) {
	for version, want := range map[string]Applicability{
		"5.2.3790.0": Affected, "5.2.3790.1830": Affected, "5.2.3790.2640": Affected, "5.2.3790.2640 (srv03_sp1_qfe.060101-0000)": Affected,
		"5.2.3790.2641": UnknownHost, "5.2.3790.2641 (srv03_sp1_qfe.060101-0000)": Fixed, "5.2.3790.2700 (SP1QFE)": Fixed,
		"5.2.3790.2700 (srv03_sp1_gdr.060101-0000)": UnknownHost, "5.2.3790.1830 (srv03_sp1_gdr)": UnknownHost,
		"5.2.3790.3958": UnknownHost, "5.2.3790.3958 (sp1qfe)": Fixed, "5.2.3790.3959": Fixed, "5.2.3790.4000 (gdr)": Fixed,
		"5.1.3790.1830": UnknownHost, "6.2.3790.1830": UnknownHost, "5.2.2600.1830": UnknownHost,
	} {
		f := correlate.FileVersion{File: "vssapi.dll", Text: version}
		for i, part := range strings.SplitN(strings.Fields(version)[0], ".", 4) {
			for _, c := range part {
				f.Number[i] = f.Number[i]*10 + int(c-'0')
			}
		}
		if got, says := kb915331Version(f); got != want || !strings.Contains(says, strings.Fields(version)[0]) {
			t.Errorf("%s: %s, %s", version, got, says)
		}
	}
}

// Whether KB 915331 is about a host is told by its Windows, its service pack and its list of updates.
func TestHostsOfKB915331(t *testing.T) {
	const sp1 = "the hotfix needs Service Pack 1 first"
	host := func(version, pack string, facts ...string) *world {
		w := newWorld().windows(version)
		if pack != "" {
			w.fact(parse.FactServicePack, pack)
		}
		for i := 0; i+1 < len(facts); i += 2 {
			w.fact(facts[i], facts[i+1])
		}
		return w.freeze(1).thaw(2)
	}
	list := []string{parse.FactHotfixCount, "1"}
	for name, c := range map[string]struct {
		w    *world
		want Applicability
		says string
		not  string
	}{
		"no version":                       {newWorld().freeze(1).thaw(2), UnknownHost, "no file states the Windows version", ""},
		"Windows 5.1":                      {host("5.1.2600", "N/A"), NotAffected, "is not Server 2003", ""},
		"Windows 6.0":                      {host("6.0.6002", "N/A"), NotAffected, "is not Server 2003", ""},
		"two versions":                     {host("5.2.3790", "N/A").windows("6.0.6002"), UnknownHost, "different Windows versions", ""},
		"Service Pack 2":                   {host("5.2.3790", "Service Pack 2", list...), Fixed, "which holds the fix", ""},
		"Service Pack 1, not in the list":  {host("5.2.3790", "Service Pack 1", list...), Affected, "is not in the list", sp1},
		"no service pack, not in the list": {host("5.2.3790", "N/A", list...), Affected, sp1, ""},
		"a list, no word of service packs": {host("5.2.3790", "", list...), UnknownHost, "the service pack is not stated", sp1},
		"no list":                          {host("5.2.3790", "N/A"), UnknownHost, "neither the version of vssapi.dll nor a list", sp1},
		"a list that is cut":               {host("5.2.3790", "N/A", append(list, parse.FactHotfixListed, "partial")...), UnknownHost, "the list of updates is cut", sp1},
	} {
		k := c.w.collector.Cases()[0]
		got, says, _ := kb915331Applies(&Subject{Case: k, Set: k.Sets[0]})
		if got != c.want || !strings.Contains(says, c.says) || c.not != "" && strings.Contains(says, c.not) {
			t.Errorf("%s: %s, %s", name, got, says)
		}
	}
}

// Which commands collect a host's files is told by its Windows, and where that is not known by the format of its logs.
func TestEraOfAHost(t *testing.T) {
	for name, c := range map[string]struct {
		version, log string
		want         Era
	}{
		"nothing is known":          {"", "", EraModern},
		"Windows 5.2":               {"5.2.3790", "", Era2003},
		"Windows 5.2 in other logs": {"5.2.3790", "a.evtx", Era2003},
		"Windows 6.0":               {"6.0.6002", "", EraModern},
		"Windows 6.1 in old logs":   {"6.1.7601", "a.evt", EraModern},
		"Windows 10":                {"10.0.17763", "", EraModern},
		"old logs":                  {"", "h/AppEvent.Evt", Era2003},
		"new logs":                  {"", "h/Application.evtx", EraModern},
	} {
		w := newWorld().freeze(1).thaw(2)
		if c.version != "" {
			w.windows(c.version)
		}
		k := w.collector.Cases()[0]
		k.Logs = nil
		if c.log != "" {
			k.Logs = []*correlate.Log{{Source: c.log}}
		}
		if got := eraOf(k); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
