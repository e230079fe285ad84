package simulate

import "time"

// The Windows versions that the simulator knows. The fault of KB 915331 is in Server 2003 before SP2.
var (
	windowsXP3 = System{
		Name:        "Microsoft Windows XP Professional",
		Short:       "xp",
		Version:     "5.1.2600",
		Build:       "2600",
		ServicePack: 3,
		Copyright:   "2001",
		EVT:         true,
		Type:        "X86-based PC",
	}
	server2003RTM = System{
		Name:       "Microsoft(R) Windows(R) Server 2003, Standard Edition",
		Short:      "2003",
		Version:    "5.2.3790",
		Build:      "3790",
		Copyright:  "2001",
		EVT:        true,
		Type:       "X86-based PC",
		MissesThaw: true,
	}
	server2003SP1 = System{
		Name:        "Microsoft(R) Windows(R) Server 2003, Standard Edition",
		Short:       "2003 SP1",
		Version:     "5.2.3790",
		Build:       "3790",
		ServicePack: 1,
		Copyright:   "2001",
		EVT:         true,
		Type:        "X86-based PC",
		MissesThaw:  true,
	}
	server2003SP2 = System{
		Name:        "Microsoft(R) Windows(R) Server 2003, Standard Edition",
		Short:       "2003 SP2",
		Version:     "5.2.3790",
		Build:       "3790",
		ServicePack: 2,
		Copyright:   "2001",
		EVT:         true,
		Type:        "X86-based PC",
	}
	server2008R2 = System{
		Name:        "Microsoft Windows Server 2008 R2 Standard",
		Short:       "2008 R2",
		Version:     "6.1.7601",
		Build:       "7601",
		ServicePack: 1,
		Copyright:   "2001-2005",
		Vista:       true,
		WholeSecond: true,
		Type:        "x64-based PC",
	}
	server2012R2 = System{
		Name:        "Microsoft Windows Server 2012 R2 Standard",
		Short:       "2012 R2",
		Version:     "6.3.9600",
		Build:       "9600",
		Copyright:   "2001-2013",
		Vista:       true,
		WholeSecond: true,
		Type:        "x64-based PC",
	}
	server2016 = System{
		Name:      "Microsoft Windows Server 2016 Standard",
		Short:     "2016",
		Version:   "10.0.14393",
		Build:     "14393",
		Copyright: "2001-2013",
		Vista:     true,
		ImageName: true,
		Type:      "x64-based PC",
	}
	server2019 = System{
		Name:      "Microsoft Windows Server 2019 Standard",
		Short:     "2019",
		Version:   "10.0.17763",
		Build:     "17763",
		Copyright: "2001-2013",
		Vista:     true,
		ImageName: true,
		Type:      "x64-based PC",
	}
	server2022 = System{
		Name:      "Microsoft Windows Server 2022 Standard",
		Short:     "2022",
		Version:   "10.0.20348",
		Build:     "20348",
		Copyright: "2001-2013",
		Vista:     true,
		ImageName: true,
		Type:      "x64-based PC",
	}
)

// Zones without summer time, named as systeminfo names them.
var (
	zoneGMT     = Zone{"(GMT) Casablanca, Monrovia", 0}
	zoneUTC     = Zone{"(UTC) Coordinated Universal Time", 0}
	zoneArizona = Zone{"(GMT-07:00) Arizona", -7 * time.Hour}
	zoneIndia   = Zone{"(GMT+05:30) Chennai, Kolkata, Mumbai, New Delhi", 5*time.Hour + 30*time.Minute}
	zoneTokyo   = Zone{"(UTC+09:00) Osaka, Sapporo, Tokyo", 9 * time.Hour}
)

