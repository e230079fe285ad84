package eventjson

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// Objects of scripts, with the columns that somebody chose.
func TestChosen(t *testing.T) {
	const message = `"Message":"An error in a routine. hr = 0x80070005"`
	for name, text := range map[string]string{
		"Get-EventLog":  `[{"EventID":8193,"Source":"VSS","TimeGenerated":"2024-02-03T02:00:11Z","MachineName":"host1",` + message + `}]`,
		"Get-WinEvent":  `[{"Id":8193,"ProviderName":"VSS","TimeCreated":"2024-02-03T02:00:11Z","MachineName":"host1","LogName":"Application",` + message + `}]`,
		"other letters": `[{"EventId":8193,"Source":"VSS","Time":"2024-02-03T02:00:11Z","ComputerName":"host1",` + message + `}]`,
	} {
		got := readAll(t, []byte(text), parse.Options{}).records
		if len(got) != 1 || got[0].Provider != "VSS" || got[0].EventID != 8193 || got[0].Computer != "host1" ||
			got[0].Time.IsZero() {
			t.Errorf("%s: %v", name, got)
		}
	}
	// Without a source the message tells it, where one event fits.
	text := `[{"EventID":36,"TimeGenerated":"/Date(1708076635000)/","Message":"The shadow copies of volume C: were aborted because of a user imposed limit on the storage."}]`
	if got := readAll(t, []byte(text), parse.Options{}).records; len(got) != 1 || got[0].Provider != "VolSnap" ||
		got[0].EventID != 36 {
		t.Errorf("without a source: %v", got)
	}
}
