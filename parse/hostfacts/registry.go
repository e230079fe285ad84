package hostfacts

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Registry reads what reg query prints, and reg export writes, of the keys that
// VSS depends on: its providers, who may call it, profiles, services, and the
// filters of volumes and disks.
var Registry = console.Grammar{
	Name:  "registry",
	Title: "reg query and reg export of keys around VSS",
	Sure:  parse.Certain,
	Words: []string{`\VSS\Providers`, `\VSS\VssAccessControl`, `\ProfileList`, `\Services\`, `\Control\Class\`},
	Begin: console.Stateless(readRegistry),
}

var (
	keyLine   = lazyregexp.New(`^\[?(?:HKEY_LOCAL_MACHINE|HKLM|Registry::HKEY_LOCAL_MACHINE)\\(.+?)\]?$`)
	queried   = lazyregexp.New(`^\s+(.*?)\s+REG_(SZ|EXPAND_SZ|MULTI_SZ|DWORD|BINARY|QWORD)\s*(.*)$`)
	exported  = lazyregexp.New(`^(@|"(?:[^"\\]|\\.)*")=(.*)$`)
	provider  = lazyregexp.New(`(?i)\\Services\\VSS\\Providers\\(\{[0-9a-f-]{36}\})$`)
	classKey  = lazyregexp.New(`(?i)\\Services\\VSS\\Providers\\(\{[0-9a-f-]{36}\})\\CLSID$`)
	access    = lazyregexp.New(`(?i)\\Services\\VSS\\VssAccessControl$`)
	profile   = lazyregexp.New(`(?i)\\ProfileList\\(S-1-[0-9-]+(?:\.bak)?)$`)
	serviceOf = lazyregexp.New(
		`(?i)^SYSTEM\\(?:CurrentControlSet|ControlSet\d+)\\Services\\([^\\]+)(\\Parameters)?$`,
	)
	deviceOf = lazyregexp.New(`(?i)\\Control\\Class\\(\{[0-9a-f-]{36}\})$`)
)

// deviceClasses are the setup classes whose filters see what VSS does. The GUIDs are
// documented: for disks and volumes as vendors may use them, for volume snapshots
// (VolumeSnapshot) as reserved for the system. Looked at 2026-11-29: a copy of "System-Defined Device
// Setup Classes Available to Vendors", GUID_DEVCLASS_VOLUME in bindings of devguid.h, and
// https://learn.microsoft.com/windows-hardware/drivers/install/system-defined-device-setup-classes-reserved-for-system-use
var deviceClasses = map[string]string{
	"{71a27cdd-812a-11d0-bec7-08002be2092f}": "volume",
	"{4d36e967-e325-11ce-bfc1-08002be10318}": "disk",
	"{533c5b84-ec70-11d2-9505-00c04f79deaf}": "volume snapshot",
}

// registryKey is one key with its values.
type registryKey struct {
	first, last int
	path        string
	values      []registryValue
}

type registryValue struct{ name, data string }

func (k *registryKey) value(name string) string {
	for _, v := range k.values {
		if strings.EqualFold(v.name, name) {
			return v.data
		}
	}
	return ""
}

// maxValues bounds the values of one key.
const maxValues = 256

func readRegistry(r *console.Reader, i int) int {
	k, next := readKey(r, i)
	if next == i {
		return i
	}
	switch {
	case provider.MatchString(k.path):
		return readVSSProvider(r, k, next)
	case access.MatchString(k.path):
		for _, v := range k.values {
			s := r.Add(parse.ProviderHost, k.first, k.last)
			s.Set(parse.FieldFact, parse.FactVSSAccess)
			s.Set(parse.FieldValue, v.name)
			if n, ok := dword(v.data); ok {
				s.Set(parse.FieldState, map[bool]string{true: "allowed", false: "denied"}[n != 0])
			}
		}
	case profile.MatchString(k.path):
		s := r.Add(parse.ProviderHost, k.first, k.last)
		s.Set(parse.FieldFact, parse.FactProfile)
		s.Set(parse.FieldValue, profile.FindStringSubmatch(k.path)[1])
		s.Set(parse.FieldPath, k.value("ProfileImagePath"))
	case deviceOf.MatchString(k.path):
		addFilters(r, k)
	case serviceOf.MatchString(k.path):
		if !addService(r, k) {
			return i
		}
	case strings.HasSuffix(strings.ToLower(k.path), `\vss\providers`):
	default:
		return i
	}
	return next
}

