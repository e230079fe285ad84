package eventtext

import (
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// hostile are texts that look like the beginning of an event again and again.
var hostile = map[string]string{
	"sources":         "Source:\n",
	"known sources":   "Source: VSS\n",
	"ids":             "Event ID: 1\n",
	"both":            "Source: VSS\nEvent ID: 1\n",
	"dates":           "Date: 1/1/2020 1:02:03 AM\n",
	"logs":            "Log Name: Application\n",
	"messages":        "Message : x\n",
	"empty messages":  "Source: VSS\nEvent ID: 1\nMessage:\n",
	"groups":          "   ProviderName: VSS\n\n",
	"tags":            "<Event >\n",
	"marks":           "- <Event>\n- <System>\n",
	"open data":       "<Event><System><Provider Name='VSS'/></System><EventData><Data>\n",
	"nodes":           "- System\n",
	"half views":      "- System\n- Provider\n[ Name] VSS\n",
	"views":           "- System\n- Provider\n[ Name] VSS\n- EventData\nx\n",
	"labels of dumps": "- System\n- Provider\n[ Name] VSS\n- EventData\n a\nIn:\nb:\n0000: 6F43202D\n",
	"wevtutil":        "Event[0]:\n",
	"headings":        "TimeCreated Id Message\n----------- -- -------\n",
	"one long column": "Id Source Message\n-- ------ -------\n1 VSS x\n",
	"rows":            "Error\t1/1/2020 1:02:03 AM\tVSS\t1\tNone\t\"x\n",
	"lines":           "Event ID 8193, VSS\n",
	"codes":           "Some service error: it met Foo(x). hr = 0x80070005, no.\n",
	"rejected":        "Some writer said no to this one with 0x800423f4, no.\nOperation:\n",
	"blocks":          "Operation:\n   a\n\nContext:\n   b: c\n\n",
	"dumps":           "Data:\n0000: 00 00 00 00\n",
	"pairs":           "EventCode=1\nSourceName=x\nLogName=y\n",
	"open pairs":      "Message=x\n",
	"pairs on a line": "EventID: Source: Provider: x\n",
	"empty lines":     "Source: VSS\n\n\n",
	"unknown labels":  "Foo: Application\nBar: VSS\nBaz: 12\n",
}

// TestHostile checks that none of them takes more than its length lets expect.
func TestHostile(t *testing.T) {
	size := slowtest.Of(1<<20, 1<<17)
	for name, one := range hostile {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			texttest.Read(t, []byte(strings.Repeat(one, size/len(one))), Events, Messages)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%d bytes took %s", size, took)
			}
		})
	}
	t.Run("one event of many lines", func(t *testing.T) {
		texttest.Read(
			t,
			[]byte("Source: VSS\nEvent ID: 8193\nDescription:\n"+strings.Repeat("   a: {b}\n", size/10)),
			Events,
			Messages,
		)
	})
}
