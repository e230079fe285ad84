package hostfacts

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Services reads the services that VSS and its writers live in: sc query, queryex
// and qc, Get-Service, wmic service, Win32_Service, msinfo32, and reports of support
// tools that list them as objects. Names of services are not translated.
var Services = console.Grammar{
	Name:  "services",
	Title: "services: sc, Get-Service, wmic service, msinfo32",
	Sure:  parse.Likely,
	Words: []string{
		"SERVICE_NAME",
		"[SC] ",
		"StartMode",
		"StartType",
		"Start Mode",
		"DisplayName",
		"Display Name",
		"ServiceName",
		"Name",
		"Status",
		" PID ",
	},
	Below: []string{" WIN32_", "_DRIVER"}, // behind a name whose label is translated
	May:   mayBeServices,
	Begin: func() console.ReadFunc { return new(services).read },
}

// wantedServices are those that are worth a fact: VSS and its providers, what it
// needs, and the hosts of writers. The writers of Windows are documented
// (https://learn.microsoft.com/windows/win32/vss/in-box-vss-writers, looked at
// 2026-11-29), but that page names no key of a service: which service hosts which
// writer is told, with its source, in internal/knowledge/data/services, and a test
// demands that all of those are here. Key names of other makers' services are unconfirmed.
var wantedServices = []string{
	"vss",
	"swprv",
	"sqlwriter",
	"eventsystem",
	"comsysapp",
	"rpcss",
	"rpceptmapper",
	"dcomlaunch",
	"sens",
	"sdrsvc",
	"wbengine",
	"cryptsvc",
	"vmicvss",
	"vmms",
	"vds",
	"fdphost",
	"msexchangeis",
	"msexchangerepl",
	"msexchangesearch",
	"wsearch",
	"ntds",
	"dfsr",
	"ntfrs",
	"bits",
	"winmgmt",
	"apphostsvc",
	"iisadmin",
	"termservlicensing",
	"certsvc",
	"dhcpserver",
	"wins",
	"srmsvc",
	"clussvc",
	"adfssrv",
	"lanmanworkstation",
	"msmq",
	"ntmssvc",
	"syncsharesvc",
	"wdsserver",
	"widwriter",
	"sptimerv4",
	"tsgateway",
	"ias",
	"wid",
	"mssql$microsoft##wid",
	"mssqlserver",
	"ddpsvc",
	"schedule",
	"eventlog",
	"msdtc",
	"smphost",
	"trustedinstaller",
	"qemu-ga",
	"qemu guest agent vss provider",
	"vmvss",
	"vmtools",
	"dpmra",
	"msdpm",
	"spwriter",
	"spwriterv4",
}

