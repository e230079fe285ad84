package vocab

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// What was changed on a host: where backups went well until one night, it is the first
// thing to look at. Layouts are from memory, unconfirmed; what a record does not hold stays
// empty.

// readServiceSetting reads 7040: display name, old and new start type, key name.
func readServiceSetting(s *Event, r *parse.Record) bool {
	return !isRoutine(r) && changed(s, r, "service", r.Argument(1), "from", r.Argument(2), "to", r.Argument(3))
}

// readServiceInstalled reads 7045: name, path, type, start type, account. Services that
// matter here keep their own kind.
func readServiceInstalled(s *Event, r *parse.Record) bool {
	if !readService(s, r) {
		s.Key = ""
		return changed(s, r, "service", r.Argument(1), "at", r.Argument(2))
	}
	if s.Kind == KindChange {
		return changed(s, r, "service", s.Detail)
	}
	return true
}

// isRoutine reports a record of a change that Windows makes every day: the signatures of
// its Defender (KB 2267602), the start type of the services that fetch and install updates.
// A host logs thousands of them, and they explain nothing.
func isRoutine(r *parse.Record) bool {
	switch r.EventID {
	case 19:
		return strings.Contains(cmp.Or(r.Text("updateTitle"), r.Argument(1)), "KB2267602")
	case 7040:
		if key := r.Argument(4); strings.EqualFold(key, "BITS") || strings.EqualFold(key, "TrustedInstaller") {
			return true
		}
		message := r.Text("message") // which has the name that is shown, and not the key
		return r.FromText &&
			slices.ContainsFunc(updaters, func(name string) bool { return strings.Contains(message, name) })
	}
	return false
}

// updaters are the services that fetch and install updates, by the names that are shown.
var updaters = []string{"Background Intelligent Transfer Service", "Windows Modules Installer"}

func readUpdate(s *Event, r *parse.Record) bool {
	return !isRoutine(r) && changed(s, r, "update", cmp.Or(r.Text("updateTitle"), r.Argument(1)))
}

func readProduct(s *Event, r *parse.Record) bool {
	return changed(s, r, "program", r.Argument(1), "version", r.Argument(2))
}

func readDriver(s *Event, r *parse.Record) bool {
	return changed(
		s,
		r,
		"driver",
		cmp.Or(r.Text("DriverName"), r.Text("ServiceName")),
		"version",
		r.Text("DriverVersion"),
		"for",
		cmp.Or(r.Text("DeviceInstanceID"), r.Text("DriverFileName")),
	)
}

func readPackage(s *Event, r *parse.Record) bool {
	return changed(
		s,
		r,
		"package",
		r.Text("PackageIdentifier"),
		"to",
		cmp.Or(r.Text("IntendedPackageState"), r.Text("IntendedPackageStateTextized")),
	)
}

// changed fills a record of a change. One that is logged as an error tells of a change that
// failed, and counts as what stands beside a failure.
func changed(s *Event, r *parse.Record, pairs ...string) bool {
	if s.brief {
		return true
	}
	s.Detail = joinStated(pairs...)
	if message := r.Text("message"); r.FromText && message != "" {
		line, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
		s.Detail = `"` + line + `"` // in the words of the message, in its language
	}
	if r.Level >= 1 && r.Level <= 3 {
		s.Kind = KindContext
	}
	return true
}

// joinStated joins pairs of a word and a value, those without a value left out.
func joinStated(pairs ...string) string {
	var words []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if v := strings.TrimSpace(pairs[i+1]); v != "" {
			words = append(words, pairs[i], v)
		}
	}
	return strings.Join(words, " ")
}
