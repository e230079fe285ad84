package detect_test

import (
	"strings"
	"testing"
)

// Of two providers that failed in one set, that which VSS only asked whether it takes a volume is not to blame.
func TestProviderThatWasOnlyAsked(t *testing.T) {
	event := func(second, provider, name, routine, code string) string {
		return "Log Name:      Application\nSource:        VSS\nDate:          2024-12-27T02:00:" + second + "Z\nEvent ID:      12293\nLevel:         Error\nComputer:      DC01\n" +
			"Description:\nVolume Shadow Copy Service error: Error calling a routine on a Shadow Copy Provider " + provider + ". Routine details " + routine + " [hr = " + code + ", x\n].\n\n" +
			"Operation:\n   Executing Asynchronous Operation\n\nContext:\n   Provider ID: " + provider + "\n   Provider Name: " + name + "\n   Current State: DoSnapshotSet\n\n"
	}
	r := analysed(t, map[string]string{"a.txt": event("10", "{b2cf826e-792a-4a6e-91f4-5cecd700b97f}", "First Provider", `IVssSnapshotProvider::IsVolumeSupported(\\?\Volume{ec6dc12a-174a-45b6-a6ec-6576405d1056}\)`, "0x8000ffff") +
		event("13", "{93b5de4f-de41-4503-b989-203edc72151d}", "Second Provider", "BeginPrepareSnapshot({502e4a86-3054-4354-b5d2-c2c0ff1a7df1},{e81c96ce-71e8-4a4d-9c2b-3ef85b13f55c},x)", "0x8004230f")})
	if len(r.Failures) == 0 || !strings.Contains(r.Failures[0].Culprit.Name, "Second Provider") {
		t.Errorf("%d failures: %+v", len(r.Failures), r.Failures)
	}
}