// readKey reads a key and its values, in both forms.
func readKey(r *console.Reader, i int) (k registryKey, next int) {
	m := keyLine.FindStringSubmatch(strings.TrimSpace(r.Text(i)))
	if m == nil {
		return k, i
	}
	k = registryKey{first: i, last: i, path: m[1]}
	for next = i + 1; next < i+maxValues && r.Has(next); next++ {
		line := r.Text(next)
		if v := queried.FindStringSubmatch(line); v != nil {
			k.values = append(k.values, registryValue{strings.TrimSpace(v[1]), strings.TrimSpace(v[3])})
		} else if v := exported.FindStringSubmatch(strings.TrimSpace(line)); v != nil {
			k.values = append(k.values, registryValue{unquote(v[1]), unquote(v[2])})
		} else {
			break
		}
		k.last = next
	}
	return k, next
}

// unquote takes the quotes and escapes of a .reg file off.
func unquote(s string) string {
	if s == "@" {
		return "(Default)"
	}
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(s[1 : len(s)-1])
	}
	return s
}

// dword reads 0x1 and dword:00000001.
func dword(s string) (uint64, bool) {
	if rest, ok := strings.CutPrefix(s, "dword:"); ok {
		n, err := strconv.ParseUint(rest, 16, 32)
		return n, err == nil
	}
	n, err := strconv.ParseUint(s, 0, 32)
	return n, err == nil
}

// readVSSProvider makes the record of a provider; the key below it names its class.
func readVSSProvider(r *console.Reader, k registryKey, next int) int {
	id := strings.ToLower(provider.FindStringSubmatch(k.path)[1])
	class := ""
	if at := r.SkipBlank(next); r.Has(at) {
		if below, after := readKey(r, at); after > at {
			if m := classKey.FindStringSubmatch(below.path); m != nil && strings.EqualFold(m[1], id) {
				class, _, _ = console.GUID(defaultOf(below))
				k.last, next = below.last, after
			}
		}
	}
	s := r.Add(parse.ProviderVSSProvider, k.first, k.last)
	s.Set(parse.FieldProviderName, defaultOf(k))
	s.Set(parse.FieldProviderID, id)
	if n, ok := dword(k.value("Type")); ok { // VSS_PROVIDER_TYPE of vss.h
		if words := []string{"unknown", "system", "software", "hardware", "file share"}; n < uint64(len(words)) {
			s.Set(parse.FieldType, words[n])
		}
	}
	s.Set(parse.FieldVersion, k.value("Version"))
	s.Set(parse.FieldClassID, class)
	r.TimeListing(s)
	return next
}

// defaultOf returns the value without a name, whose name reg prints translated.
func defaultOf(k registryKey) string {
	for _, v := range k.values {
		if strings.HasPrefix(v.name, "(") || v.name == "" || strings.HasPrefix(v.name, "<") {
			return v.data
		}
	}
	return ""
}

func addService(r *console.Reader, k registryKey) bool {
	m := serviceOf.FindStringSubmatch(k.path)
	s := service{
		name:    m[1],
		display: k.value("DisplayName"),
		start:   k.value("Start"),
		account: k.value("ObjectName"),
		path:    k.value("ImagePath"),
	}
	if m[2] != "" {
		s.path = k.value("ServiceDll")
	}
	if n, ok := dword(s.start); ok {
		s.start = strconv.FormatUint(n, 10)
	}
	if s.start == "" && s.path == "" || !wantedService(s.name) && s.start != "4" {
		return false
	}
	s.add(r, k.first, k.last)
	return true
}

func addFilters(r *console.Reader, k registryKey) {
	class := deviceClasses[strings.ToLower(deviceOf.FindStringSubmatch(k.path)[1])]
	if class == "" {
		return
	}
	for _, side := range []string{"UpperFilters", "LowerFilters"} {
		for _, name := range strings.Split(strings.ReplaceAll(k.value(side), `\0`, "\x00"), "\x00") {
			if name = strings.TrimSpace(name); name == "" || strings.HasPrefix(name, "hex") {
				continue
			}
			s := r.Add(parse.ProviderHost, k.first, k.last)
			s.Set(parse.FieldFact, parse.FactFilter)
			s.Set(parse.FieldValue, name)
			s.Set(parse.FieldClass, class)
		}
	}
}
