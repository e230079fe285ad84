package eventtext

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// forms are the forms in which events are copied, and what each gives. The messages
// are of our own words but for labels and tokens.
var forms = []struct {
	name, text string
	want       []string
}{
	{"ticket with events and a listing", `Hello,
our backup fails since Monday. The log says:

Log Name:      Application
Source:        VSS
Date:          3/14/2023 11:02:11 PM
Event ID:      12293
Task Category: None
Level:         Error
Keywords:      Classic
User:          N/A
Computer:      FS01.example.net
Description:
Volume Shadow Copy Service error: a call of {b5946137-7b9f-4925-af80-51abd60b20d5} failed. Routine details PostFinalCommitSnapshots(2) [hr = 0x8000ffff, Catastrophic
].

Operation:
   Executing Asynchronous Operation

Context:
   Current State: DoSnapshotSet

And then I ran this:

C:\>vssadmin list writers
Log Name:      System
Source:        volsnap
Date:          3/14/2023 11:01:58 PM
Event ID:      25
Level:         Error
User:          NT AUTHORITY\SYSTEM
Computer:      FS01.example.net
Description:
The shadow copies of volume D: were lost.

What can I do?
`, []string{
		"4: VSS 12293 level 2 2023-03-14T23:02:11 local Application FS01.example.net " +
			"text|hresult=0x8000ffff|function=PostFinalCommitSnapshots(2)" +
			"|provider_id={b5946137-7b9f-4925-af80-51abd60b20d5}|context=//Operation:/   Executing Asynchronous " +
			"Operation//Context...",
		"26: VolSnap 25 level 2 2023-03-14T23:01:58 local System FS01.example.net S-1-5-18 text|VolumeName=D:",
	}},
	{"text and XML are one record", viewerEvent("de", 1) + "\nEreignis-XML:\n" + xmlEvent(7) + "\nGruß\n", []string{
		"1: VSS 8193 level 2 2023-04-05T21:02:11 utc Application HOST.example.org " +
			"#1007|=Foo(0x80000000,...)|=0x80070005, no.|=//Operation:/   Step one",
	}},
	{"XML view", `- <Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
- <System>
  <Provider Name="Microsoft-Windows-Backup" Guid="{1db28f2e-8f80-4027-8c5a-a11f7f10f62d}" />
  <EventID>5</EventID>
  <Level>2</Level>
  <TimeCreated SystemTime="2021-06-03T23:31:17.450000000Z" />
  <Channel>Microsoft-Windows-Backup</Channel>
  <Computer>SRV</Computer>
  </System>
- <EventData>
  <Data Name="HRESULT">0x8078011e</Data>
  <Data Name="DetailedHRESULT">0x80070005</Data>
  <Data Name="VolumesInfo"><VolumeInfo><Item Name="Esp" /></VolumeInfo></Data>
  </EventData>
  </Event>
`, []string{
		`1: Microsoft-Windows-Backup 5 level 2 2021-06-03T23:31:17.4500000 utc Microsoft-Windows-Backup SRV|HRESULT=0x8078011e|DetailedHRESULT=0x80070005|VolumesInfo=<VolumeInfo><Item Name="Esp" /></VolumeInfo>`,
	}},
	{"XML whose end is cut", `  + <Event xmlns="x">
  - <System>
      <Provider Name="VSS" />
      <EventID Qualifiers="0">8193</EventID>
      <TimeCreated SystemTime="2021-06-03T23:31:17Z" />
    </System>
  - <EventData>
      <Data>Foo</Data>
      <Data>0x80070

Then it went on.
`, []string{"1: VSS 8193 2021-06-03T23:31:17 utc|=Foo|=0x80070//|cut=true"}},
	{"Friendly View", `- System

  - Provider

   [ Name]  VSS

  - EventID 12292

   [ Qualifiers]  0

   Level 2
   Keywords 0x80000000000000

  - TimeCreated

   [ SystemTime]  2023-03-14T22:02:11.000000000Z

   EventRecordID 4711
   Channel Application
   Computer FS01
   Security


- EventData

   {463948d2-035d-4d1d-9bfc-473fece07dab}
   0x80070005, Access is denied.
   Operation:
   Obtain a callable interface
   Context:
   Class ID: {463948d2-035d-4d1d-9bfc-473fece07dab}
   2D20436F64653A20434F52534F46544330303030303531372D2043616C6C3A20

--------------------------------------------------------------------------------

Binary data:

In Words

0000: 6F43202D 203A6564 53524F43 4354464F
0010: 30303030 37313530 6143202D 203A6C6C

+ System

  - Provider

   [ Name]  volsnap
   [ Guid]  {cb017cd2-1f37-4e65-82bc-3e91f6a37559}

   EventID 36
   Level 2

- EventData

  DeviceName \Device\HarddiskVolumeShadowCopy1
  VolumeName C:
`, []string{
		"1: VSS 12292 level 2 2023-03-14T22:02:11 utc Application FS01 #4711 32 " +
			"bytes|={463948d2-035d-4d1d-9bfc-473fece07dab}|=0x80070005, Access is denied." +
			"|=//Operation:/   Obtain a callable interface//Context:/   ...",
		`43: volsnap 36 level 2|DeviceName=\Device\HarddiskVolumeShadowCopy1|VolumeName=C:`,
	}},
	{"message first, view after it", `    Some service failed in the OnIdentity() call of the System Writer Object.

    AddCoreCsiFiles : Foo() failed.

    System Error:
    0xC0000039 (unresolvable).


    - System

      - Provider

       [ Name]  Microsoft-Windows-CAPI2
      - EventID 513
       Level 2
      - TimeCreated
       [ SystemTime]  2016-02-19T22:14:05.1Z
`, []string{
		"1: Microsoft-Windows-CAPI2 513 level 2 2016-02-19T22:14:05.1000000 utc " +
			"text|hresult=0xc0000039|writer_name=System Writer|function=AddCoreCsiFiles : Foo() failed.",
	}},
	{
		"report of a clean-up tool",
		"Application errors:\n==================\nFehler: (02/25/2022 07:59:26 PM) (Source: VSS) (EventID: 8194) (User: )\n" +
			"Description: Words: querying IVssWriterCallback. hr = 0x80070005, x\n.\n\n\nOperation:\n   Gathering Writer Data\n\n" +
			"Context:\n   Writer Name: System Writer\n\n\nSystem errors:\n=============\n" +
			"Error: (02/26/2022 04:37:05 AM) (Source: Service Control Manager) (EventID: 7031) (User: )\n" +
			"Description: The Foo service terminated unexpectedly.\n\nCodeIntegrity:\n===============\n",
		[]string{
			"3: VSS 8194 level 2 2022-02-25T19:59:26 local Application text|hresult=0x80070005|writer_name=System Writer|" +
				"context=//Operation:/   Gathering Writer Data//Context:/   Writer...",
			"17: Service Control Manager 7031 level 2 2022-02-26T04:37:05 local System text|param1=Foo",
		},
	},
	{
		"clipboard of Server 2003",
		"Event Type:\tError\nEvent Source:\tVSS\nEvent Category:\tNone\nEvent " +
			"ID:\t12293\nDate:\t\t5/22/2006\nTime:\t\t11:00:04 PM\nUser:\t\tN/A\nComputer:\tOLDSRV\n" +
			"Description:\nVolume Shadow Copy Service error: {b5946137-7b9f-4925-af80-51abd60b20d5} failed. Routine " +
			"details Foo(1) [hr = 0x8000ffff]. \n\nMore is in the help.\nData:\n" +
			"0000: 2d 20 43 6f 64 65 3a 20   - Code: \n0008: 43 4f                     CO\n",
		[]string{
			"1: VSS 12293 level 2 2006-05-22T23:00:04 local Application OLDSRV 10 bytes " +
				"text|hresult=0x8000ffff|function=Foo(1)|provider_id={b5946137-7b9f-4925-af80-51abd60b20d5}",
		},
	},
	{
		"clipboard of Server 2003 with words",
		"Event Type:            Error\nEvent Source:        VolSnap\nEvent ID:                25\nDescription:       " +
			"   Copies of volume F: are gone.\nData:\n" +
			"0000: 00000000 00580002 00000000 c0060019\n0010: 00000003\n",
		[]string{"1: VolSnap 25 level 2 System 20 bytes text|VolumeName=F:"},
	},
	{
		"clipboard in Italian",
		"Tipo evento:\tErrore\nOrigine evento:\tVSS\nCategoria evento:\tNessuno\nID " +
			"evento:\t12289\nData:\t\t05/04/2007\nOra:\t\t2.14.08\nUtente:\t\tN/D\nComputer:\tSRVIT\n" +
			"Descrizione:\nParole: Bar(1). hr = 0x80070015. \nData:\n0000: 2d 20                     - \n",
		[]string{
			"1: VSS 12289 level 2 2007-04-05T02:14:08 local Application SRVIT 2 bytes " +
				"text|hresult=0x80070015|function=Bar(1)"},
	},
	{
		"clipboard in Spanish",
		"Tipo de suceso:    Error\nOrigen del suceso:    VSS\nCategoría del suceso:    Ninguna\nId. suceso:    " +
			"8193\nFecha:        18/11/2010\nHora:        05:57:17 p.m.\nEquipo:    PC\nDescripción:\nPalabras: " +
			"Bar(1). hr = 0x80070015, no.\n",
		[]string{
			"1: VSS 8193 level 2 2010-11-18T17:57:17 local Application PC text|hresult=0x80070015|function=Bar(1)"},
	},
	{
		"clipboard in Czech",
		"Typ události:\tChyba\nZdroj události:\tVolSnap\nKategorie události: Žádné\nID události:    28\nPopis: " +
			"Svazek X: nelze.\nData: \n0000: 00 00 00 00 02 00 58 00   ......X.\n",
		[]string{
			"1: VolSnap 28 level 2 System 8 bytes text|VolumeName=X:"},
	},
	{
		"clipboard in German",
		"Ereignistyp:\tFehler\nEreignisquelle:\tVSS\nEreigniskategorie:\tKeine\nEreignis-ID:\t12289\nDatum:\t\t05.04.2007\nZeit:\t\t02:14:08\nComputer:\tALT\nBeschreibung:\nWorte: Bar(1). hr = 0x80070015. \n",
		[]string{
			"1: VSS 12289 level 2 2007-04-05T02:14:08 local Application ALT text|hresult=0x80070015|function=Bar(1)"},
	},
	{"wevtutil", `C:\>wevtutil qe Application /c:2 /f:text
Event[0]:
  Log Name: Application
  Source: VSS
  Date: 2024-05-14T02:01:27.1230000Z
  Event ID: 8193
  Task: N/A
  Level: Error
  Opcode: N/A
  Keyword: Classic
  User: S-1-5-18
  User Name: NT AUTHORITY\SYSTEM
  Computer: WIN-AB12
  Description: 
Volume Shadow Copy Service error: Unexpected error calling routine Foo(S-1-5-21.bak).  hr = 0x80070539, no.
.

Operation:
   OnIdentify event

Context:
   Writer Class Id: {4dc3bdd4-ab48-4d07-adb0-3bee2926fd7f}
   Writer Name: Shadow Copy Optimization Writer
   Writer Instance ID: {1b9b200b-a57b-4d65-9c29-fccae2b291a7}

Event[1]
  Log Name: System
  Source: Service Control Manager
  Date: 2024-05-14T02:00:27.000
  Event ID: 7036
  Level: Information
  Computer: WIN-AB12
  Description: 
The Volume Shadow Copy service entered the stopped state.
C:\>
`, []string{
		"2: VSS 8193 level 2 2024-05-14T02:01:27.1230000 utc Application WIN-AB12 S-1-5-18 " +
			"text|hresult=0x80070539|function=Foo(S-1-5-21.bak)|writer_id={4dc3bdd4-ab48-4d07-adb0-3bee2926fd7f}" +
			"|writer_name=Shadow Copy Optimization " +
			"Writer|writer_instance_id={1b9b200b-a57b-4d65-9c29-fccae2b291a7}|context=//Operation:/   OnIdentify " +
			"event//Context:/   Writer Clas...",
		"26: Service Control Manager 7036 level 4 2024-05-14T02:00:27 local System WIN-AB12 text|param1=Volume " +
			"Shadow Copy|param2=stopped",
	}},
	{
		"Get-WinEvent as a list, message first",
		`Message              : Volume Shadow Copy Service error: Unexpected error calling routine RegOpenKeyExW(-2147483646,SYSTEM\C
                       urrentControlSet\Services\VSS\Diag,...).  hr = 0x80070005, Access is denied.
                       .
                       
                       Operation:
                          Initializing Writer
                       
                       Context:
                          Writer Name: Performance Counters Writer
Id                   : 8193
Version              : 
Level                : 2
Keywords             : 36028797018963968
RecordId             : 9911
ProviderName         : VSS
LogName              : Application
MachineName          : HOST7.example.org
UserId               : S-1-5-20
TimeCreated          : 4/25/2022 9:12:33 AM
LevelDisplayName     : Error

Zeit             : 21:40:17.312
Log              : Application
ProviderName     : VSS
Id               : 8231
LevelDisplayName : Informationen
Message          : Volumeschattenkopie-Dienst: Worte {0b7c2f14-6d1e-4a5b-9c83-2f40d7e6a911}.
                    Befehl: "C:\Program Files\Example Backup\AgentService.exe" --run-as-service
`,
		[]string{
			`1: VSS 8193 level 2 2022-04-25T09:12:33 local Application HOST7.example.org S-1-5-20 #9911 text|hresult=0x80070005|function=RegOpenKeyExW(-2147483646,SYSTEM\CurrentControlSet\Servic...` +
				"|writer_name=Performance Counters Writer|context=//Operation:/   Initializing Writer//Context:/   " +
				"Writer N...",
			`22: VSS 8231 level 4 Application text|snapshot_set_id={0b7c2f14-6d1e-4a5b-9c83-2f40d7e6a911}|command_line="C:\Program Files\Example Backup\AgentService.exe" --run-...|time_of_day=21:40:17.312`,
		},
	},
	{"events whose line breaks are lost, one on a line", "Event Type: Error Event Source: VolSnap Event Category: None Event ID: 20 " +
		"Description: The copies of volume X: are gone.\nEvent Type: Error Event Source: VolSnap Event Category: None Event ID: 28 " +
		"Description: The copy of volume Y: was not made.\nEvent ID: 2004 Description: Shadow copy 6 time-out (20000 ms).\n" +
		"Event Type: Error Event Source: VolSnap Event Category: None Event ID: 25 Description: The copies of volume Z: are gone.\n",
		[]string{
			"1: VolSnap 20 level 2 System text|VolumeName=X:", "2: VolSnap 28 level 2 System text|VolumeName=Y:",
			"3: ESENT 2004 Application text", "4: VolSnap 25 level 2 System text|VolumeName=Z:",
		}},
	{"Get-EventLog as a list", `Index              : 77120
EntryType          : Error
InstanceId         : 12292
Message            : Volume Shadow Copy Service error: no class with CLSID {463948d2-035d-4d1d-9bfc-473fece07dab} [0x80070005, no
                     ].
Category           : (0)
CategoryNumber     : 0
ReplacementStrings : {{463948d2-035d-4d1d-9bfc-473fece07dab}, 0x80070005, no}
Source             : VSS
TimeGenerated      : 4/25/2022 9:12:30 AM
TimeWritten        : 4/25/2022 9:12:30 AM
UserName           : 
`, []string{"1: VSS 12292 level 2 2022-04-25T09:12:30 local Application #77120 " +
		"text|hresult=0x80070005|class_id={463948d2-035d-4d1d-9bfc-473fece07dab}"}},
	{"PowerShell's tables", `   ProviderName: VSS

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
3/14/2023 11:02:11 PM         8194 Error            Volume Shadow Copy Service error: Unexpected error querying for the IV...
3/14/2023 10:02:11 PM        12292 Error            Volume Shadow Copy Service error: Error creating the Shadow Copy Provi...

   ProviderName: SPP

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
3/14/2023 11:02:12 PM        16387 Error            Writer x met 0x800423F4 and more…

   Index Time          EntryType   Source                 InstanceID Message
   ----- ----          ---------   ------                 ---------- -------
   12345 Mar 14 23:02  Error       VSS                          8194 Volume Shadow Copy Service error: Unexpected error quer...
   12344 Mar 14 23:01  Information Service Control M...   1073748860 The Volume Shadow Copy service entered the running state.
`, []string{
		"5: VSS 8194 level 2 2023-03-14T23:02:11 local Application text|cut=true",
		"6: VSS 12292 level 2 2023-03-14T22:02:11 local Application text|cut=true",
		"12: SPP 16387 level 2 2023-03-14T23:02:12 local Application text|hresult=0x800423f4|cut=true",
		"16: VSS 8194 level 2 Application #12345 text|cut=true|time_of_day=Mar 14 23:02",
		"17: Service Control Manager 7036 level 4 System #12344 text|param1=Volume Shadow " +
			"Copy|param2=running|time_of_day=Mar 14 23:01",
	}},
	{"a table whose last column is wrapped", `Id   ProviderName TimeCreated           Message
--   ------------ -----------           -------
8193 VSS          14.03.2023 23:02:11   Some service error: it met Foo(1).
                                        hr = 0x80070005, no.
8194 VSS          14.03.2023 23:02:12   short
`, []string{
		"3: VSS 8193 2023-03-14T23:02:11 local Application text|hresult=0x80070005|function=Foo(1)",
		"5: VSS 8194 2023-03-14T23:02:12 local Application text",
	}},
	{
		"rows of a list",
		"Information\t17.11.2015 02:15:31\tMSSQLSERVER\t3197\tServer\tI/O is frozen on database orders. No user " +
			"action is required.\n" +
			"Error\t17.11.2015 02:15:31\tVSS\t12298\tNone\t\"Volume Shadow Copy Service error: writes cannot be held " +
			"on volume \\\\?\\Volume{2c9e4b70-0000-0000-0000-501f00000000}\\. " +
			"Details: Open[0x00000000, ok], Flush[0x00000000, ok], Release[0x80042314, too long], OnRun[0x00000000, " +
			"ok\"\n" +
			"Error   14.03.2023 23:02:11   VSS   8193   None\nVSS\t8193\tFehler\t14.03.2023 23:02:11\n" +
			"\"Error\",\"3/14/2023 11:02:11 PM\",\"VSS\",\"8194\",\"None\",\"Service error: IVssWriterCallback. hr = " +
			"0x80070005, no.\"\n" +
			"Error\t15.03.2023 01:00:00\tVSS\t12293\tNone\t\"Service error: {b5946137-7b9f-4925-af80-51abd60b20d5} " +
			"[hr = 0x80070005, no\n].\n\nOperation:\n   Foo\n\nContext:\n   Execution Context: Coordinator\"\n" +
			"Error\t15.03.2023 01:00:01\tAcme Agent\t77\tNone\n",
		[]string{
			"1: MSSQLSERVER 3197 level 4 2015-11-17T02:15:31 local Application text|database=orders",
			"2: VSS 12298 level 2 2015-11-17T02:15:31 local Application " +
				"text|hresult=0x80042314|open=0x00000000|flush=0x00000000|release=0x80042314|on_run=0x00000000|volume=\\\\?\\Volume{2c9e4b70-0000-0000-0000-501f00000000}\\",
			"3: VSS 8193 level 2 2023-03-14T23:02:11 local Application text",
			"4: VSS 8193 level 2 2023-03-14T23:02:11 local Application text",
			"5: VSS 8194 level 2 2023-03-14T23:02:11 local Application text|hresult=0x80070005",
			"6: VSS 12293 level 2 2023-03-15T01:00:00 local Application " +
				"text|hresult=0x80070005|provider_id={b5946137-7b9f-4925-af80-51abd60b20d5}|context=//Operation:/   " +
				"Foo//Context:/   Execution Context: Coord...",
			"14: Acme Agent 77 level 2 2023-03-15T01:00:01 local text",
		},
	},
	{
		"lines of monitoring programs",
		`VSS Error 3/19/2019 11:47:30 PM EventID: 8193 Volume Shadow Copy Service error: Unexpected error calling routine no room on \\?\Volume{4d1a9c36-72b0-11e4-80b4-806e6f6e6963}\ [0]. hr = 0x8000ffff, no.

Operation: Choosing a volume Processing EndPrepareSnapshots

Context: Volume Name: \\?\Volume{4d1a9c36-72b0-11e4-80b4-806e6f6e6963}\ Execution Context: System Provider
Source: VSS, Event ID: 8193, Level: Error, Message: Service error: Foo(1).  hr = 0x8007045b, no.
Event ID 8193, VSS
Event ID: 12289 Source: VSS
VSS Event ID 8194 - Service error: IVssWriterCallback met it.  hr = 0x80070005, no.
[2023-03-14 23:02:11] Error VSS EventID=12298 Writes cannot be held...
`,
		[]string{
			`1: VSS 8193 level 2 2019-03-19T23:47:30 local Application text|hresult=0x8000ffff|function=no room on \\?\Volume{4d1a9c36-72b0-11e4-80b4-806e6f6e696...` +
				`|volume=\\?\Volume{4d1a9c36-72b0-11e4-80b4-806e6f6e6963}\|context=//Operation:/   Choosing a volume Processing EndPrepareSn...`,
			"6: VSS 8193 level 2 Application text|hresult=0x8007045b|function=Foo(1)",
			"7: VSS 8193 Application text",
			"8: VSS 12289 Application text",
			"9: VSS 8194 Application text|hresult=0x80070005",
			"10: VSS 12298 level 2 2023-03-14T23:02:11 local Application text|cut=true",
		},
	},
	{
		"label and value on lines of their own",
		"Source:\nSQLWRITER\nEvent ID:\n24583\nLevel:\nError\nMessage:\nBACKUP DATABASE ends.\nMessage:\nNo " +
			"differential of database \"Invoices\" is possible.\n",
		[]string{
			"1: SQLWRITER 24583 level 2 Application text|database=Invoices"},
	},
	{
		"an alert of SCOM",
		"Alert: VSS failed\nDate and Time: 14.03.2023 23:02:11\nLog Name: Application\nSource: VSS\nEvent Number: " +
			"8193\nLevel: 2\nLogging Computer: FS01.example.net\nUser: N/A\nDescription:\nService error: Foo(1). hr " +
			"= 0x80070005, no.\n",
		[]string{
			"2: VSS 8193 level 2 2023-03-14T23:02:11 local Application FS01.example.net " +
				"text|hresult=0x80070005|function=Foo(1)"},
	},
	{
		"a language that the table lacks",
		"Foo: Application\nBar:  VSS\nBaz:  14.03.2023 23:02:11\nQux:  8193\nLaw:  Blah\nMachine: " +
			"PC1\nWords:\nService: Foo(1). hr = 0x80070005, no.\n",
		[]string{
			"1: VSS 8193 2023-03-14T23:02:11 local Application PC1 text|hresult=0x80070005|function=Foo(1)"},
	},
	{
		"Japanese, the provider's class",
		"ソース: VSS\nイベントID: 22\n値:\n   サービス エラー: CLSID {3e02620c-e180-44f3-b154-2473646e4cb8} および名前 SW_PROV の " +
			"CoCreateInstance は [0x80040154, だめ] です。 \n操作:\n    問い合わせ\nコンテキスト:\n    クラス ID: " +
			"{3e02620c-e180-44f3-b154-2473646e4cb8}\n",
		[]string{
			"1: VSS 22 Application " +
				"text|hresult=0x80040154|class_id={3e02620c-e180-44f3-b154-2473646e4cb8}|class_name=SW_PROV|context=//操作:/   問い合わせ//コンテキスト:/   ク..."},
	},
	{
		"messages alone",
		`Volume Shadow Copy Service error: Unexpected error Dev(\\?\Volume{d3bd0bb2-4d0e-11db-8f3e-806e6f6e6963},0x80000000). hr = 0x80070015, no.
.

Operation:
Exposing Volumes
Context:
Execution Context: Coordinator

It ran otherwise.

Some writer said no with error 0x800423f4, bad.
It goes on.

Operation:
   PrepareForSnapshot Event

Context:
   Writer Class Id: {a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}
   Writer Name: SqlServerWriter
   Writer Instance Name: SQL:SQLWriter
   Writer Instance ID: {a16fed29-e555-4cc5-8938-c89201f31f7e}
   Process ID: 22628

Volumeschattenkopie-Dienstfehler: Die Schnittstelle "IVssWriterCallback". hr = 0x80070005, nein
. 

Vorgang:
   Daten

Kontext:
   Generatorklassen-ID: {e8132975-6f93-4464-a53e-1050253ae220}
   Generatorname: System Writer
   Generatorinstanz-ID: {1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}
Служба копирования: неизвестная Foo(1). hr = 0x80070005, нет.
Volume Shadow Copy Service error: Error creating the COM class with CLSID {463948d2-035d-4d1d-9bfc-473fece07dab} [0x80070005, no].
`,
		[]string{
			`1: VSS 12289 Application text|hresult=0x80070015|function=Dev(\\?\Volume{d3bd0bb2-4d0e-11db-8f3e-806e6f6e6963},0x80...|volume=\\?\Volume{d3bd0bb2-4d0e-11db-8f3e-806e6f6e6963}|context=//Operation:/   Exposing Volumes//Context:/   Execution C...`,
			"11: VSS 8229 Application " +
				"text|hresult=0x800423f4|writer_id={a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}|writer_name=SqlServerWriter|writer_instance_id={a16fed29-e555-4cc5-8938-c89201f31f7e}|process_id=22628|context=//Operation:/   PrepareForSnapshot Event//Context:/   Wri...",
			"24: VSS 8194 Application " +
				"text|hresult=0x80070005|writer_id={e8132975-6f93-4464-a53e-1050253ae220}|writer_name=System " +
				"Writer|writer_instance_id={1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}|context=//Vorgang:/   " +
				"Daten//Kontext:/   Generatorklassen-ID: {e8...",
			"34: VSS 0 Application text|hresult=0x80070005|function=Foo(1)",
			"35: VSS 12292 Application text|hresult=0x80070005|class_id={463948d2-035d-4d1d-9bfc-473fece07dab}",
		},
	},
	{
		"line breaks lost",
		"Log Name: Application Source: VSS Date: 14.03.2023 23:02:11 Event ID: 8193 Task Category: None Level: Error " +
			"Keywords: Classic User: N/A Computer: SRV1.example.net " +
			"Description: Service error: calling routine Foo(1). hr = 0x80070005, no. Operation: Initializing Writer " +
			"Context: Writer Class Id: {e8132975-6f93-4464-a53e-1050253ae220} " +
			"Writer Name: System Writer Writer Instance ID: {1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}\n",
		[]string{
			"1: VSS 8193 level 2 2023-03-14T23:02:11 local Application SRV1.example.net " +
				"text|hresult=0x80070005|function=Foo(1)|writer_id={e8132975-6f93-4464-a53e-1050253ae220}" +
				"|writer_name=System " +
				"Writer|writer_instance_id={1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}|context=//Operation:/   " +
				"Initializing Writer//Context:/   Writer C...",
		},
	},
	{"the pane of Event Viewer, message first", `Service error: the IVssWriterCallback.  hr = 0x80070005, no.
. 

Operation:
   Gathering Writer Data

Log Name: Application
Source: VSS    Logged: 14.03.2023 23:05:11
Event ID: 8194    Task Category: None
Level: Error    Keywords: Classic
User: N/A    Computer: SRV1.example.net
OpCode: Info

Event 12289, VSS
General Details
Service error: Bar(x) met it. hr = 0x80070015, no.

Log Name: Application
Source: VSS
Event ID: 12289

Ereignis 8193, VSS
`, []string{
		"1: VSS 8194 level 2 2023-03-14T23:05:11 local Application SRV1.example.net " +
			"text|hresult=0x80070005|context=//Operation:/   Gathering Writer Data",
		"14: VSS 12289 Application text|hresult=0x80070015|function=Bar(x)",
		"22: VSS 8193 Application text",
	}},
	{"single blanks and prefixes", `Error 3/15/2023 11:02:11 PM VSS 8193 None
3/16/2023 11:02:11 PM Error VSS 12293 None Service error: {b5946137-7b9f-4925-af80-51abd60b20d5} [hr = 0x8000ffff, y].
2023-03-14 23:02:11 ERROR Volume Shadow Copy Service error: Unexpected error calling routine Foo(1). hr = 0x80070005, no.
Message: Volume Shadow Copy Service error: Unexpected error calling routine
Foo(1).  hr =
0x80070005, no.

And another one:
**Event ID:** 8193
**Source:** VSS
**Date:** 2023-03-14 23:02:11
`, []string{
		"1: VSS 8193 level 2 2023-03-15T23:02:11 local Application text",
		"2: VSS 12293 level 2 2023-03-16T23:02:11 local Application " +
			"text|hresult=0x8000ffff|provider_id={b5946137-7b9f-4925-af80-51abd60b20d5}",
		"3: VSS 8193 level 2 2023-03-14T23:02:11 local Application text|hresult=0x80070005|function=Foo(1)",
		"4: VSS 8193 Application text|hresult=0x80070005|function=Foo(1)",
		"9: VSS 8193 2023-03-14T23:02:11 local Application text",
	}},
	{"cells one below the other, and a table without colons", `Error
3/14/2023 11:02:11 PM
VSS
8193
None
Warning
3/14/2023 11:02:12 PM
VSS
8230
None

Log Name      Application
Source        VSS
Date          14.03.2023 23:02:11
Event ID      12289
Level         Error
Computer      PC1
Description   Service error: Foo(1). hr = 0x80070015, no.

Source	VSS
Event ID	12293
Level	Fehler
`, []string{
		"1: VSS 8193 level 2 2023-03-14T23:02:11 local Application text",
		"6: VSS 8230 level 3 2023-03-14T23:02:12 local Application text",
		"12: VSS 12289 level 2 2023-03-14T23:02:11 local Application PC1 text|hresult=0x80070015|function=Foo(1)",
		"20: VSS 12293 level 2 Application text",
	}},
}