func wantedService(name string) bool {
	name = strings.ToLower(name)
	if slices.Contains(wantedServices, name) {
		return true
	}
	for _, start := range []string{"mssql", "adam_", "osearch", "spsearch"} { // of instances and versions
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	for _, part := range []string{"vss", "backup", "snap", "veeam", "acronis", "shadow"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// service is one of them; what is not printed is "".
type service struct{ name, display, state, start, account, path string }

func (s service) add(r *console.Reader, first, last int) *console.Statement {
	st := r.Add(parse.ProviderHost, first, last)
	st.Set(parse.FieldFact, parse.FactService)
	st.Set(parse.FieldValue, s.name)
	st.Set(parse.FieldDisplayName, s.display)
	st.Set(parse.FieldState, stateWord(s.state))
	st.Set(parse.FieldStartType, startWord(s.start))
	st.Set(parse.FieldAccount, s.account)
	st.Set(parse.FieldPath, s.path)
	return st
}

var leadingDigits = lazyregexp.New(`^(?:0x)?(\d+)\b\s*(.*)$`)

// stateWord turns "4  RUNNING", "Running" and 4 into running.
func stateWord(s string) string {
	if m := leadingDigits.FindStringSubmatch(s); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n >= 1 && n <= 7 {
			return [...]string{"stopped", "start pending", "stop pending", "running", "continue pending", "pause pending",
				"paused"}[n-1]
		}
	}
	if console.IsASCII(s) {
		return strings.ToLower(s)
	}
	return s
}

// startWord turns "3   DEMAND_START", "Manual" and 3 into manual.
func startWord(s string) string {
	if m := leadingDigits.FindStringSubmatch(s); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n <= 4 {
			return [...]string{"boot", "system", "auto", "manual", "disabled"}[n]
		}
	}
	switch lower := strings.ToLower(s); {
	case strings.HasPrefix(lower, "auto"):
		return "auto"
	case lower == "demand" || lower == "on demand":
		return "manual"
	case console.IsASCII(s):
		return lower
	}
	return s
}

// mayBeServices reports whether a line in the middle of a paragraph may be the heading of services, or an answer of sc.
func mayBeServices(line string, _ console.Held) bool {
	return strings.HasPrefix(line, "[SC] ") || strings.Contains(line, "PID") ||
		console.MayHead(line, []string{"name", "service"}, []string{"state", "status", "startmode", "starttype"}, ofServices)
}

// services remembers how far objects were read in vain.
type services struct{ tried int }

func (s *services) read(r *console.Reader, i int) int {
	if next := readSC(r, i); next > i {
		return next
	}
	if next := readTasklist(r, i); next > i {
		return next
	}
	if i < s.tried {
		return i
	}
	all, next := r.Objects(i, areServices)
	if len(all) == 0 {
		return i
	}
	found := 0
	for _, o := range all {
		one := service{
			name:    first(o.Values, "name", "servicename", "service"),
			display: first(o.Values, "displayname", "caption", "description"),
			state: first(
				o.Values,
				"state",
				"status",
				"servicestate",
			),
			start: first(o.Values, "startmode", "starttype", "startuptype", "start"),
			account: first(
				o.Values,
				"startname",
				"account",
				"logonas",
				"username",
			),
			path: first(o.Values, "pathname", "path", "binarypathname", "imagepath"),
		}
		if strings.EqualFold(one.state, "ok") { // Win32_Service has both
			one.state = o.Values["state"]
		}
		if one.name == "" || strings.HasSuffix(one.name, "...") || !wantedService(one.name) {
			continue
		}
		st := one.add(r, o.First, o.Last)
		st.Computer = first(o.Values, "pscomputername", "systemname", "machinename", "node")
		found++
	}
	if found == 0 {
		s.tried = next
		return i
	}
	return next
}

func first(values map[string]string, names ...string) string {
	for _, name := range names {
		if v := values[name]; v != "" {
			return v
		}
	}
	return ""
}

// areServices reports whether objects with these properties are services.
func areServices(names []string) bool {
	has := func(all ...string) bool {
		return slices.ContainsFunc(all, func(n string) bool { return slices.Contains(names, n) })
	}
	return has("name", "servicename", "service") && has("state", "status", "servicestate", "startmode", "starttype") &&
		has(ofServices...) && !has("drivertype", "filesystem", "driveletter", "taskname", "writerid")
}

// ofServices are the properties of which one sets services apart from other things with a state.
var ofServices = []string{"startmode", "starttype", "startuptype", "displayname", "startname", "servicetype"}

var (
	scName    = lazyregexp.New(`^[^:\s]+(?: [^:\s]+)?\s*:\s*(\S.*)$`)
	scPair    = lazyregexp.New(`^\s+([^:]+?)\s*:\s*(.*)$`)
	scMissing = lazyregexp.New(`^\[SC\] \S+(?: \S+)? (?:FAILED )?(\d{1,5}):?`)
	scCommand = lazyregexp.New(
		`(?i)\bsc(?:\.exe)?(?: \\\\\S+)?\s+(query|queryex|qc|qfailure|qtriggerinfo|sdshow|start|stop)\s+(\S+)`,
	)
)

// readSC reads a block of sc: the name of the service, and below it pairs of a
// label, a number and a token. Labels may be translated; TYPE, STATE and START_TYPE
// are told by their tokens.
func readSC(r *console.Reader, i int) int {
	line := r.Text(i)
	if strings.HasPrefix(line, "[SC] ") {
		return readSCResult(r, i, line)
	}
	if !typeBelow(r.Text(i+1)) && !typeBelow(r.Text(i+2)) {
		return i
	}
	m := scName.FindStringSubmatch(line)
	if m == nil || console.Indent(line) > 0 {
		return i
	}
	s := service{name: strings.TrimSpace(m[1])}
	typed := false
	next := i + 1
	for ; next < i+24 && r.Has(next) && !r.Blank(next); next++ {
		text := r.Text(next)
		if console.Indent(text) == 0 { // DISPLAY_NAME of sc query
			if d := scName.FindStringSubmatch(text); d != nil && next == i+1 {
				s.display = strings.TrimSpace(d[1])
				continue
			}
			break
		}
		p := scPair.FindStringSubmatch(text)
		if p == nil {
			continue // (NOT_STOPPABLE, ...)
		}
		typed = s.learn(p[1], strings.TrimSpace(p[2])) || typed
	}
	if !typed || s.state == "" && s.start == "" {
		return i
	}
	s.add(r, i, next-1)
	return next
}

// typeBelow recognises the line with the type of a service.
func typeBelow(line string) bool {
	return strings.HasPrefix(line, " ") &&
		(strings.Contains(line, "WIN32") || strings.Contains(line, "_DRIVER") || strings.Contains(line, "USER_"))
}

var (
	stateToken = lazyregexp.New(
		`^[1-7]\s+(?:STOPPED|START_PENDING|STOP_PENDING|RUNNING|CONTINUE_PENDING|PAUSE_PENDING|PAUSED)\b`,
	)
	startToken = lazyregexp.New(`^[0-4]\s+(?:BOOT_START|SYSTEM_START|AUTO_START|DEMAND_START|DISABLED)\b`)
	typeToken  = lazyregexp.New(`\b(?:WIN32|KERNEL_DRIVER|FILE_SYSTEM_DRIVER|USER_\w+|ERROR)(?:_\w+)?`)
)

// learn takes one pair; it reports whether it is the type of a service.
func (s *service) learn(label, value string) bool {
	switch {
	case stateToken.MatchString(value):
		s.state = value
	case startToken.MatchString(value):
		s.start = value
	case strings.HasPrefix(label, "BINARY_PATH_NAME"), strings.Contains(strings.ToLower(value), ".exe") && s.path == "":
		s.path = value
	case strings.HasPrefix(label, "DISPLAY_NAME"):
		s.display = value
	case strings.HasPrefix(label, "SERVICE_START_NAME"):
		s.account = value
	default:
		return typeToken.MatchString(value)
	}
	return false
}

// readSCResult reads "[SC] QueryServiceConfig SUCCESS", which says nothing, and the
// failure of a command: 1060 says that the service does not exist.
func readSCResult(r *console.Reader, i int, line string) int {
	m := scMissing.FindStringSubmatch(line)
	if m == nil {
		return i + 1
	}
	n, err := strconv.ParseUint(m[1], 10, 16)
	command := scCommand.FindStringSubmatch(r.Command)
	if err != nil || n == 0 || command == nil {
		return i + 1
	}
	s := service{name: strings.Trim(command[2], `"`)}
	switch {
	case n == 1060:
		s.state = parse.ServiceIsMissing
	case n == alreadyRunning:
		s.state = "running"
	case strings.EqualFold(command[1], "start"):
		s.state = parse.ServiceRefused
	}
	next := i + 1
	if r.Blank(next) && r.Has(next+1) && console.Indent(r.Text(next+1)) == 0 && !strings.Contains(r.Text(next+1), ">") {
		next += 2 // the sentence of the error
	}
	s.add(r, i, next-1).Set(parse.FieldHResult, console.HResult(0x80070000|uint32(n)))
	return next
}
