package vocab

import (
	"cmp"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// HostedBy reports whether the service with this key name hosts writers of the class,
// so that its stop, start or crash renews them. VSS hosts some, but its end ends the
// sessions of all writers and is told apart.
func (c WriterClass) HostedBy(key string) bool {
	own, _, _ := strings.Cut(c.Service, " (")
	for _, name := range strings.Split(own, ", ") {
		if name != "" && strings.EqualFold(name, key) {
			return true
		}
	}
	return false
}

// readService reads 7035, 7036, 7045 and the records of a service that did not start or ended
// by itself, and keeps those of services that have a role. The binary of 7036 is UTF-16 "VSS/4" (running)
// or "VSS/1" (stopped).
func readService(s *Event, r *parse.Record) bool {
	key, digit, _ := strings.Cut(decodeUTF16(r.Binary), "/")
	display := strings.TrimSpace(r.Argument(1))
	if r.EventID == 7009 || r.EventID == 7011 { // the first string is how long was waited
		display = strings.TrimSpace(r.Argument(2))
	}
	known, ok := knowledge.ServiceOf(key)
	if !ok {
		known, ok = knowledge.ServiceOf(display)
	}
	if !ok && r.FromText {
		known, ok = serviceIn(r.Text("message"))
	}
	if (!ok || known.Role == "") && r.FromText && s.Kind == KindInfrastructure {
		s.Kind = KindContext // whose it is the text does not tell
		return true
	}
	if (!ok || known.Role == "") && s.Kind == KindInfrastructure && isProvider(display) {
		s.Kind = KindContext
		return true
	}
	if !ok || known.Role == "" {
		return false
	}
	vss := known.Role == knowledge.MakesSnapshots
	if !vss {
		s.Kind = KindWriterService
	}
	s.Key, s.Detail = "service/"+known.Key, known.Key
	if !vss || r.EventID != 7036 {
		return true
	}
	state := map[string]string{"4": "running", "1": "stopped"}[strings.TrimRight(digit, "\x00")]
	if state == "" {
		state = strings.ToLower(strings.TrimSpace(r.Argument(2)))
		state = cmp.Or(stateIn(r), translatedStates[state], state)
	}
	switch state {
	case "running":
		s.Kind = KindServiceRunning
	case "stopped":
		s.Kind = KindServiceStopped
	default:
		return false
	}
	if known.Key == "vmicvss" {
		s.Kind = KindHyperV
	}
	return true
}

// translatedStates are the words that 7036 has for the two states, where its binary is not there. Those of German hosts
// are reported, the others are inferred from the translated names of the states in the console of services.
var translatedStates = map[string]string{
	"ausgeführt": "running", "wird ausgeführt": "running", "beendet": "stopped", "angehalten": "stopped",
	"en cours d'exécution": "running", "en cours d’exécution": "running", "arrêté": "stopped",
	"en ejecución": "running", "detenido": "stopped", "in esecuzione": "running", "arrestato": "stopped",
	"em execução": "running", "parado": "stopped", "wordt uitgevoerd": "running", "gestopt": "stopped",
	"работает": "running", "остановлена": "stopped", "実行中": "running", "停止": "stopped",
	"正在运行": "running", "已停止": "stopped",
}

// stateIn finds the state in the words of a message that came without the strings of its event: behind the service, and
// no other one beside it.
func stateIn(r *parse.Record) (state string) {
	if !r.FromText {
		return ""
	}
	message := strings.ToLower(r.Text("message"))
	for word, means := range translatedStates {
		if strings.Contains(message, word) {
			if state != "" && state != means {
				return ""
			}
			state = means
		}
	}
	return state
}

// displayed is a service by a display name, lower case.
type displayed struct {
	name    string
	service knowledge.Service
}

// displays are the display names that are long enough to be no mere words.
var displays = sync.OnceValue(func() (all []displayed) {
	const least = 6
	for _, svc := range knowledge.Services() {
		for _, d := range svc.Displays {
			if len(d) >= least {
				all = append(all, displayed{strings.ToLower(d), svc})
			}
		}
	}
	return all
})

// serviceIn finds the service whose display name a rendered message bears first.
func serviceIn(message string) (found knowledge.Service, ok bool) {
	message = strings.ToLower(message)
	first := len(message)
	for _, d := range displays() {
		if at := strings.Index(message, d.name); at >= 0 && at < first {
			found, first, ok = d.service, at, true
		}
	}
	return found, ok
}

// decodeUTF16 returns the text up to its first NUL.
func decodeUTF16(raw string) string {
	text := make([]byte, 0, 32)
	for i := 0; i+1 < len(raw); i += 2 {
		switch low, high := raw[i], raw[i+1]; {
		case low == 0 && high == 0:
			return string(text)
		case high != 0 || low >= utf8.RuneSelf:
			return decodeWide(raw)
		default:
			text = append(text, low)
		}
	}
	return string(text)
}

// decodeWide is decodeUTF16 for any text.
func decodeWide(raw string) string {
	u := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		c := uint16(raw[i]) | uint16(raw[i+1])<<8
		if c == 0 {
			break
		}
		u = append(u, c)
	}
	return string(utf16.Decode(u))
}

// isProvider reports the name of a service that calls itself a provider of shadow copies.
func isProvider(display string) bool {
	name := strings.ToLower(display)
	if !strings.Contains(name, "provider") {
		return false
	}
	for _, word := range []string{"vss", "shadow", "snapshot", "hardware"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
