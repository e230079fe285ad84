package hostfacts

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// TestSettings: the integration service for backups by its names and its id, features that matter, and jobs of
// deduplication that have a time; basic disks and other features are no facts.
func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"integration services": {
			"VMName Name                    Enabled PrimaryStatusDescription SecondaryStatusDescription\r\n" +
				"------ ----                    ------- ------------------------ --------------------------\r\n" +
				"APP1   Key-Value Pair Exchange True    OK                       OK\r\n" +
				"APP1   VSS                     False   OK\r\n",
			[]string{
				"host fact=integration_service value=Key-Value Pair Exchange display_name=APP1 state=enabled",
				"host fact=integration_service value=backup display_name=APP1 state=disabled",
			},
		},
		"a list, translated": {
			"VMName                   : APP1\r\nName                     : Sicherung (Volumeprüfpunkt)\r\n" +
				"Enabled                  : False\r\nPrimaryStatusDescription : OK\r\n",
			[]string{"host fact=integration_service value=backup display_name=APP1 state=disabled"},
		},
		"features": {
			"PSComputerName Name          InstallState\r\n-------------- ----          ------------\r\n" +
				"FS1            FS-FileServer    Installed\r\nFS1            FS-VSS-Agent     Available\r\n",
			[]string{"host fact=feature value=FS-VSS-Agent display_name=FS1 state=available"},
		},
		"jobs of deduplication": {
			"Enabled    Type               StartTime              Days               Name\r\n" +
				"-------    ----               ---------              ----               ----\r\n" +
				"True       Optimization                                                 BackgroundOptimization\r\n" +
				"True       Optimization       10:05 PM               {Sunday, Monday... ThroughputOptimization\r\n" +
				"False      Scrubbing          03:45                  Saturday           WeeklyScrubbing\r\n",
			[]string{"host fact=dedup_job value=ThroughputOptimization type=optimization start_time=22:05"},
		},
		"an upgrade of SharePoint": {
			"PS C:\\> (Get-SPServer $env:COMPUTERNAME).NeedsUpgrade\r\nTrue\r\n\r\n" +
				"PS C:\\> Get-SPServer | ft Name, NeedsUpgrade\r\n\r\n" +
				"Name  NeedsUpgrade\r\n----  ------------\r\nSP01          True\r\nSP02         False\r\n",
			[]string{
				"host fact=sharepoint_upgrade state=pending",
				"host fact=sharepoint_upgrade state=pending",
			},
		},
		"dynamic disks": {
			"  Disk ###  Status         Size     Free     Dyn  Gpt\r\n" +
				"  --------  -------------  -------  -------  ---  ---\r\n" +
				"  Disk 0    Online           80 GB      0 B\r\n" +
				"  Disk 1    Online          500 GB      0 B   *\r\n" +
				"  Disk 2    Online          500 GB      0 B        *\r\n",
			[]string{"host fact=dynamic_disk value=Disk 1"},
		},
	} {
		r := texttest.Read(t, []byte(c.text), Settings, Volumes)
		if diff := cmp.Diff(c.want, lines(r)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}
