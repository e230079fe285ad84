package vocab

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// slowTokens is what codeTokens finds, as a pattern.
var slowTokens = regexp.MustCompile(
	`(?i)\b0x[0-9a-f]{8}\b|%%[0-9]{10}\b|(?:^|[^\w.])-[0-9]{10}\b|\b(?:VSS|E|ERROR|STATUS|WBEM_E|RPC_E|CO_E|REGDB_E|JET_err)_?[A-Za-z_0-9]{4,60}\b`,
)

// TestCodeTokens: the scanner finds what the pattern finds.
func TestCodeTokens(t *testing.T) {
	pieces := []string{
		"0x800423f2",
		"0X800423F2",
		"0x800423f",
		"0x800423f22",
		"%%2155348129",
		"%%215534812",
		"%%%2155348129",
		"%",
		"-2147212302",
		"--2147212302",
		"a-2147212302",
		".-2147212302",
		"2147212302",
		"VSS_E_BAD_STATE",
		"vss_e_x",
		"E_FAIL",
		"EFAIL",
		"ERROR_ACCESS_DENIED",
		"error",
		"erro",
		"status_x",
		"WBEM_E_NOT_FOUND",
		"JET_errDiskIO",
		"jet_err",
		"co_e_serv",
		"xE_FAIL",
		"_E_FAIL",
		" ",
		"\n",
		":",
		"=",
		"(",
		"/",
		"ü",
		"：",
		".",
		",",
		"_",
		"9",
		"e" + strings.Repeat("x", 60),
		"e" + strings.Repeat("x", 61),
		"e_" + strings.Repeat("x", 60),
		"e_" + strings.Repeat("x", 61),
	}
	random := rand.New(rand.NewPCG(5, 6))
	for range 60000 {
		var text string
		for range random.IntN(7) {
			text += pieces[random.IntN(len(pieces))]
		}
		var want []string
		for _, token := range slowTokens.FindAllString(text, mostTokens) {
			token = strings.TrimLeft(token, " \t\n\"'=:([,;")
			if c := token[0]; strings.HasPrefix(token, "%%") || c == '-' && token[1] != '-' || isWord(c) {
				want = append(want, token)
			}
		}
		var got []string
		codeTokens(text, func(s string) { got = append(got, s) })
		if !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestMayNameDrive: no text is left out in which the pattern finds a drive.
func TestMayNameDrive(t *testing.T) {
	pieces := []string{"C:", "c:\\", "12:30", "a", " ", "=", "(", "\"", "\n", ":", "x:y", ".", "]"}
	random := rand.New(rand.NewPCG(7, 8))
	for range 20000 {
		var text string
		for range random.IntN(6) {
			text += pieces[random.IntN(len(pieces))]
		}
		if driveToken.MatchString(text) && !mayNameDrive(text) {
			t.Fatalf("%q", text)
		}
		if quotedBase.MatchString(text+` DataBase "x" `) && !holdsFolded(text+` DataBase "x" `, "database") {
			t.Fatalf("%q", text)
		}
	}
}
