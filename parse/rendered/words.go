package rendered

import "strings"

// messageTokens are what the first line of a message holds that StartsMessage, Alone or
// Infer recognises, beside the heads and the words of the bags: at least one of them, in
// capitals or not.
var messageTokens = []string{
	"shadow copy", "HarddiskVolumeShadowCopy", // a shadow copy mounted, ended by ESE
	"Cluster Shared Volume ", "Volume Shadow Copy ",
	".exe", ".dll", ".scr", // a program that crashed
	"hr = 0x", "CLSID {", "[0x", "0x800423f", // codes as VSS states them
	"OnIdentity()", "Loc=", "Sqllib error: ", "BACKUP failed to complete the command BACKUP ",
	"BackupVirtualDeviceFile::", "BackupMedium::", "BackupIoRequest::", "BackupDiskFile::",
	"System Restore: (", "(Process = ", "0x8078", "215534", `\WindowsServerBackup\`,
}

// MessageWords are words of which the first line of each message holds one that
// StartsMessage, Alone or Infer recognises, in capitals or not: who looks for them at once
// spares most lines the search.
func MessageWords() []string {
	words := append(append([]string(nil), messageTokens...), heads...)
	words = append(words, bareHeads...)
	words = append(words, wrappedHeads...)
	for _, all := range [][]bag{bags, serviceBags, neighbourBags} {
		for _, b := range all {
			longest := ""
			for word := range strings.SplitSeq(b.words, "+") {
				if len(word) > len(longest) {
					longest = word
				}
			}
			words = append(words, longest)
		}
	}
	return words
}

// wrappedHeads are what messages of volsnap begin with that a report breaks into lines.
var wrappedHeads = []string{"shadow copies of volume", "shadow copy of volume", "flush and hold writes"}
