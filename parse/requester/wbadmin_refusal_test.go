package requester

import (
	"strings"
	"testing"
)

// TestRefusalOfWBAdmin: the answer by which the tool ends is a paragraph of at most four lines below its last one.
func TestRefusalOfWBAdmin(t *testing.T) {
	opening := "wbadmin 1.0 - Backup command-line tool\n(C) Copyright 2013 Microsoft Corporation. All rights reserved.\n\n"
	for lines, want := range map[int]bool{1: true, 2: true, 4: true, 5: false} {
		answer := "The backup cannot be\n"
		if lines > 1 {
			answer = "The backup could\n" + strings.Repeat("and could\n", lines-2) + "not be started, it failed.\n"
		} else {
			answer = "The backup could not be started, it failed.\n"
		}
		got, _ := said(t, opening+answer)
		told := false
		for _, s := range got {
			told = told || strings.Contains(s, "tool=wbadmin") && strings.Contains(s, "backup-failed")
		}
		if told != want {
			t.Errorf("%d lines: %q", lines, got)
		}
	}
}
