// Package slowtest keeps slow tests out of the ordinary run of go test ./...: they run if
// VSSLOG_SLOW_TESTS is set, as in CI.
package slowtest

import (
	"os"
	"runtime/debug"
	"testing"
)

// Variable is the variable of the environment that asks for all tests.
const Variable = "VSSLOG_SLOW_TESTS"

// Wanted reports whether the tests that take long are to run.
func Wanted() bool { return os.Getenv(Variable) != "" && !testing.Short() }

// Of returns all where the slow tests are wanted, else few: how much of one thing a test tries.
func Of[T any](all, few T) T {
	if Wanted() {
		return all
	}
	return few
}

// Roomy lets memory of a quick run grow to five times what is in use before it is collected, in
// place of twice, as long as all of it is no more than half a gigabyte: a fourth of the CPU time
// of large tests is the collector's. For TestMain of packages none of whose quick tests measures
// memory.
func Roomy() {
	if os.Getenv(Variable) != "" || os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(400)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(512 << 20)
	}
}

// Skip skips a test, and says what is not tested then, unless the slow ones are wanted.
func Skip(t testing.TB, what string) {
	t.Helper()
	if !Wanted() {
		t.Skipf("%s is not set: %s was NOT tested", Variable, what)
	}
}
