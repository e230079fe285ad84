package hostfacts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

var all = []console.Grammar{SystemInfo, SystemInfoExcerpt, Hotfixes, OSProperties, MSInfo, TimeZone, FileVersions}

// lines returns provider, fields and computer of every record.
func lines(r texttest.Result) []string {
	var got []string
	for _, one := range r.Records {
		s := strings.TrimPrefix(one.Provider, "vsslog.") + " " + texttest.Fields(one)
		if one.Computer != "" {
			s += " @" + one.Computer
		}
		if !one.Time.IsZero() {
			s += " " + one.Time.Wall.Time().Format("2006-01-02T15:04:05") + " " + one.Time.Zone.String()
		}
		got = append(got, s)
	}
	return got
}

func check(t *testing.T, content, format string, damage int, want ...string) {
	t.Helper()
	r := texttest.Read(t, []byte(content), all...)
	if diff := cmp.Diff(want, lines(r)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if r.Format != format || len(r.Damage) != damage {
		t.Errorf("format %s, want %s; damage %v, want %d", r.Format, format, r.Damage, damage)
	}
}

// pad prints label and value as systeminfo does.
func pad(label, value string, column int) string {
	return label + strings.Repeat(" ", max(1, column-len([]rune(label)))) + value + "\r\n"
}

func listSystemInfo(labels [9]string, version, boot, count string, fixes []string, column int) string {
	s := pad(
		labels[0],
		"SRV1",
		column,
	) + pad(
		labels[1],
		"Microsoft(R) Windows(R) Server 2003, Standard Edition",
		column,
	) +
		pad(
			labels[2],
			version,
			column,
		) + pad(
		labels[3],
		"Microsoft Corporation",
		column,
	) +
		pad(
			labels[4],
			boot,
			column,
		) + pad(
		labels[5],
		"X86-based PC",
		column,
	) + pad(
		labels[6],
		"en-us;English (United States)",
		column,
	) +
		pad(
			labels[7],
			"(GMT-08:00) Pacific Time (US & Canada)",
			column,
		) + pad(
		labels[8],
		count,
		column,
	)
	for n, fix := range fixes {
		s += strings.Repeat(
			" ",
			column,
		) + "[" + string(
			rune('0'+(n+1)/10),
		) + string(
			rune('0'+(n+1)%10),
		) + "]: " + fix + "\r\n"
	}
	return s
}

var english = [9]string{
	"Host Name:",
	"OS Name:",
	"OS Version:",
	"OS Manufacturer:",
	"System Boot Time:",
	"System Type:",
	"System Locale:",
	"Time Zone:",
	"Hotfix(s):",
}

func TestSystemInfo(t *testing.T) {
	want := []string{
		"host fact=host_name value=SRV1 @SRV1",
		"host fact=os_name value=Microsoft(R) Windows(R) Server 2003, Standard Edition @SRV1",
		"host fact=os_version value=5.2.3790 @SRV1",
		"host fact=service_pack value=Service Pack 1 @SRV1",
		"host fact=boot_time value=2/3/2007, 1:02:03 AM @SRV1 2007-02-03T01:02:03 local",
		"host fact=system_type value=X86-based PC @SRV1",
		"host fact=locale value=en-us;English (United States) @SRV1",
		"host fact=time_zone value=(GMT-08:00) Pacific Time (US & Canada) @SRV1",
		"host fact=utc_offset value=-28800 @SRV1",
		"host fact=hotfix_count value=4 @SRV1",
		"host fact=hotfix_listed value=complete @SRV1",
		"hotfix hotfix=Q147222 @SRV1", "hotfix hotfix=KB915331 @SRV1",
		"hotfix description=File 1 @SRV1", "hotfix hotfix=KB885884 description=Update @SRV1",
	}
	fixes := []string{"Q147222", "KB915331", "File 1", "KB885884 - Update"}
	list := listSystemInfo(
		english,
		"5.2.3790 Service Pack 1 Build 3790",
		"2/3/2007, 1:02:03 AM",
		"4 Hotfix(s) Installed.",
		fixes,
		27,
	)
	check(t, list, "systeminfo", 0, want...)
	check(
		t,
		"C:\\>systeminfo\r\n\r\n"+strings.ReplaceAll(list, "\r\n", "\r\r\n")+"\r\nC:\\>ver\r\n",
		"systeminfo",
		0,
		want...)

	csv := `"Host Name","OS Name","OS Version","OS Manufacturer","System Type","Time Zone","Hotfix(s)"` + "\r\n" +
		`"SRV1","Microsoft(R) Windows(R) Server 2003, Standard Edition","5.2.3790 Service Pack 1 Build 3790","Microsoft Corporation","X86-based PC","(GMT-08:00) Pacific Time (US & Canada)","2 Hotfix(s) Installed.,[01]: Q147222,[02]: KB915331"` + "\r\n"
	short := append(
		append([]string{}, want[:4]...),
		want[5],
		want[7],
		want[8],
		"host fact=hotfix_count value=2 @SRV1",
		"host fact=hotfix_listed value=complete @SRV1",
		want[11],
		want[12],
	)
	check(t, csv, "systeminfo", 0, short...)

	table := "Host Name OS Name                                               OS Version                         OS " +
		"Manufacturer       System Type  Hotfix(s)                                            \r\n" +
		"========= ===================================================== ================================== " +
		"===================== ============ =====================================================\r\n" +
		"SRV1      Microsoft(R) Windows(R) Server 2003, Standard Edition 5.2.3790 Service Pack 1 Build 3790 " +
		"Microsoft Corporation X86-based PC 2 Hotfix(s) Installed.,[01]: Q147222,[02]: KB915331   \r\n"
	check(
		t,
		table,
		"systeminfo",
		0,
		append(
			append([]string{}, want[:4]...),
			want[5],
			"host fact=hotfix_count value=2 @SRV1",
			"host fact=hotfix_listed value=complete @SRV1",
			want[11],
			want[12],
		)...)
}

func TestSystemInfoVariants(t *testing.T) {
	find := func(content, fact string) string {
		for _, one := range texttest.Read(t, []byte(content), all...).Of(parse.ProviderHost) {
			if one.Text(parse.FieldFact) == fact {
				return one.Text(parse.FieldValue)
			}
		}
		return ""
	}
	rtm := listSystemInfo(english, "5.2.3790 N/A Build 3790", "N/A", "N/A", nil, 27)
	if got := find(rtm, parse.FactServicePack); got != "N/A" {
		t.Errorf("without a service pack: %q", got)
	}
	if got := find(rtm, parse.FactHotfixListed); got != "" {
		t.Errorf("a list that is not available is %q", got)
	}
	cut := listSystemInfo(
		english,
		"5.2.3790 Service Pack 1 Build 3790",
		"N/A",
		"40 Hotfix(s) Installed.",
		[]string{"Q147222"},
		27,
	)
	r := texttest.Read(t, []byte(cut), all...)
	if got := find(cut, parse.FactHotfixListed); got != "partial" || len(r.Damage) != 1 {
		t.Errorf("a list that is cut: %q, damage %v", got, r.Damage)
	}
	up := strings.Replace(
		rtm,
		"System Boot Time:          N/A",
		"System Up Time:            1 Days, 2 Hours, 3 Minutes, 4 Seconds",
		1,
	)
	if got := find(up, parse.FactUpTime); got != "93784" {
		t.Errorf("up time %q", got)
	}
	// German, labels and column from a generator (unconfirmed).
	german := listSystemInfo(
		[9]string{
			"Hostname:",
			"Betriebssystemname:",
			"Betriebssystemversion:",
			"Betriebssystemhersteller:",
			"Systemstartzeit:",
			"Systemtyp:",
			"Systemgebietsschema:",
			"Zeitzone:",
			"Hotfix(es):",
		},
		"10.0.17763 Nicht zutreffend Build 17763",
		"22.11.2026, 02:00:04",
		"1 Hotfix(e) installiert.",
		[]string{"KB5001078"},
		47,
	)
	if got := find(german, parse.FactOSVersion); got != "10.0.17763" {
		t.Errorf("German: version %q", got)
	}
	if got := find(german, parse.FactHotfixListed); got != "complete" {
		t.Errorf("German: list %q", got)
	}
}

func TestHotfixes(t *testing.T) {
	table := "Caption                                     CSName  Description      FixComments  HotFixID   " +
		"InstallDate  InstalledBy          InstalledOn  Name  ServicePackInEffect  Status  \r\r\n" +
		"http://support.microsoft.com/?kbid=3199986  SRV1    Update                        KB3199986               " +
		"NT AUTHORITY\\SYSTEM  11/21/2016                                       \r\r\n" +
		"                                            SRV1    Update                        File 1                  " +
		"Administrator        2/3/2007           KB915331                     \r\r\n" +
		"                                            SRV1                                  KB4103723               " +
		"NT AUTHORITY\\SYSTEM  20070214                                         \r\r\n"
	check(
		t,
		table,
		"hotfixes",
		0,
		"hotfix hotfix=KB3199986 description=Update installed=11/21/2016 @SRV1 2016-11-21T00:00:00 local",
		"hotfix hotfix=KB915331 description=Update installed=2/3/2007 service_pack=KB915331 @SRV1 "+
			"2007-02-03T00:00:00 local",
		"hotfix hotfix=KB4103723 installed=20070214 @SRV1 2007-02-14T00:00:00 local",
	)
	check(t, "HotFixID   InstalledOn\r\n\r\nKB915331   01c7475d6a2e8000\r\n", "hotfixes", 0,
		"hotfix hotfix=KB915331 installed=01c7475d6a2e8000 2007-02-03T06:34:54 utc")
	check(
		t,
		"Source Description HotFixID  InstalledBy InstalledOn\r\n------ ----------- --------  ----------- "+
			"-----------\r\nSRV1   Update      KB123...  SYSTEM      2/13/2007\r\n",
		"hotfixes",
		1,
	)
	check(
		t,
		"Caption=\r\nCSName=SRV1\r\nDescription=Update\r\nHotFixID=KB915331\r\nInstalledOn=2/13/2007\r\nServicePackInEffect=SP2\r\n\r\n\r\nCaption=\r\nCSName=SRV1\r\nHotFixID=KB1234567\r\n",
		"hotfixes",
		0,
		"hotfix hotfix=KB915331 description=Update installed=2/13/2007 service_pack=SP2 @SRV1 2007-02-13T00:00:00 "+
			"local",
		"hotfix hotfix=KB1234567 @SRV1",
	)
	check(
		t,
		"Description  : Update\r\nHotFixID     : KB915331\r\nInstalledOn  : 2/13/2007 12:00:00 AM\r\nPSComputerName "+
			": SRV1\r\n",
		"hotfixes",
		0,
		"hotfix hotfix=KB915331 description=Update installed=2/13/2007 12:00:00 AM @SRV1 2007-02-13T00:00:00 local",
	)
	check(
		t,
		"\r\nNode,Caption,CSName,Description,FixComments,HotFixID,InstallDate,InstalledBy,InstalledOn,Name,ServicePackInEffect,Status\r\n"+
			"SRV1,,SRV1,Update,,KB915331,,SYSTEM,2/13/2007,,SP2,\r\n",
		"hotfixes",
		0,
		"hotfix hotfix=KB915331 description=Update installed=2/13/2007 service_pack=SP2 @SRV1 2007-02-13T00:00:00 "+
			"local",
	)
	check(
		t,
		`"Source","Description","HotFixID","InstalledBy","InstalledOn"`+"\r\n"+`"SRV1","Security, Update","KB915331","NT AUTHORITY\SYSTEM","2/13/2007 12:00:00 AM"`+"\r\n",
		"hotfixes",
		0,
		"hotfix hotfix=KB915331 description=Security, Update installed=2/13/2007 12:00:00 AM @SRV1 "+
			"2007-02-13T00:00:00 local",
	)
}

// None of these listings was seen in real output.
func TestFileVersions(t *testing.T) {
	check(t, "--a-- W32i   DLL ENU    5.2.3790.1830 shp    561,664 02-18-2006 vssapi.dll\r\n", "file-versions", 0,
		"file file=vssapi.dll version=5.2.3790.1830 version_string=5.2.3790.1830 size=561664")
	check(
		t,
		"ProductVersion   FileVersion      FileName\r\n--------------   -----------      --------\r\n"+
			"5.2.3790.1830    5.2.3790.2641 (srv03_sp1_qfe.060217-1430) C:\\WINDOWS\\system32\\vssapi.dll\r\n",
		"file-versions",
		0,
		`file file=vssapi.dll path=C:\WINDOWS\system32\vssapi.dll version=5.2.3790.2641 version_string=5.2.3790.2641 (srv03_sp1_qfe.060217-1430)`,
	)
	check(
		t,
		`C:\>wmic datafile where name="C:\\windows\\syswow64\\vssapi.dll" get Version`+"\r\nVersion        "+
			"\r\r\n5.2.3790.2641  \r\r\n",
		"file-versions",
		0,
		`file file=vssapi.dll path=C:\windows\syswow64\vssapi.dll version=5.2.3790.2641 version_string=5.2.3790.2641`,
	)
	check(
		t,
		"Name                                Version        \r\r\nc:\\windows\\system32\\vssvc.exe       "+
			"5.2.3790.1830  \r\r\n",
		"file-versions",
		0,
		`file file=vssvc.exe path=c:\windows\system32\vssvc.exe version=5.2.3790.1830 version_string=5.2.3790.1830`,
	)
	check(t, "\r\nName=c:\\windows\\system32\\swprv.dll\r\nVersion=5.2.3790.2641\r\n\r\n", "file-versions", 0,
		`file file=swprv.dll path=c:\windows\system32\swprv.dll version=5.2.3790.2641 version_string=5.2.3790.2641`)
	check(
		t,
		"OriginalFilename  : VSSAPI.DLL\r\nFileDescription   : x\r\nFileName          : "+
			"C:\\Windows\\system32\\vssapi.dll\r\nFileVersion       : 5.2.3790.3959 "+
			"(srv03_sp2_rtm.070216-1710)\r\nProductVersion    : 5.2.3790.3959\r\n",
		"file-versions",
		0,
		`file file=vssapi.dll path=C:\Windows\system32\vssapi.dll version=5.2.3790.3959 version_string=5.2.3790.3959 (srv03_sp2_rtm.070216-1710)`,
	)
	check(
		t,
		"VOLSNAP.SYS 5, 2, 3790, 1830\r\n",
		"file-versions",
		0,
		"file file=volsnap.sys version=5.2.3790.1830 version_string=5, 2, 3790, 1830",
	)
	for _, s := range []string{"xvssapi.dll 5.2.3790.1830", "vssapi.dll 5.2.3790", "notes.dll 1.2.3.4", "vssapi.dll is version 15.2.3790.1830.7"} {
		if r := texttest.Read(t, []byte(s), all...); len(r.Records) > 0 {
			t.Errorf("%q: %v", s, lines(r))
		}
	}
}

// None of these was seen in real output.
func TestProperties(t *testing.T) {
	check(
		t,
		"\r\nBootDevice=\\Device\\HarddiskVolume1\r\nCaption=Microsoft(R) Windows(R) Server 2003, Standard "+
			"Edition\r\nCSDVersion=Service Pack 1\r\nCSName=SRV1\r\n"+
			"CurrentTimeZone=-480\r\nLastBootUpTime=20070203010203.500000-480\r\nLocalDateTime=20070203020000.000000-480\r\nVersion=5.2.3790\r\n",
		"os-properties",
		0,
		"host fact=os_name value=Microsoft(R) Windows(R) Server 2003, Standard Edition @SRV1",
		"host fact=service_pack value=Service Pack 1 @SRV1",
		"host fact=host_name value=SRV1 @SRV1",
		"host fact=utc_offset_now value=-28800 @SRV1 2007-02-03T10:00:00 offset",
		"host fact=boot_time value=20070203010203.500000-480 @SRV1 2007-02-03T09:02:03 offset",
		"host fact=os_version value=5.2.3790 @SRV1",
	)
	check(
		t,
		"Caption                                                CSDVersion      CSName  Version   \r\r\nMicrosoft(R) "+
			"Windows(R) Server 2003, Standard Edition  Service Pack 2  SRV1    5.2.3790  \r\r\n",
		"os-properties",
		0,
		"host fact=os_name value=Microsoft(R) Windows(R) Server 2003, Standard Edition @SRV1",
		"host fact=service_pack value=Service Pack 2 @SRV1",
		"host fact=host_name value=SRV1 @SRV1",
		"host fact=os_version value=5.2.3790 @SRV1",
	)
	check(
		t,
		"WindowsBuildLabEx : 17763.1.x\r\nCsName : SRV1\r\nOsName : Microsoft Windows Server 2019 "+
			"Standard\r\nOsVersion : 10.0.17763\r\nOsHotFixes : {KB5001078, KB4054590...}\r\n",
		"os-properties",
		0,
		"host fact=host_name value=SRV1 @SRV1",
		"host fact=os_name value=Microsoft Windows Server 2019 Standard @SRV1",
		"host fact=os_version value=10.0.17763 @SRV1",
		"hotfix hotfix=KB5001078 @SRV1",
		"hotfix hotfix=KB4054590 @SRV1",
		"host fact=hotfix_listed value=partial @SRV1",
	)
	want := []string{"host fact=os_name value=Microsoft(R) Windows(R) Server 2003, Standard Edition @SRV1",
		"host fact=os_version value=5.2.3790 @SRV1", "host fact=service_pack value=Service Pack 1 @SRV1", "host fact=host_name value=SRV1 @SRV1"}
	check(
		t,
		"[System Summary]\r\n\r\nItem\tValue\t\r\nOS Name\tMicrosoft(R) Windows(R) Server 2003, Standard "+
			"Edition\t\r\nVersion\t5.2.3790 Service Pack 1 Build 3790\t\r\nSystem Name\tSRV1\t\r\n\r\n[Hardware "+
			"Resources]\r\n",
		"msinfo32",
		0,
		want...)
	check(
		t,
		"<?xml version=\"1.0\"?>\r\n<MsInfo>\r\n<Category name=\"System Summary\">\r\n<Data>\r\n<Item><![CDATA[OS "+
			"Name]]></Item>\r\n<Value><![CDATA[Microsoft(R) Windows(R) Server 2003, Standard "+
			"Edition]]></Value>\r\n</Data>\r\n"+
			"<Data>\r\n<Item><![CDATA[Version]]></Item>\r\n<Value><![CDATA[5.2.3790 Service Pack 1 Build "+
			"3790]]></Value>\r\n</Data>\r\n<Data><Item><![CDATA[System "+
			"Name]]></Item><Value><![CDATA[SRV1]]></Value></Data>\r\n</Category></MsInfo>\r\n",
		"msinfo32",
		0,
		want...)
}

func FuzzHostFacts(f *testing.F) {
	texttest.Fuzz(f, []string{
		listSystemInfo(
			english,
			"5.2.3790 Service Pack 1 Build 3790",
			"2/3/2007, 1:02:03 AM",
			"2 Hotfix(s) Installed.",
			[]string{"Q147222", "File 1"},
			27,
		),
		"HotFixID   InstalledOn\r\n\r\nKB915331   01c7475d6a2e8000\r\n", "Caption=\r\nCSName=SRV1\r\nHotFixID=KB915331\r\n",
		"Node,HotFixID\r\nSRV1,KB915331\r\n", "vssapi.dll 5, 2, 3790, 1830\r\n", "Name=c:\\\\vssvc.exe\r\nVersion=5.2.3790.2641\r\n",
		"Caption  CSName  Version\r\nWindows  SRV1    5.2.3790\r\n", "[System Summary]\r\nOS " +
			"Name\tWindows\r\nVersion\t5.2.3790\r\n",
		"<MsInfo><Item><![CDATA[OS " +
			"Name]]></Item><Value><![CDATA[Windows]]></Value><Item>Version</Item><Value>5.2.3790</Value>\r\n",
		"\"a\",\"b\",\"c\",\"d\",\"e\"\r\n\"SRV\",\"Windows\",\"5.2.3790 N/A Build 3790\",\"d\",\"[01]: KB1\"\r\n",
		"a b c\r\n= = =\r\n1 2 3\r\n",
	}, all...)
}

// Neither was seen in real output.
func TestTimeZone(t *testing.T) {
	const w32tm = "Time zone: Current:TIME_ZONE_ID_STANDARD Bias: -60min (UTC=LocalTime+Bias)\r\n" +
		"  [Standard Name:\"W. Europe Standard Time\" Bias:0min Date:(M:10 D:5 DoW:0)]\r\n  [Daylight Name:\"W. " +
		"Europe Daylight Time\" Bias:-60min Date:(M:3 D:5 DoW:0)]\r\n"
	check(
		t,
		w32tm,
		"time-zone",
		0,
		"host fact=utc_offset value=3600",
		"host fact=summer_time value=7200 from month 3 to 10",
	)
	check(
		t,
		"Time zone: Current:TIME_ZONE_ID_UNKNOWN Bias: -540min (UTC=LocalTime+Bias)\r\n  [Standard Name:\"Tokyo\" "+
			"Bias:0min Date:(M:0 D:0 DoW:0)]\r\n  [Daylight Name:\"Tokyo\" Bias:-60min Date:(M:0 D:0 DoW:0)]\r\n",
		"time-zone",
		0,
		"host fact=utc_offset value=32400",
		"host fact=summer_time value=none",
	)
	const key = "\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation\r\n    Bias    " +
		"REG_DWORD    0x1e0\r\n    StandardName    REG_SZ    Pacific Standard Time\r\n" +
		"    StandardBias    REG_DWORD    0x0\r\n    StandardStart    REG_BINARY    " +
		"00000B00010002000000000000000000\r\n    DaylightBias    REG_DWORD    0xffffffc4\r\n" +
		"    DaylightStart    REG_BINARY    00000300020002000000000000000000\r\n    ActiveTimeBias    REG_DWORD    " +
		"0x1e0\r\n"
	check(
		t,
		key,
		"time-zone",
		0,
		"host fact=utc_offset value=-28800",
		"host fact=summer_time value=-25200 from month 3 to 11",
	)
	check(
		t,
		key+"    DisableAutoDaylightTimeSet    REG_DWORD    0x1\r\n",
		"time-zone",
		0,
		"host fact=utc_offset value=-28800",
		"host fact=summer_time value=none",
	)
	check(t, strings.Replace(key, "0x1e0", "0x7fffffff", 1), "unrecognised", 0)
	check(t, strings.Replace(w32tm, "Date:(M:3", "Date:(M:13", 1), "unrecognised", 0)
	check(t, strings.SplitAfter(w32tm, "\n")[0], "unrecognised", 0)
}
