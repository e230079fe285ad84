package eventtext

import (
	"slices"
	"strconv"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// wantEvent checks that a text holds one event, of the provider and id that want names.
func wantEvent(t *testing.T, content, want string) {
	t.Helper()
	r := texttest.Read(t, []byte(content+"\n"), Events, Messages)
	if len(r.Records) != 1 {
		t.Errorf("%q: %d records", content, len(r.Records))
		return
	}
	if got := r.Records[0].Provider + " " + strconv.Itoa(int(r.Records[0].EventID)); got != want {
		t.Errorf("%q: %s, want %s", content, got, want)
	}
}

func TestAlone(t *testing.T) {
	for content, want := range map[string]string{
		"The shadow copies of volume D: were deleted: nothing could grow in time.": "VolSnap 25",
		"Il volume ?? (\\Device\\HarddiskVolumeShadowCopy12) è a posto.":           "Microsoft-Windows-Ntfs 98",
		"Volumen \\\\?\\Volume{0a1b2c3d-0000-4000-8000-000000000001} (\\Device\\HarddiskVolumeShadowCopy3) " +
			"ok": "Microsoft-Windows-Ntfs 98",
		"Ereignis-ID: 8193\n\nVolume Shadow Copy Service error: something that nobody has seen " +
			"before": "VSS 8193",
		"Event ID: 2004\nDescription:\nShadow copy 3 time-out (20000 ms).": "ESENT 2004",
		"lsass (484) Shadow copy instance 12 timed out (60000 ms).":        "ESENT 2004",
		"Event ID: 12298\nVolume Shadow Copy Service error: writes cannot be held on the volume " +
			"X": "VSS 12298",
		"Volume Shadow Copy Service error: writes cannot be flushed on the volume X": "VSS 12297",
		"The description for Event ID ( 3004 ) in Source ( Some Backup ) could not be found. It has insertion " +
			"string(s): D:\\a.pab.": "Some Backup 3004",
		"The description for Event ID 12289 from source VSS cannot be found. Install it.\n\nThis information was " +
			"included with the event: \n\nDev(x)\n0x80070015": "VSS 12289",
		"The DFS Replication service has stopped replication for now: some program runs a backup or " +
			"restore.": "DFSR 1102",
		"DFS Replication 1104: The DFS Replication service restarted replication, as the backup or restore is " +
			"over.": "DFSR 1104",
		"The DFS Replication service restarted replication, as the backup or restore is over.": "DFSR 1104",
		"Shadow copy 'X' is gone: it was deleted during storage report generation.":            "SRMSVC 12310",
		"The oldest shadow copy of volume D : had to go, to keep disk space usage low.":        "VolSnap 33",
		"Faulting application name: mybackup.exe, version: 1.2.3.4, time stamp: 0x5cc99aab\n" +
			"Faulting module name: x.dll": "Application Error 1000",
		"Name der fehlerhaften Anwendung: agent.exe, Version: 1.2.3.4, Zeitstempel: " +
			"0x5cc99aab": "Application Error 1000",
		"Nom de l’application défaillante : agent.exe, version : 1.2.3.4, horodatage : " +
			"0x5cc99aab": "Application Error 1000",
		"Faulting application backup.exe, version 5.2.3790.0, faulting module msvcrt.dll, version " +
			"7.0.3790.0.": "Application Error 1000",
		"Event ID=1102\nSeverity=Informational\nThe DFS Replication service has stopped\nreplication while a backup " +
			"or restore\ngoes on.": "DFSR 1102",
		"On Monday we saw *\"The shadow copies of volume D: were deleted: nothing\ncould grow in time\"* in the " +
			"log.": "VolSnap 25",
	} {
		wantEvent(t, content, want)
	}
	for _, text := range []string{
		"Event ID=1104\nSeverity=Informational\n" + // an id that the message is not of
			"The DFS Replication service has stopped replication: a backup or restore.\n",
		"We use agent.exe, version 1.2.3.4, and it is fine.\n",
	} {
		if r := texttest.Read(t, []byte(text), Events, Messages); len(r.Records) > 0 && r.Records[0].EventID != 1102 {
			t.Errorf("%q: %s %d", text, r.Records[0].Provider, r.Records[0].EventID)
		}
	}
	talk := "We looked at it for a long time and found nothing that helped us.\nThe shadow copies of volume D: were " +
		"deleted since nothing could grow in time.\nThat is what the log said and we believed it at once.\n"
	if r := texttest.Read(t, []byte(talk), Events, Messages); len(r.Records) > 0 {
		t.Errorf("talk is taken for %s", r.Records[0].Provider)
	}
}

// Messages in other languages, as people copy them: without header, indent or time stamp.
func TestMessagesOfOtherLanguages(t *testing.T) {
	for content, want := range map[string]string{
		"障害が発生しているアプリケーション名: wbengine.exe、バージョン: 10.0.18362.1、タイム スタンプ: 0x5d0a1b2c\n" +
			"障害が発生しているモジュール名: ntdll.dll、バージョン: 10.0.18362.1、タイム スタンプ: 0x5d0a1b2d\n例外コード: 0xc0000374\n": "Application Error 1000",
		"错误应用程序名称: wbengine.exe，版本: 10.0.18362.1，时间戳: 0x5d0a1b2c\n": "Application Error 1000",
		"エラー 0x800423f2, Freeze および Thaw イベントの間にライターがタイムアウトしました。\nにより、VSS ライターはイベントを拒否しました。\n" +
			"操作:\n   解凍イベント\n\nコンテキスト:\n   実行コンテキスト: Writer\n   ライター クラス ID: \n   ライター名: Registry Writer\n": "VSS 8229",
		"ボリューム シャドウ コピー サービス エラー: アカウント X を解決できませんでした。状態: 1376。\n\nエラー固有の詳細:\n" +
			"   エラー: NetLocalGroupGetMemebers(X), 0x80070560, 指定されたローカル グループはありません。\n": "VSS 8230",
		"Volume Shadow Copy Service error: An internal inconsistency was detected in trying to contact shadow copy service writers.  " +
			"The Registry Writer failed to respond to a query from VSS. Check to see that all is well, and please check the Application event log.\n": "VSS 12347",
		"Volume Shadow Copy Service error: An internal inconsistency was detected in trying to contact shadow copy service writers.  " +
			"Please check to see that the Event Service is operating.\n": "VSS 12302",
	} {
		wantEvent(t, content, want)
	}
}

// In Event Viewer's pane a message has its title above it and its labels below; both are of one event.
func TestPane(t *testing.T) {
	const message = "A VSS writer has rejected an event with error 0x800423f4, it will not pass.\n\nOperation:\n   PrepareForSnapshot Event\n\n" +
		"Context:\n   Execution Context: Writer\n   Writer Name: SqlServerWriter\n"
	labels := func(host string) string {
		return "\n\nLog Name:      Application\nSource:        VSS\nEvent ID:      8229\nLevel:         Error\nLogged:        2025-03-14 02:10:11\nComputer:      " + host + "\n"
	}
	for name, c := range map[string]struct {
		text  string
		hosts []string
	}{
		"labels below":                   {message + labels("SQL01"), []string{"SQL01"}},
		"two of them":                    {message + labels("SQL01") + "\n" + message + labels("WEB02"), []string{"SQL01", "WEB02"}},
		"labels between, and a question": {message + labels("SQL01") + "\n" + message + "\nMessage: what does it mean?\n", []string{"", "SQL01"}},
		"a title":                        {"Event 8229, VSS\n\n" + message, []string{""}},
		"a title and tabs":               {"Event 8229, VSS\nGeneral  Details\n" + message, []string{""}},
	} {
		r := texttest.Read(t, []byte(c.text), Events, Messages)
		var hosts []string
		for _, one := range r.Records {
			hosts = append(hosts, one.Computer)
			if one.EventID != 8229 || one.Text(parse.FieldWriterName) != "SqlServerWriter" {
				t.Errorf("%s: %s", name, texttest.Fields(one))
			}
		}
		if !slices.Equal(hosts, c.hosts) {
			t.Errorf("%s: of %q, want %q", name, hosts, c.hosts)
		}
	}
}