// TestAuditMessage: the values that a message of the Security log lists below an empty line are
// of the message, and the next event's head is not.
func TestAuditMessage(t *testing.T) {
	const event = "Log Name:      Security\nSource:        VSSAudit\nDate:          3/24/2024 2:00:17 AM\nEvent ID:      8222\n" +
		"Level:         Information\nComputer:      srv01.corp.example\nDescription:\nA copy.\n\nUser SID:\t\tS-1-5-18\n" +
		"Process ID:\t\t0x578\nShadow Set ID:\t\t{12345678-1111-2222-3333-444455556666}\nOriginal Machine:\tsrv01\n\n"
	found := toldAll(t, event+event)
	if len(found) != 2 {
		t.Fatalf("%q", found)
	}
	for _, told := range found {
		if !strings.Contains(told, "444455556666") || strings.Contains(told, "Log Name") {
			t.Errorf("%q", told)
		}
	}
}

// TestDatesByLanguage: the level of one event, or what a message of Windows Server Backup states,
// tells the order of day and month in all events of a text.
func TestDatesByLanguage(t *testing.T) {
	event := func(level, provider, id, date, message string) string {
		return "TimeCreated      : " + date + "\nProviderName     : " + provider + "\nId               : " + id +
			"\nLevelDisplayName : " + level + "\nMachineName      : HOST1\nMessage          : " + message + "\n\n"
	}
	stopped := event("Information", "VSS", "8224", "03/04/2026 01:00:00", "The service was idle.")
	for name, c := range map[string]struct {
		text, want string
		form       parse.DateForm
	}{
		"nothing": {stopped, "", parse.DatesOpen},
		"a level in French": {
			stopped + event("Erreur", "VSS", "12298", "03/04/2026 01:02:00", "hr = 0x80042314"), "2026-04-03", parse.DatesDayFirst,
		},
		"a begin that a message states": {
			stopped + event("Error", "Microsoft-Windows-Backup", "5", "03/04/2026 01:02:00", "The run of '2026-03-04T00:59:00Z' failed."),
			"2026-03-04", parse.DatesMonthFirst,
		},
		"events in order, the newest first": {
			event("Information", "VSS", "8224", "01/05/2026 01:00:00", "The service was idle.") +
				event("Information", "VSS", "8224", "12/04/2026 01:00:00", "The service was idle.") + stopped, "2026-04-03", parse.DatesDayFirst,
		},
	} {
		r := texttest.Read(t, []byte(c.text), Events, Messages)
		at := ""
		for _, one := range r.Records {
			if one.EventID == 8224 && !one.Time.IsZero() {
				at = one.Time.Wall.Time().Format("2006-01-02")
			}
		}
		if at != c.want || r.Dates != c.form {
			t.Errorf("%s: %q form %d, want %q form %d", name, at, r.Dates, c.want, c.form)
		}
	}
}

// An event whose source nobody copied, with its id and message, and a whole one below it are two: the labels of the second one
// are not those that stand below the message of the first.
func TestBlockWithoutSource(t *testing.T) {
	const text = "Event ID: 2004\nDescription: Shadow copy 6 time-out (20000 ms).\n\nEvent Type: Error\nEvent Source: VolSnap\n" +
		"Event Category: None\nEvent ID: 25\nDescription: The shadow copies of volume C: were aborted because the diff area file could not grow in time.\n"
	var got []string
	for _, r := range texttest.Read(t, []byte(text), Events).Records {
		got = append(got, fmt.Sprintf("%s %d", r.Provider, r.EventID))
	}
	if want := []string{"ESENT 2004", "VolSnap 25"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	const below = "Event ID: 25\nDescription: The shadow copies of volume C: were aborted because the diff area file could not grow in time.\n\n" +
		"Event Source: VolSnap\nComputer: HOST7\n"
	if r := texttest.Read(t, []byte(below), Events).Records; len(r) != 1 || r[0].Provider != "VolSnap" || r[0].Computer != "HOST7" {
		t.Errorf("labels below a message: %v", r)
	}
}
