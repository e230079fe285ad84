package console

import "testing"

// The quick test before the pattern of code loses nothing.
func TestMayBeCode(t *testing.T) {
	for _, s := range []string{"$a = 1", "$env:x[0] += 'b'", "@echo off", "rem x", "REM x", ":: x", "#!/bin/sh", "#requires -x", "<# x", "// x", "/* x", "function x", "param (", "param(",
		"if (x)", "IF(x)", "foreach ($a", "setlocal", "ENDLOCAL x", "echo a", "goto b", "call c", "set d=1", "exit /b", "exit 1", "if not exist x", "if errorlevel 1", ":label", "else {", "try {", "do{",
		"Get-Item -Path x", "Write-Host \"a\"", "import x", "from a import b", "def f", "var x", "const x", "let x", "using x", "namespace x", "#include <x>"} {
		if codeLine.MatchString(s) && !mayBeCode(s) {
			t.Errorf("%q", s)
		}
	}
	for _, s := range []string{"the quick fox", "Name: value", "a", "2026-01-02 x", "level=info x"} {
		if mayBeCode(s) {
			t.Errorf("%q may be code", s)
		}
	}
}
