package main

import (
	"fmt"
	"strings"
	"time"
)

var textKinds = []kind{
	{
		"line-of-60-MB",
		text("a.log", func(b *strings.Builder) { b.WriteString(strings.Repeat("0x800423f2 ", 60<<20/11)) }),
	},
	{"nuls", text("a.txt", func(b *strings.Builder) { b.WriteString(strings.Repeat("\x00", 60<<20)) })},
	{"utf16-of-noise", file("a.txt", func() []byte {
		out, seed := []byte{0xff, 0xfe}, uint32(1)
		for range 8 << 20 {
			seed = seed*1664525 + 1013904223
			out = append(out, byte(seed>>16))
		}
		return out
	})},
	{"noise", file("a.bin", func() []byte {
		out, seed := []byte{}, uint32(7)
		for range 16 << 20 {
			seed = seed*1664525 + 1013904223
			out = append(out, byte(seed>>24))
		}
		return out
	})},
	{"errors-300000-of-a-minute", text("agent.log", func(b *strings.Builder) {
		for i := range 300_000 {
			at := later(i/6000, time.Second).Format("2006-01-02 15:04:05")
			fmt.Fprintf(b, "%s ERROR VSS snapshot failed 0x800423f%d on vol %d\n", at, i%7, i*7919)
		}
	})},
	{"pieces-20000-of-a-text", text("ticket.txt", func(b *strings.Builder) {
		for i := range 20_000 {
			fmt.Fprintf(
				b,
				"Hello, see below %d\r\n\r\nHost Name:                 H%d\r\nOS Name:                   Microsoft "+
					"Windows Server 2019 Standard\r\nOS Version:                10.0.17763 N/A Build "+
					"17763\r\n\r\nThen:\r\n%s",
				i,
				i,
				banner,
			)
			writer(b, "NTDS", 1, 1, "[9] Failed", "Timed out")
			b.WriteString("[12.09.2024 01:02:52.377] <27> Error    Unfreeze error: [0x800423f2.]\r\n\r\nRegards\r\n")
		}
	})},
	{"runs-10000-with-ids", text("diskshadow.log", func(b *strings.Builder) {
		for i := range 10_000 {
			fmt.Fprintf(b, "Microsoft DiskShadow version 1.0\r\nOn computer:  ERP16,  %s\r\n\r\n-> begin backup\r\n-> "+
				"create\r\n"+
				"Alias VSS_SHADOW_SET for shadow set ID {%s} set as environment variable.\r\n\r\nNumber of shadow copies listed: "+
				"1\r\n"+
				"-> end backup\r\n\r\n", later(i, 37*time.Minute).Format("1/2/2006 3:04:05 PM"), guid(i))
		}
	})},
	{"machines-9000-of-a-job", text("Job.Nightly.Backup.log", func(b *strings.Builder) {
		for i := range 9000 {
			at := later(i, 3*time.Second).Format("[02.01.2006 15:04:05.000] <27> ")
			fmt.Fprintf(b, "%sInfo         [AP] Processing VM 'VM%d'\n", at, i)
			fmt.Fprintf(b, "%sInfo     VSSControl: freezing guest, timeout: 900 sec\n", at)
			fmt.Fprintf(b, "%sError    Unfreeze error: [Backup job failed. Cannot create a shadow copy of the volumes containing "+
				"writer's data. A VSS critical writer has failed. Writer name: [NTDS]. Class ID: [{%s}]. Instance ID: [{%s}]. "+
				"Writer's state: [VSS_WS_FAILED_AT_FREEZE]. Error code: [0x800423f2].]\n", at, guid(1), guid(i))
		}
	})},
	{"databases-35000-of-a-freeze", text("ERRORLOG", func(b *strings.Builder) {
		b.WriteString("2024-09-12 00:59:00.00 Server      Microsoft SQL Server 2019 (RTM) - 15.0.2000.5 (X64)\n")
		for k, line := range []string{
			"spid60      I/O is frozen on database DB%d. No user action is required. However, if I/O is not resumed promptly, " +
				"you could cancel the backup.\n",
			"spid60      I/O was resumed on database DB%d. No user action is required.\n",
		} {
			for i := range 35_000 {
				fmt.Fprintf(b, later(k, 10*time.Second).Format("2006-01-02 15:04:05.00 ")+line, i)
			}
		}
	})},
	{"grammars-mixed", text("all.txt", func(b *strings.Builder) {
		for i := range 14_000 {
			at := later(i, time.Minute)
			switch i * 7 % 11 % 6 {
			case 0:
				fmt.Fprintf(b, "Log Name:      Application\nSource:        VSS\nDate:          %s\nEvent ID:      8193\nLevel:         "+
					"Error\nComputer:      ERP16.example.test\nDescription:\nUnexpected error calling routine X. hr = 0x80070005.\n\n",
					at.Format("1/2/2006 3:04:05 PM"))
			case 1:
				writer(b, "NTDS", 1, 1, "[9] Failed", "Timed out")
			case 2:
				b.WriteString("\nHost Name:                 ERP16\nOS Name:                   Microsoft Windows Server 2019 Standard\n" +
					"OS Version:                10.0.17763 N/A Build 17763\n\n")
			case 3:
				b.WriteString(at.Format("2006-01-02 15:04:05.10") + " spid60      I/O is frozen on database master. No user action " +
					"is required.\n")
			case 4:
				b.WriteString(at.Format("[02.01.2006 15:04:05.118] <27> ") + "Error    Unfreeze error: [Backup job failed. A VSS " +
					"critical writer has failed. Writer name: [NTDS]. Error code: [0x800423f2].]\n")
			case 5:
				fmt.Fprintf(b, "wbadmin 1.0 - Backup command-line tool\nThe backup operation that started at '%s' has failed with "+
					"following error code '0x80780049' \n\n", at.Format("1/2/2006 3:04:05 PM"))
			}
		}
	})},
	{"codes-30000", text("job.log", func(b *strings.Builder) {
		for i := range 30_000 {
			fmt.Fprintf(
				b,
				"[12.09.2024 01:%02d:%02d.%03d] <27> Error    Backup failed, VSS error 0x%08x, writer Writer%d\r\n",
				i/10_000,
				i/1000%60,
				i%1000,
				0x80042300+i,
				i,
			)
		}
	})},
	{"zones-that-change", text("backup.log", func(b *strings.Builder) {
		for i := range 50_000 {
			zone := time.FixedZone("", (i%52-26)*1800)
			fmt.Fprintf(
				b,
				"%s Error: VSS snapshot failed with 0x800423f4 on host%d\r\n",
				later(i, time.Second).In(zone).Format(time.RFC3339),
				i%7,
			)
		}
	})},
	{"dates-of-all-orders", text("backup.log", func(b *strings.Builder) {
		for i := range 50_000 {
			form := []string{"01/02/2006 15:04:05", "02/01/2006 15:04:05", "2006-01-02 15:04:05", "02.01.2006 15:04:05",
				"Jan _2 15:04:05", "06/1/2 3:04:05 PM"}[i%6]
			fmt.Fprintf(b, "%s Error: VSS snapshot failed with 0x800423f4\r\n", later(i, 13*time.Hour).Format(form))
		}
	})},
	{"events-as-text-20000", text("events.txt", func(b *strings.Builder) {
		for i := range 20_000 {
			fmt.Fprintf(
				b,
				"Log Name:      Application\r\nSource:        VSS\r\nDate:          %s\r\nEvent ID:      "+
					"8193\r\nLevel:         Error\r\nComputer:      "+
					"h%d.example.test\r\nDescription:\r\nCoCreateInstance 0x80070005, {%s}\r\n\r\n",
				later(i, time.Second).Format("1/2/2006 3:04:05 PM"),
				i,
				guid(i),
			)
		}
	})},
	{"systeminfo-of-50000-updates", text("systeminfo.txt", func(b *strings.Builder) {
		b.WriteString(
			"Host Name:                 ERP16\r\nOS Name:                   Microsoft Windows Server 2019 " +
				"Standard\r\nOS Version:                10.0.17763 N/A Build 17763\r\nHotfix(s):                 " +
				"50000 Hotfix(s) Installed.\r\n",
		)
		for i := range 50_000 {
			fmt.Fprintf(b, "                           [%02d]: KB%d\r\n", i+1, 4000000+i)
		}
	})},
	{"hosts-10000-of-a-text", text("all.txt", func(b *strings.Builder) {
		for i := range 10_000 {
			fmt.Fprintf(
				b,
				"Host Name:                 H%d\r\nOS Name:                   Microsoft Windows Server 2019 "+
					"Standard\r\nOS Version:                10.0.17763 N/A Build 17763\r\n\r\n",
				i,
			)
		}
	})},
	{"quotes-deep", text("reply.txt", func(b *strings.Builder) {
		for i := range 4000 {
			fmt.Fprintf(b, "%sError 0x800423f2 at %d\r\n", strings.Repeat("> ", i), i)
		}
	})},
}
