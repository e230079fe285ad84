package hostfacts

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// ServiceStart reads the answer to net start and Start-Service where a service that VSS needs does not start, and to
// Get-Service where there is none. The sentences are translated; the numbers and the names of PowerShell's errors are not.
//
//	C:\>net start vss
//	System error 1083 has occurred.
//
//	C:\>net start swprv
//	More help is available by typing NET HELPMSG 3534.
//
//	PS C:\> Get-Service swprv
//	    + FullyQualifiedErrorId : NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand
//
// Sources: the numbers from 2100 to 3999 are those of https://learn.microsoft.com/windows/win32/netmgmt/network-management-error-codes
// and of lmerr.h, as public users quote them (reported); the names of PowerShell's errors are those of its public source.
var ServiceStart = console.Grammar{
	Name:    "service-start",
	Title:   "answers to net start, Start-Service and Get-Service",
	Sure:    parse.Certain,
	Words:   []string{"net start ", "net1 start ", "net.exe start ", "-Service "},
	Prompts: true,
	Begin:   console.Stateless(readServiceStart),
}

// Numbers of errors.
const (
	serviceSpecific = 1066 // it ended with an error of its own
	serviceUnknown  = 1060 // there is no such service
	alreadyRunning  = 1056
	netUnknownName  = 2185 // the name of a service is wrong
	netAlready      = 2182 // the service was started before
	netSpecific     = 3547 // a number of the service's own
)

var (
	startCommand = lazyregexp.New(
		`(?i)\b(?:net1?(?:\.exe)?\s+start|(Start|Restart|Get)-Service(?:\s+-(?:Name|DisplayName))?)\s+(?:"([^"]+)"|'([^']+)'|([\w$.-]+))\s*(?:$|[&|;-])`,
	)
	helpMessage = lazyregexp.New(`\bNET HELPMSG (\d{4})\b`)
	errorNumber = lazyregexp.New(`(?i)(?:error|fehler|erreur|errore|ошибка|エラー|错误|錯誤|오류)\D{0,24}?\b(\d{1,5})\b`)
	startFailed = lazyregexp.New(`(?i)\bStartServiceFailed\b|\bCouldNotStartService\b`)
	started     = lazyregexp.New(`(?i)\bsuccessfully\b|\berfolgreich\b|\bcorrectement\b|\bcorrectamente\b|\bcorrettamente\b|успешно|正常に|成功`)
	noSuchName  = lazyregexp.New(`\bNoServiceFoundForGiven(?:Name|DisplayName)\b`)
)

// neededServices are those without which no shadow copy or no backup of Windows is made, by their names and by those that
// are shown in English.
var neededServices = []string{
	"vss", "swprv", "eventsystem", "comsysapp", "rpcss", "wbengine", "sdrsvc",
	"volume shadow copy", "microsoft software shadow copy provider", "com+ event system", "com+ system application",
	"remote procedure call (rpc)", "block level backup engine service", "windows backup",
}

// mostAnswer is how many lines an answer has at most.
const mostAnswer = 24

func readServiceStart(r *console.Reader, i int) int {
	typed, ok := console.Command(r.Text(i))
	if !ok {
		return i
	}
	m := startCommand.FindStringSubmatch(typed)
	if m == nil {
		return i
	}
	s := service{name: strings.TrimSpace(m[2] + m[3] + m[4])}
	if !slices.Contains(neededServices, strings.ToLower(s.name)) {
		return i
	}
	number, last := uint64(0), i
	for at := i + 1; at < i+mostAnswer && r.Has(at); at++ {
		line := r.Text(at)
		if _, prompt := console.Command(line); prompt {
			break
		}
		if n, says := answerIn(line); says {
			number, last = n, at
		} else if started.MatchString(line) {
			number, last = alreadyRunning, at
		}
	}
	switch {
	case last == i:
		return i
	case number == serviceUnknown:
		s.state = parse.ServiceIsMissing
	case number == alreadyRunning:
		s.state = "running"
	default:
		s.state = parse.ServiceRefused
	}
	st := s.add(r, i, last)
	if number != 0 && number != alreadyRunning {
		st.Set(parse.FieldHResult, console.HResult(0x80070000|uint32(number)))
	}
	r.Vouch()
	return last + 1
}

// answerIn is the number of the error that a line of an answer tells, as one of Windows where there is such; says is true as
// well where it tells of a failure that has none.
func answerIn(line string) (number uint64, says bool) {
	if noSuchName.MatchString(line) {
		return serviceUnknown, true
	}
	if startFailed.MatchString(line) {
		return 0, true
	}
	m := helpMessage.FindStringSubmatch(line)
	if m == nil {
		m = errorNumber.FindStringSubmatch(line)
	}
	if m == nil {
		return 0, false
	}
	number, err := strconv.ParseUint(m[1], 10, 16)
	switch number {
	case netUnknownName:
		return serviceUnknown, true
	case netAlready:
		return alreadyRunning, true
	case netSpecific:
		return serviceSpecific, true
	}
	return number, err == nil && number > 0
}