// Class ids of writers.
const (
	classSystem       = "{e8132975-6f93-4464-a53e-1050253ae220}"
	classREGDB        = "{542da469-d3e1-473c-9f4f-7847f01fc64f}"
	classRegistry     = "{afbab4a2-367d-4d15-a586-71dbb18f8485}"
	classWMI          = "{a6ad56c2-b509-4e6c-bb19-49d8f43532f0}"
	classEventLog     = "{eee8c692-67ed-4250-8d86-390603070d00}"
	classMSDE         = "{f8544ac1-0611-4fa5-b04b-f7ee00b03277}"
	classSQL          = "{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}"
	classNTDS         = "{b2014c9e-8711-4c5c-a5a9-3cf384484757}"
	classFRS          = "{d76f5a28-3092-4589-ba48-2958fb88ce29}"
	classDHCP         = "{be9ac81e-3619-421f-920f-4c6fea9e93ad}"
	classASR          = "{be000cbe-11fe-4426-9c58-531aa6355fc4}"
	classOptimization = "{4dc3bdd4-ab48-4d07-adb0-3bee2926fd7f}"
	classTask         = "{d61d61c8-d73a-4eee-8cdd-f6f9786b7124}"
	classMetadata     = "{75dfb225-e2e4-4d39-9ac9-ffaff65ddf06}"
	classPerformance  = "{0bada1de-01a9-4625-8278-69e735f39dd2}"
	classExchange     = "{76fe1ac4-15f7-4bcd-987e-8e1acb462fb7}"
	classFSRM         = "{12ce4370-5bb7-4c58-a76a-e5d5097e3674}"
	classCertificate  = "{6f5b15b5-da24-4d88-b737-63063e3a1f86}"
)

// join2003 adds the writers that every Server 2003 has but for MSDEWriter.
func (h *Host) join2003() {
	system32 := `C:\WINDOWS\system32\`
	h.join(
		&Writer{
			Name:    "System Writer",
			Class:   classSystem,
			Level:   levelSystem,
			Command: system32 + `svchost.exe -k netsvcs`,
		},
	)
	h.join(&Writer{Name: "COM+ REGDB Writer", Class: classREGDB, Level: levelSystem, Command: system32 + `vssvc.exe`})
	h.join(&Writer{Name: "Registry Writer", Class: classRegistry, Level: levelSystem, Command: system32 + `vssvc.exe`})
	h.join(
		&Writer{Name: "WMI Writer", Class: classWMI, Level: levelSystem, Command: system32 + `svchost.exe -k netsvcs`},
	)
	h.join(
		&Writer{Name: "Event Log Writer", Class: classEventLog, Level: levelSystem, Command: system32 + `services.exe`},
	)
}

// joinVista adds the writers that every current server has. The instance ids of
// three of them are the same on all hosts.
func (h *Host) joinVista() {
	system32 := `C:\Windows\system32\`
	h.join(&Writer{Name: "Task Scheduler Writer", Class: classTask, NeverJoins: true, Command: system32 +
		`vssvc.exe`}).instance = "{1bddd48e-5052-49db-9b07-b96f96727e6b}"
	h.join(&Writer{Name: "VSS Metadata Store Writer", Class: classMetadata, NeverJoins: true, Command: system32 +
		`vssvc.exe`}).instance = "{088e7a7d-09a8-4cc6-a609-ad90e75ddc93}"
	h.join(&Writer{Name: "Performance Counters Writer", Class: classPerformance, NeverJoins: true, Command: system32 +
		`vssvc.exe`}).instance = "{f0086dda-9efc-47c5-8eb6-a944c3d09381}"
	h.join(
		&Writer{
			Name:    "System Writer",
			Class:   classSystem,
			Level:   levelSystem,
			Command: system32 + `svchost.exe -k NetworkService`,
		},
	)
	h.join(&Writer{Name: "ASR Writer", Class: classASR, Level: levelSystem})
	h.join(
		&Writer{Name: "WMI Writer", Class: classWMI, Level: levelSystem, Command: system32 + `svchost.exe -k netsvcs`},
	)
	h.join(&Writer{Name: "Shadow Copy Optimization Writer", Class: classOptimization, Level: levelSystem})
	h.join(&Writer{Name: "COM+ REGDB Writer", Class: classREGDB, Level: levelSystem})
	h.join(&Writer{Name: "Registry Writer", Class: classRegistry, Level: levelSystem})
}

// joinSQL adds SQL Server's writer.
func (h *Host) joinSQL(databases ...string) *Writer {
	return h.join(
		&Writer{
			Name:         "SqlServerWriter",
			Class:        classSQL,
			InstanceName: "Microsoft SQL Server:SQLWriter",
			Level:        levelBack,
			Command:      `"C:\Program Files\Microsoft SQL Server\90\Shared\sqlwriter.exe"`,
			SQL:          &SQLServer{Databases: databases},
		},
	)
}
