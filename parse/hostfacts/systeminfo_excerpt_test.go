package hostfacts

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse/console/texttest"
)

// Lines that somebody picked out of systeminfo tell what they name; a sentence about a system does not.
func TestExcerpt(t *testing.T) {
	for text, want := range map[string]string{
		"Host Name:          SRV1\nOS Name:            Microsoft Windows Server 2016 Standard\nSystem Boot Time:\nTime Zone:          (UTC+01:00) Berlin\n": "host_name=SRV1 os_name=Microsoft Windows Server 2016 Standard time_zone=(UTC+01:00) Berlin utc_offset=3600",
		"Betriebssystemname:    Microsoft Windows Server 2019 Standard\nBetriebssystemversion: 10.0.17763 Nicht zutreffend Build 17763\n":                   "os_name=Microsoft Windows Server 2019 Standard os_version=10.0.17763",
		"OS Name: Microsoft Windows Server 2016 Standard\nThe host is slow.\n":                                                                              "",
		"System: Microsoft Windows is what we run\nZone: unknown\n":                                                                                         "",
	} {
		var got []string
		for _, r := range texttest.Read(t, []byte(text), all...).Records {
			if fact := r.Text("fact"); fact != "" {
				got = append(got, fact+"="+r.Text("value"))
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q\n got %s\nwant %s", text, s, want)
		}
	}
}
