package writerlist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// One listing as people and scripts write it, a writer a line.
func TestRows(t *testing.T) {
	want := []string{
		"capture=1 tool=rows writers=2",
		"capture=1 tool=rows writer_name=System Writer state_code=1 state_name=Stable last_error=No error hresult=0x00000000 hresult_from=words",
		"capture=1 tool=rows writer_name=SqlServerWriter state_code=8 state_name=Failed last_error=Non-retryable error hresult=0x800423f4 hresult_from=words",
	}
	for name, content := range map[string]string{
		"items of Markdown": "- `System Writer`: State: [1] Stable, Last error: No error.\n" +
			"- **`SqlServerWriter`**: State: **[8] Failed**, Last error: **Non-retryable error** (!)\n",
		"a table": "| Writer | State | Last error |\n|---|---|---|\n| System Writer | [1] Stable | No error |\n" +
			"| SqlServerWriter | [8] Failed | Non-retryable error |\n",
		"blanks":  "System Writer [1] Stable No error\nSqlServerWriter [8] Failed Non-retryable error\n",
		"hyphens": "System Writer - [1] Stable - No error\nSqlServerWriter - [8] Failed - Non-retryable error\n",
		"labels": "Writer: System Writer | State: 1 (Stable) | Error: No error\n" +
			"Writer: SqlServerWriter | State: 8 (Failed) | Error: Non-retryable error\n",
		"with text around": "The writers:\n\nSystem Writer: [1] Stable, no error\nSqlServerWriter: [8] Failed, non-retryable error\n\nThat is all.\n",
	} {
		var got []string
		for _, one := range texttest.Read(t, []byte(content), Rows).Records {
			line := texttest.Fields(one)
			if name == "with text around" { // its words of errors begin small
				line = strings.ReplaceAll(strings.ReplaceAll(line, "last_error=no", "last_error=No"), "last_error=non", "last_error=Non")
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// A writer that is called failed without a number may be in any of ten states: a statement says so.
func TestFailedWithoutNumber(t *testing.T) {
	for _, content := range []string{
		"SqlServerWriter: Failed (Non-retryable error)\nSystem Writer: Stable (No error)\n",
		"Name        : SqlServerWriter\nWriterId    : " + idB + "\nState       : Failed\nLastError   : Non-retryable error\n\n" +
			"Name        : System Writer\nWriterId    : " + idA + "\nState       : Stable\nLastError   : No error\n",
	} {
		found := 0
		for _, one := range texttest.Read(t, []byte(content), PowerShell, Rows).Records {
			if line := texttest.Fields(one); strings.Contains(line, "phrase=writer-failed writer_name=SqlServerWriter ") &&
				strings.Contains(line, "hresult=0x800423f4") {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d statements of the failed writer in\n%s", found, content)
		}
	}
}

// What only looks like rows is none: sentences, lines of a log, the meaning of the numbers, one line alone, other things
// with a state.
func TestNoRows(t *testing.T) {
	for _, content := range []string{
		"The SqlServerWriter is in state [8] Failed.\nThe System Writer is in state [1] Stable.\n",
		"2024-05-01 02:00:01 SqlServerWriter: [8] Failed\n2024-05-01 02:00:01 System Writer: [1] Stable\n",
		"[1] Stable: the writer is fine\n[8] Failed: the writer failed\n",
		"SqlServerWriter: [8] Failed, Non-retryable error\n",
		"Windows Writer Service - Failed\nPrint Spooler - Stable\n",
	} {
		for _, one := range texttest.Read(t, []byte(content), Rows).Records {
			t.Errorf("%q: %s", content, texttest.Fields(one))
		}
	}
}

// The number of a state has one or two digits; that of a process, behind its name, is longer.
func TestHoldsNumber(t *testing.T) {
	for line, holds := range map[string]bool{
		"SqlServerWriter [8] Failed":            true,
		"| System Writer | [ 1] | [1]":          true,
		"a [10: b":                              true,
		"Nov  2 03:04:05 host sshd[1234]: next": false,
		"[494c] C:\\data\\part.dat 12 99750175": false,
		"[1_] [ab] [] [":                        false,
	} {
		if holdsNumber(line) != holds {
			t.Errorf("%q: %v", line, !holds)
		}
	}
}
