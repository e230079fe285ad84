package requester

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Doctor reads what Acronis VSS Doctor shows of a volume that it checked:
//
//	Name: \\?\Volume{...}\
//	DeviceId: \\?\Volume{...}\
//	Size: 548 MB
//	Available: 125 MB
//	Minimum: 320 MB
//	IsOk: False
//	Description: ...
//
// A volume that is not well states why; one that is well is no statement. Source: a post with
// its output, https://forum.acronis.com/forum/acronis-cyber-protect-cloud-forum/unable-create-snapshot-there-not-enough-space-volume-shadow-copy-storage,
// looked at 2026-12-01.
var Doctor = console.Grammar{
	Name:  "acronis-doctor",
	Title: "volumes as Acronis VSS Doctor checks them",
	Sure:  parse.Certain,
	Below: []string{"DeviceId: "},
	Begin: console.Stateless(readDoctor),
}

// mostChecks is how many lines the check of a volume has at most.
const mostChecks = 16

func readDoctor(r *console.Reader, i int) int {
	checks, next := map[string]string{}, i
	for ; next < i+mostChecks && r.Has(next); next++ {
		label, value, ok := console.Label(r.Text(next))
		if !ok || checks[label] != "" {
			break
		}
		checks[label] = strings.TrimSpace(value)
	}
	if checks["IsOk"] == "" || checks["DeviceId"] == "" {
		return i
	}
	if strings.EqualFold(checks["IsOk"], "True") {
		return next
	}
	text := checks["Description"]
	for _, label := range []string{"Size", "Available", "Minimum"} {
		if checks[label] != "" {
			text += ", " + label + ": " + checks[label]
		}
	}
	s := r.Add(parse.ProviderRequester, i, next-1)
	s.Set(parse.FieldTool, "acronis")
	s.Set(parse.FieldPhrase, parse.PhraseSnapshotFailed)
	s.Set(parse.FieldVolume, volumeIn("volume: "+checks["DeviceId"]))
	f := facts{state: -1}
	f.spoken(text, strings.ToLower(text))
	f.fill(s)
	s.SetText(strings.Trim(text, ", "))
	r.Vouch()
	return next
}
