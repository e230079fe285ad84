package console

import "strings"

// Command takes the command off a prompt line:
//
//	C:\>vssadmin list writers
//	PS C:\htb> Get-HotFix | ft -AutoSize
//	[PS] C:\temp> vssadmin list writers
//	[FS01]: PS C:\temp> vssadmin list writers
//	02:00:04,15>vssadmin list writers       (prompt $T$G)
//
// The command is empty for a prompt that nothing was typed at.
func Command(line string) (command string, ok bool) {
	if strings.IndexByte(line, '>') < 1 { // as in most lines
		return "", false
	}
	s := strings.TrimSpace(line)
	if host := remotePrompt(s); host != "" {
		s = s[len(host)+len("[]: "):]
	}
	mark := strings.IndexByte(s, '>')
	if mark < 1 || mark > 260 {
		return "", false
	}
	where, command := s[:mark], strings.TrimSpace(s[mark+1:])
	if strings.HasPrefix(where+" ", "*Evil-WinRM* PS ") { // with a path or without
		return command, true
	}
	for _, shell := range []string{"[PS] ", "PS "} {
		where = strings.TrimPrefix(where, shell)
	}
	if hasDrive(where) {
		return command, true
	}
	if m, from, to, found := FindMoment(where); found && m.HasTime {
		rest := strings.Trim(where[:from]+where[to:], " []()$#-_")
		return command, rest == "" || hasDrive(rest)
	}
	return "", false
}

func hasDrive(s string) bool {
	return len(s) >= 2 && isLetter(s[0]) && s[1] == ':' && (len(s) == 2 || s[2] == '\\' || s[2] == '/') ||
		strings.HasPrefix(s, `\\`)
}
