package vocab

import "testing"

// The start of a process is of interest if its command line deletes shadow copies or backups.
func TestDeletingProcess(t *testing.T) {
	for line, want := range map[string]bool{
		`vssadmin delete shadows /all /quiet`:                                                     true,
		`"C:\Windows\System32\vssadmin.exe" Delete Shadows /for=C:`:                               true,
		`wmic.exe shadowcopy delete`:                                                              true,
		`wbadmin delete catalog -quiet`:                                                           true,
		`powershell Get-WmiObject Win32_ShadowCopy | ForEach-Object {$_.Delete();}`:               true,
		`vssadmin resize shadowstorage /for=C: /on=C: /maxsize=401MB`:                             true,
		`vssadmin list shadows`:                                                                   false,
		`wbadmin start backup -quiet`:                                                             false,
		`C:\Tools\delete-shadows-of-fonts.exe`:                                                    false,
		`A new process has been created. Process Command Line: vssadmin delete shadows /all`:      true,
		`A new process has been created. Process Command Line: bcdedit /set {default} safeboot x`: false,
	} {
		if got := deletesCopies.MatchString(line); got != want {
			t.Errorf("%s: %v", line, got)
		}
	}
}
