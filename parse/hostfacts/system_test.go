package hostfacts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

var system = []console.Grammar{Registry, Services, Filters, Volumes, SetupLog, ServicingLog, Changes, TimeService}

func facts(t *testing.T, content string) (lines []string, format string) {
	t.Helper()
	r := texttest.Read(t, []byte(content), system...)
	for _, one := range r.Records {
		s := strings.TrimPrefix(one.Provider, "vsslog.") + " " + texttest.Fields(one)
		if !one.Time.IsZero() {
			s += " @" + one.Time.Wall.Time().Format("2006-01-02T15:04:05")
		}
		lines = append(lines, s)
	}
	return lines, r.Format
}

const (
	guidA = "{74600e39-7dc5-4567-a03b-f091d6c7b092}"
	guidB = "{3e02620c-e180-44f3-b154-2473646e4cb8}"
	vol   = `\\?\Volume{0b7c2f14-0000-0000-0000-100000000000}\`
)

func TestSystem(t *testing.T) {
	for _, c := range []struct {
		name, content string
		format        string
		want          []string
	}{
		{"sc query", "C:\\>sc query swprv\n\nSERVICE_NAME: swprv\n        TYPE               : 10  " +
			"WIN32_OWN_PROCESS\n        STATE              : 4  RUNNING\n                                (STOPPABLE, " +
			"NOT_PAUSABLE)\n        WIN32_EXIT_CODE    : 0  (0x0)\n        CHECKPOINT         : 0x0\n", "services",
			[]string{"host fact=service value=swprv state=running"}},
		{"fsutil", "C:\\>fsutil volume diskfree d:\nTotal # of free bytes        : 1073741824\nTotal # of bytes      " +
			"       : 214748364800\nTotal # of avail free bytes  : 1073741824\n", "volumes",
			[]string{"host fact=volume value=D: free=1073741824 size=214748364800"}},
		{"fsutil of Windows 10", "C:\\>fsutil volume diskfree C:\nTotal free bytes                :    " +
			"50,135,425,024 ( 46.7 GB)\nTotal bytes                     :   254,721,126,400 (237.2 GB)\nTotal quota " +
			"free bytes          :    50,135,425,024 ( 46.7 GB)\n", "volumes",
			[]string{"host fact=volume value=C: free=50135425024 size=254721126400"}},
		{"sc query of several", "SERVICE_NAME: VSS\nDISPLAY_NAME: Volume Shadow Copy\n        TYPE               : " +
			"10  WIN32_OWN_PROCESS\n        STATE              : 1  STOPPED\n", "services",
			[]string{"host fact=service value=VSS display_name=Volume Shadow Copy state=stopped"}},
		{"sc qc", "[SC] QueryServiceConfig SUCCESS\n\nSERVICE_NAME: VSS\n        TYPE               : 10  " +
			"WIN32_OWN_PROCESS\n        START_TYPE         : 4   DISABLED\n        ERROR_CONTROL      : 1   NORMAL\n " +
			"       BINARY_PATH_NAME   : C:\\Windows\\system32\\vssvc.exe\n        LOAD_ORDER_GROUP   :\n        TAG " +
			"               : 0\n        DISPLAY_NAME       : Volume Shadow Copy\n        DEPENDENCIES       : " +
			"RPCSS\n        SERVICE_START_NAME : LocalSystem\n", "services",
			[]string{`host fact=service value=VSS display_name=Volume Shadow Copy start_type=disabled account=LocalSystem path=C:\Windows\system32\vssvc.exe`}},
		{"sc query in another language", "NOMBRE_SERVICIO: VSS\n        TIPO               : 10  WIN32_OWN_PROCESS\n " +
			"       ESTADO             : 1  STOPPED\n", "services",
			[]string{"host fact=service value=VSS state=stopped"}},
		{"a service that does not exist", "C:\\>sc query swprv\n[SC] EnumQueryServicesStatus:OpenService FAILED " +
			"1060:\n\nThere is no such service here.\n", "services",
			[]string{"host fact=service value=swprv state=missing hresult=0x80070424"}},
		{"a service that may not be asked", "C:\\>sc query swprv\n[SC] EnumQueryServicesStatus:OpenService FAILED " +
			"5:\n\nNobody may look here.\n", "services",
			[]string{"host fact=service value=swprv hresult=0x80070005"}},
		{"Get-Service", "Status   Name               DisplayName\n------   ----               -----------\nStopped  " +
			"swprv              Microsoft Software Shadow Copy Prov...\nRunning  VSS                Volume Shadow " +
			"Copy\nRunning  Spooler            Print Spooler\n\n", "services",
			[]string{"host fact=service value=swprv display_name=Microsoft Software Shadow Copy Prov... " +
				"state=stopped", "host fact=service value=VSS display_name=Volume Shadow Copy state=running"}},
		{"Win32_Service", "ProcessId Name  StartMode State   Status ExitCode\n--------- ----  --------- -----   " +
			"------ --------\n        0 VSS   Disabled  Stopped OK         1077\n     4711 swprv Manual    Running " +
			"OK            0\n", "services",
			[]string{"host fact=service value=VSS state=stopped start_type=disabled", "host fact=service value=swprv " +
				"state=running start_type=manual"}},
		{"a report of a support tool", "Name: EventSystem\nDisplayName: COM+ Event System\nStartMode: " +
			"Manual\nReferenceStartMode: Auto\nState: Stopped\nIsOk: False\n", "services",
			[]string{"host fact=service value=EventSystem display_name=COM+ Event System state=stopped " +
				"start_type=manual"}},
		{"msinfo32", "[Services]\n\nDisplay Name\tName\tState\tStart Mode\tService Type\tPath\tError Control\tStart " +
			"Name\tTag ID\nVolume Shadow Copy\tVSS\tStopped\tManual\tOwn " +
			"Process\tc:\\windows\\system32\\vssvc.exe\tNormal\tLocalSystem\t0\n", "services",
			[]string{`host fact=service value=VSS display_name=Volume Shadow Copy state=stopped start_type=manual account=LocalSystem path=c:\windows\system32\vssvc.exe`}},
		{"reg query of the providers", "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\Providers\\" + guidA + "\n    (Standard)    REG_SZ    Example Provider\n    Type    REG_DWORD    0x2\n    Version    REG_SZ    1.2.0.0\n\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\Providers\\" + guidA + "\\CLSID\n    (Standard)    REG_SZ    " + guidB + "\n", "registry",
			[]string{"provider provider_name=Example Provider provider_id=" + guidA + " type=software " +
				"version=1.2.0.0 class_id=" + guidB}},
		{"reg query of who may call", "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\VssAccessControl\n    NT AUTHORITY\\NetworkService    REG_DWORD    0x1\n    DOM\\gone    REG_DWORD    0x0\n", "registry",
			[]string{`host fact=vss_access_control value=NT AUTHORITY\NetworkService state=allowed`, `host fact=vss_access_control value=DOM\gone state=denied`}},
		{"reg export of who may call", "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\VssAccessControl]\n\"NT AUTHORITY\\\\NetworkService\"=dword:00000001\n", "registry",
			[]string{`host fact=vss_access_control value=NT AUTHORITY\NetworkService state=allowed`}},
		{"profiles", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows " +
			"NT\\CurrentVersion\\ProfileList\\S-1-5-21-1-2-3-1001.bak\n    ProfileImagePath    REG_EXPAND_SZ    " +
			"C:\\Users\\old\n", "registry",
			[]string{`host fact=profile value=S-1-5-21-1-2-3-1001.bak path=C:\Users\old`}},
		{"the key of a service", "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\swprv\\Parameters\n    " +
			"ServiceDll    REG_EXPAND_SZ    C:\\wrong\\swprv.dll\n", "registry",
			[]string{`host fact=service value=swprv path=C:\wrong\swprv.dll`}},
		{"filters of volumes", "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Class\\{71a27cdd-812a-11d0-bec7-08002be2092f}\n    UpperFilters    REG_MULTI_SZ    volsnap\\0exampleflt\n", "registry",
			[]string{"host fact=filter_driver value=volsnap class=volume", "host fact=filter_driver value=exampleflt " +
				"class=volume"}},
		{"fltmc", "Filter Name                     Num Instances    Altitude    " +
			"Frame\n------------------------------  -------------  ------------  -----\nWdFilter                     " +
			"           5       328010         0\nexampleflt                              2       135000.5       " +
			"0\n", "drivers",
			[]string{"host fact=filter_driver value=WdFilter altitude=328010 instances=5", "host fact=filter_driver " +
				"value=exampleflt altitude=135000.5 instances=2"}},
		{"fltmc instances", "Filter                Volume Name                              Altitude        Instance " +
			"Name       Frame  VlStatus\n--------------------  -------------------------------------  ------------  " +
			"----------------------  -----  --------\nexampleflt            C:                                       " +
			" 135000     exampleflt Instance         0          \n", "drivers",
			[]string{"host fact=filter_driver value=exampleflt altitude=135000 volume=C:"}},
		{"fltmc in another language", "C:\\>fltmc\nFiltername                      Instanzen      Höhe          " +
			"Rahmen\n------------------------------  -------------  ------------  -----\nWdFilter                    " +
			"            5       328010         0\n", "drivers",
			[]string{"host fact=filter_driver value=WdFilter altitude=328010 instances=5"}},
		{"fltmc with a filter of an old kind", "Filter Name                     Num Instances    Altitude    " +
			"Frame\n------------------------------  -------------  ------------  -----\nWdFilter                     " +
			"           5       328010         0\noldflt                                                    " +
			"<Legacy>\nexampleflt                              2       135000         0\n", "drivers",
			[]string{"host fact=filter_driver value=WdFilter altitude=328010 instances=5", "host fact=filter_driver " +
				"value=exampleflt altitude=135000 instances=2"}},
		{"fltmc instances of a device", "Filter                Volume Name                              Altitude        " +
			"Instance Name       Frame\n--------------------  -------------------------------------  ------------  " +
			"----------------------  -----\nexampleflt            \\Device\\Mup                              " +
			" 135000     exampleflt Instance         0\n", "drivers",
			[]string{`host fact=filter_driver value=exampleflt altitude=135000 volume=\Device\Mup`}},
		{"driverquery", "Module Name  Display Name           Driver Type   Link Date              \n============ " +
			"====================== ============= ======================\nvolsnap      Volume Shadow Copy Dri Kernel " +
			"       1/2/2020 3:04:05 AM   \n", "drivers",
			[]string{"host fact=driver value=volsnap display_name=Volume Shadow Copy Dri type=Kernel " +
				"installed=1/2/2020 3:04:05 AM"}},
		{"driverquery with a row without a driver", "Module Name  Display Name           Driver Type   Link Date   " +
			"           \n============ ====================== ============= ======================\nvolsnap      Volume " +
			"Shadow Copy Dri Kernel        1/2/2020 3:04:05 AM   \n             Example Device         Kernel        " +
			"1/2/2020 3:04:05 AM   \n", "drivers",
			[]string{"host fact=driver value=volsnap display_name=Volume Shadow Copy Dri type=Kernel " +
				"installed=1/2/2020 3:04:05 AM"}},
		{"driverquery /v as CSV", "\"Module Name\",\"Display Name\",\"Driver Type\",\"Start Mode\",\"State\",\"Link " +
			"Date\",\"Path\"\n\"volsnap\",\"Volume Shadow Copy driver\",\"Kernel \",\"Boot\",\"Running\",\"1/2/2020 " +
			"3:04:05 AM\",\"C:\\x\\volsnap.sys\"\n", "drivers",
			[]string{"host fact=driver value=volsnap display_name=Volume Shadow Copy driver type=Kernel state=running " +
				"start_type=boot path=C:\\x\\volsnap.sys installed=1/2/2020 3:04:05 AM"}},
		{"Get-Volume", "DriveLetter FriendlyName    FileSystemType DriveType HealthStatus OperationalStatus " +
			"SizeRemaining     Size\n----------- ------------    -------------- --------- ------------ " +
			"----------------- -------------     ----\nC           Windows         NTFS           Fixed     Healthy  " +
			"    OK                      1.25 GB 237.9 GB\n            System Reserved NTFS           Fixed     " +
			"Healthy      OK                     30.12 MB   500 MB\n", "volumes",
			[]string{"host fact=volume value=C: file_system=NTFS free=1.25 GB size=237.9 GB type=Fixed state=healthy",
				"host fact=volume value=System Reserved file_system=NTFS free=30.12 MB size=500 MB type=Fixed " +
					"state=healthy"}},
		{"wmic logicaldisk", "DeviceID  FileSystem  FreeSpace     Size          VolumeName\nC:        NTFS        " +
			"1342177280    255444647936  Windows\n", "volumes",
			[]string{"host fact=volume value=C: label=Windows file_system=NTFS free=1342177280 size=255444647936"}},
		{"diskpart", "DISKPART> list volume\n\n  Volume ###  Ltr  Label        Fs     Type        Size     Status    " +
			" Info\n  ----------  ---  -----------  -----  ----------  -------  ---------  --------\n  Volume 0     " +
			"C   Windows      NTFS   Partition    237 GB  Healthy    Boot\n  Volume 1         ESP          FAT32  " +
			"Partition    100 MB  Healthy    System\n", "volumes",
			[]string{"host fact=volume value=C: label=Windows file_system=NTFS type=Partition size=237 GB " +
				"state=healthy", "host fact=volume value=Volume 1 label=ESP file_system=FAT32 type=Partition " +
				"size=100 MB state=healthy"}},
		{"mountvol", "    " + vol + "\n        C:\\\n\n    " + vol + "\n        *** NO MOUNT POINTS ***\n\n", "volumes",
			[]string{"host fact=volume value=C:\\ volume=" + vol, "host fact=volume value=" + vol + " volume=" + vol}},
		{"Get-Disk", "Number Friendly Name Serial Number HealthStatus OperationalStatus Total Size Partition " +
			"Style\n------ ------------- ------------- ------------ ----------------- ---------- ---------------\n0  " +
			"    Example SSD   S123          Healthy      Online             238.5 GB GPT\n", "volumes",
			[]string{"host fact=disk value=0 display_name=Example SSD size=238.5 GB type=GPT state=healthy"}},
		{"setupapi.dev.log", ">>>  [Device Install (Hardware initiated) - USBSTOR\\Disk&Ven_X]\n>>>  Section start " +
			"2024/05/14 02:01:27.123\n     dvi: text\n<<<  Section end 2024/05/14 02:01:29.000\n<<<  [Exit status: " +
			"SUCCESS]\n", "setupapi",
			[]string{`change what=driver type=Device Install (Hardware initiated) name=USBSTOR\Disk&Ven_X result=success @2024-05-14T02:01:27`}},
		{"CBS.log", "2024-05-14 02:01:27, Info                  CBS    Exec: Processing complete.  Session: 3_4, " +
			"Package: Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.1.2.3, Identifier: KB5037771 [HRESULT = " +
			"0x800f0922 - X]\n2024-05-14 02:01:28, Info                  CBS    TI: text\n", "cbs-log",
			[]string{"change what=update name=KB5037771 version=19041.1.2.3 result=failed hresult=0x800f0922 " +
				"@2024-05-14T02:01:27"}},
		{"update history", "Title      : 2024-05 Update (KB5037771)\nDate       : 14.05.2024 02:01:27\nResultCode : " +
			"2\n", "changes",
			[]string{"change what=update name=2024-05 Update (KB5037771) result=succeeded @2024-05-14T02:01:27"}},
		{"programs", "DisplayName    DisplayVersion Publisher InstallDate\n-----------    -------------- --------- " +
			"-----------\nExample Backup 12.1           Example   20240514\n", "changes",
			[]string{"change what=program name=Example Backup version=12.1 @2024-05-14T00:00:00"}},
		{"w32tm", "Leap Indicator: 0(no warning)\nStratum: 4 (secondary reference)\nSource: " +
			"dc1.example.com,0x8\nPhase Offset: -0.0123000s\n", "time-service",
			[]string{"host fact=time_source value=dc1.example.com,0x8", "host fact=clock_offset value=-0.0123"}},
		{"w32tm /stripchart", "02:01:27, d:+00.0150s o:+61.2500s  [                  *      ]\n", "time-service", []string{"host fact=clock_offset value=61.25"}},
	} {
		got, format := facts(t, c.content)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
		if format != c.format {
			t.Errorf("%s: format %s", c.name, format)
		}
	}
}

func TestNotSystem(t *testing.T) {
	for _, content := range []string{
		"Status : ok\nName : Job\n", "Name State\n---- -----\nx y\n", "SERVICE_NAME: x\n", "Service name: x\n", "a table\n-------\n  row\n", "Altitude 30000\n",
		"HKEY_LOCAL_MACHINE\\SOFTWARE\\Example\n    a    REG_SZ    b\n", ">>> a quoted mail\n", "Stratum of rock\n",
	} {
		if got, format := facts(t, content); format != parse.KindUnrecognised {
			t.Errorf("%q: %s %v", content, format, got)
		}
	}
}

func TestHostileSystem(t *testing.T) {
	for name, content := range map[string]string{
		"services":  "Status Name DisplayName\n------ ---- -----------\n" + strings.Repeat("Running x y\n", 10000),
		"headings":  strings.Repeat("Status Name DisplayName\n------ ---- -----------\n", 5000),
		"pairs":     strings.Repeat("Name : a\nState : b\nStartMode : c\n", 5000),
		"rules":     strings.Repeat("---- ---- ---- ---- ---- ---- ----\n", 10000),
		"keys":      strings.Repeat("HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\Providers\\"+guidA+"\n", 5000),
		"values":    "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\VssAccessControl\n" + strings.Repeat("    a    REG_DWORD    0x1\n", 10000),
		"sections":  strings.Repeat(">>>  [a - b]\n>>>  Section start 2024/05/14 02:01:27.123\n", 5000),
		"mounts":    strings.Repeat("    "+vol+"\n", 5000),
		"filters":   "UpperFilters\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Class\\{71a27cdd-812a-11d0-bec7-08002be2092f}\n    UpperFilters    REG_MULTI_SZ    " + strings.Repeat(`a\0`, 20000) + "\n",
		"histories": strings.Repeat("Title : a\nDate : b\n", 5000),
	} {
		t.Run(name, func(t *testing.T) { texttest.Read(t, []byte(content), system...) })
	}
}

func FuzzSystem(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			"SERVICE_NAME: VSS\n  TYPE : 10  WIN32_OWN_PROCESS\n  STATE : 1  STOPPED\n",
			"HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\VssAccessControl\n    a    REG_DWORD    " +
				"0x1\n",
			"Filter Name Altitude Frame\n----------- -------- -----\nx 328010 0\n",
			"    " + vol + "\n        C:\\\n",
			">>>  [a - b]\n>>>  Section start 2024/05/14 02:01:27.123\n",
			"Title : a\nDate : 14.05.2024\nResultCode : 2\n",
			"  Volume ###  Ltr  Label  Fs  Type  Size  Status\n  ----------  ---  -----  --  ----  ----  ------\n  " +
				"Volume 0     C   a      b   c     d     e\n",
		},
		system...)
}

// TestQuickVersion: the quick tests let through every line that the pattern of a version takes: else a whole
// systeminfo would be passed over.
func TestQuickVersion(t *testing.T) {
	for _, version := range []string{"5.2.3790", "6.3.9600", "10.0.20348", "4.10.1998"} {
		value := version + " N/A Build " + version[strings.LastIndex(version, ".")+1:]
		if !osVersion.MatchString(value) {
			t.Errorf("%q is no version", value)
		}
		if !mayBeVersion(value) || !holdsVersion("OS Version:                "+value) {
			t.Errorf("%q is passed over", value)
		}
	}
}
