package vssadmin

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// shadowLabels is what `vssadmin list shadows` prints in one language.
type shadowLabels struct {
	name      string
	confirmed bool
	set       string // with %s for the id
	contained string // with %d and %s, in this order or the other way round
	dateFirst bool
	copyID    string
	labels    [8]string
	date      string
	want      string // local time of date
	colon     string
}

var shadowLanguages = []shadowLabels{
	{
		"en",
		true,
		"Contents of shadow copy set ID: %s",
		"Contained %d shadow copies at creation time: %s",
		false,
		"Shadow Copy ID",
		[8]string{
			"Original Volume",
			"Shadow Copy Volume",
			"Originating Machine",
			"Service Machine",
			"Provider",
			"Type",
			"Attributes",
		},
		"5/31/2022 1:45:05 PM",
		"2022-05-31T13:45:05",
		": ",
	},
	{
		"fr",
		true,
		"Contenu du jeu de clichés instantanés n° : %s",
		"Contenait %d clichés instantanés à la date de création : %s",
		false,
		"ID du cliché instantané",
		[8]string{
			"Volume original",
			"Volume de cliché instantané",
			"Ordinateur d’origine",
			"Ordinateur de service",
			"Fournisseur",
			"Type",
			"Attributs",
		},
		"19/05/2023 18:58:50",
		"2023-05-19T18:58:50",
		" : ",
	},
	{
		"es",
		true,
		"Contenido de  id. de conjunto de instantáneas: %s",
		"Contenía %d instantáneas en el momento de su creación: %s",
		false,
		"Id. de instantáneas",
		[8]string{
			"Volumen original",
			"Volumen de instantáneas",
			"Equipo de origen",
			"Equipo de servicio",
			"Proveedor",
			"Tipo",
			"Atributos",
		},
		"23/07/2026 04:52:46 p.\u00a0m.",
		"2026-07-23T16:52:46",
		": ",
	},
	{"zh-CN", false, "卷影复制集 ID: %s 的内容", "在创建时间: %s 包含 %d 个卷影副本", true, "卷影复制 ID",
		[8]string{
			"原始卷",
			"卷影复制 卷",
			"原始计算机",
			"服务计算机",
			"提供程序",
			"类型",
			"属性",
		}, "2026/4/19 14:30:00", "2026-04-19T14:30:00", ": "},
	{
		"de",
		false,
		"Inhalte der Schattenkopiesatz-ID: %s",
		"%d Schattenkopien waren zum Zeitpunkt der Erstellung enthalten: %s",
		false,
		"Schattenkopienkennung",
		[8]string{
			"Quellvolume",
			"Schattenkopievolume",
			"Quellcomputer",
			"Dienstcomputer",
			"Anbieter",
			"Typ",
			"Attribute",
		},
		"22.11.2026 02:00:04",
		"2026-11-22T02:00:04",
		": ",
	},
	{"ja", false, "シャドウ コピー セット ID: %s の内容", "%d 個のシャドウ コピーが含まれていました。作成時刻: %s", false, "シャドウ コピー ID",
		[8]string{"元のボリューム", "シャドウ コピー ボリューム", "元のコンピューター", "サービス コンピューター", "プロバイダー", "種類", "属性"},
		"2026/11/22 2:00:04", "2026-11-22T02:00:04", ": "},
}

func (l shadowLabels) text(copies int) string {
	var b strings.Builder
	fmt.Fprintf(&b, l.set+"\r\n", guid(1))
	if l.dateFirst {
		fmt.Fprintf(&b, "   "+l.contained+"\r\n", l.date, copies)
	} else {
		fmt.Fprintf(&b, "   "+l.contained+"\r\n", copies, l.date)
	}
	for n := range copies {
		fmt.Fprintf(&b, "      %s%s%s\r\n", l.copyID, l.colon, guid(10+n))
		for k, value := range []string{`(C:)\\?\Volume{be4f748a-a19f-11e6-a5bb-806e6f6e6963}\`, fmt.Sprintf(`\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy%d`, n+1),
			"SRV1.example.com", "SRV1.example.com", "'Microsoft Software Shadow Copy provider 1.0'", "ClientAccessible", "Persistent, Differential"} {
			fmt.Fprintf(&b, "         %s%s%s\r\n", l.labels[k], l.colon, value)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

func TestShadowLanguages(t *testing.T) {
	for _, l := range shadowLanguages {
		t.Run(l.name, func(t *testing.T) {
			for _, data := range [][]byte{[]byte(l.text(2)), littleEndian(l.text(2))} {
				r := texttest.Read(t, data, Shadows)
				shadows := r.Of(parse.ProviderShadow)
				if len(shadows) != 2 || len(r.Damage) > 0 {
					t.Fatalf("%d copies, damage %v", len(shadows), r.Damage)
				}
				s := shadows[1]
				if got := s.Time.Wall.Time().Format("2006-01-02T15:04:05"); got != l.want ||
					s.Time.Zone != parse.ZoneLocal ||
					s.Computer != "SRV1.example.com" {
					t.Errorf("time %s %s of %s", got, s.Time.Zone, s.Computer)
				}
				want := fmt.Sprintf(
					`tool=vssadmin snapshot_set_id=%s snapshot_id=%s volume=(C:)\\?\Volume{be4f748a-a19f-11e6-a5bb-806e6f6e6963}\ device=\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy2`+
						` machine=SRV1.example.com service_machine=SRV1.example.com provider_name=Microsoft Software Shadow Copy provider 1.0 type=ClientAccessible attributes=Persistent, Differential created=%s copies=2`,
					guid(1),
					guid(11),
					strings.ReplaceAll(l.date, "\u00a0", " "),
				)
				if diff := cmp.Diff(want, texttest.Fields(s)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestShadowForms(t *testing.T) {
	l := shadowLanguages[0]
	wrapped := strings.Replace(
		l.text(1),
		"Persistent, Differential",
		"Persistent, Client-accessible, No auto release, No writers,\r\n Differential",
		1,
	)
	r := texttest.Read(t, []byte(wrapped), Shadows)
	if got := r.Records[0].Text(parse.FieldAttributes); !strings.HasSuffix(got, "No writers, Differential") {
		t.Errorf("wrapped attributes: %q", got)
	}
	altered := strings.Replace(l.text(1), guid(1), "{s2acebd3-0000-0000-0000-000000000000}", 1)
	r = texttest.Read(t, []byte(altered), Shadows)
	if s := r.Records[0]; s.Text(parse.FieldSnapshotSetID) != "" || s.Text(parse.FieldMaskedID) == "" ||
		len(r.Damage) != 1 {
		t.Errorf("an id that is no GUID: %s, damage %v", texttest.Fields(s), r.Damage)
	}
	cut := l.text(1)[:strings.Index(l.text(1), "         Shadow Copy Volume")]
	if r = texttest.Read(t, []byte(cut), Shadows); len(r.Records) != 1 || len(r.Damage) != 1 {
		t.Errorf("a copy that breaks off: %d records, damage %v", len(r.Records), r.Damage)
	}
	open := strings.Replace(l.text(1), "5/31/2022", "5/11/2022", 1)
	r = texttest.Read(t, []byte(open), Shadows)
	if s := r.Records[0]; !s.Time.IsZero() || s.Text(parse.FieldMonthFirst) != "2022-05-11T13:45:05.00" ||
		s.Text(parse.FieldDayFirst) != "2022-11-05T13:45:05.00" ||
		len(r.Damage) != 1 {
		t.Errorf("day or month: %s %s, damage %v", s.Time.Wall, texttest.Fields(s), r.Damage)
	}
}

const banner = "vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n(C) Copyright " +
	"2001-2013 Microsoft Corp.\r\n\r\n"

func TestOtherListings(t *testing.T) {
	all := []console.Grammar{Writers, Shadows, Storage, Providers, Volumes, Create, Delete, Message}
	volume := `\\?\Volume{cbd6257a-71bb-4473-b800-498f0a8e380c}\`
	for _, c := range []struct {
		name, text, format string
		want               []string
	}{
		{"shadow storage", "Shadow Copy Storage association\r\n   For volume: (C:)" + volume + "\r\n   Shadow Copy " +
			"Storage volume: (D:)" + volume +
			"\r\n   Used Shadow Copy Storage space: 1.93 GB (1%)\r\n   Allocated Shadow Copy Storage space: 2.00 GB " +
			"(1%)\r\n   Maximum Shadow Copy Storage space: UNBOUNDED (100%)\r\n\r\n",
			"vssadmin-shadowstorage", []string{`vsslog.storage volume=(C:)` + volume + ` storage_volume=(D:)` + volume + ` used=1.93 GB (1%) allocated=2.00 GB (1%) maximum=UNBOUNDED (100%)`}},
		{"shadow storage of 2003", banner + "Shadow Copy Storage association\r\n   For volume: (C:)" + volume + "\r\n   Shadow Copy Storage volume: (C:)" + volume +
			"\r\n   Used Shadow Copy Storage space: 0 B\r\n   Allocated Shadow Copy Storage space: 0 B\r\n   Maximum " +
			"Shadow Copy Storage space: 1,2 GB\r\n",
			"vssadmin-shadowstorage", []string{`vsslog.storage volume=(C:)` + volume + ` storage_volume=(C:)` + volume + ` used=0 B allocated=0 B maximum=1,2 GB`}},
		{"providers", banner + "Provider name: 'Microsoft Software Shadow Copy provider 1.0'\r\n   Provider type: " +
			"System\r\n   Provider Id: " + guid(5) + "\r\n   Version: 1.0.0.7\r\n\r\n" +
			"Provider name: 'Other'\r\n   Provider type: Hardware\r\n   Provider Id: " + guid(6) + "\r\n   Version: " +
			"2.1\r\n",
			"vssadmin-providers", []string{"vsslog.provider provider_name=Microsoft Software Shadow Copy provider " +
				"1.0 provider_id=" + guid(5) + " type=System version=1.0.0.7",
				"vsslog.provider provider_name=Other provider_id=" + guid(6) + " type=Hardware version=2.1"}},
		{"volumes", banner + "Volume path: C:\\\r\n    Volume name: " + volume + "\r\nVolume path: D:\\data\\\r\n    " +
			"Volume name: " + volume + "\r\n",
			"vssadmin-volumes", []string{`vsslog.host fact=volume value=C:\ volume=` + volume, `vsslog.host fact=volume value=D:\data\ volume=` + volume}},
		{"create", banner + "Successfully created shadow copy for 'c:\\'\r\n    Shadow Copy ID: " + guid(7) + "\r\n    Shadow Copy Volume Name: \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7\r\n",
			"vssadmin-create", []string{`vsslog.shadow tool=vssadmin snapshot_id=` + guid(7) + ` volume=c:\ device=\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy7`}},
		{"delete", banner + "Do you really want to delete 2 shadow copies (Y/N): [N]? y\r\n\r\nSuccessfully deleted " +
			"2 shadow copies.\r\n",
			"vssadmin-delete", []string{"vsslog.requester tool=vssadmin phrase=delete-shadows copies=2"}},
		{"nothing there", "C:\\>vssadmin list shadows\r\n" + banner + "No items found that satisfy the " +
			"query.\r\n", "vssadmin-shadows", nil},
		{"an error", "C:\\>vssadmin create shadow /for=c:\r\n" + banner + "Error: The shadow copy could not be made " +
			"(0x80042306).\r\n",
			"vssadmin", []string{"vsslog.requester tool=vssadmin phrase=snapshot-failed hresult=0x80042306 volume=c:"}},
		{"an error without a code", "C:\\>vssadmin create shadow /for=e:\r\n" + banner + "Error: The provider met an " +
			"unexpected error here.\r\n",
			"vssadmin", []string{"vsslog.requester tool=vssadmin phrase=snapshot-failed hresult=0x8004230f " +
				"hresult_from=words volume=e:"}},
		{"an error without its banner", "C:\\>vssadmin create shadow /for=e:\r\nError: The provider met an " +
			"unexpected error here.\r\n",
			"vssadmin", []string{"vsslog.requester tool=vssadmin phrase=snapshot-failed hresult=0x8004230f " +
				"hresult_from=words volume=e:"}},
		{"nothing to delete", "C:\\>vssadmin delete shadows /all\r\n" + banner + "No items found that satisfy the " +
			"query.\r\n",
			"vssadmin-delete", []string{"vsslog.requester tool=vssadmin phrase=nothing-deleted copies=0"}},
		{"a message without a command", banner + "Error: You don't have the correct permissions to run this " +
			"command.\r\n", "vssadmin",
			[]string{"vsslog.requester tool=vssadmin phrase=message"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := texttest.Read(t, []byte(c.text), all...)
			var got []string
			for _, one := range r.Records {
				got = append(got, one.Provider+" "+texttest.Fields(one))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if r.Format != c.format || len(r.Damage) > 0 {
				t.Errorf("format %s, damage %v", r.Format, r.Damage)
			}
		})
	}
	r := texttest.Read(t, []byte(banner+"C:\\>\r\n"), all...)
	if len(r.Damage) != 0 || r.Format != "vssadmin-writers" || len(r.Records) != 1 ||
		r.Records[0].Text(parse.FieldWriters) != "0" {
		t.Errorf("a banner alone: format %s, damage %v", r.Format, r.Damage)
	}
	r = texttest.Read(t, []byte("C:\\>vssadmin list shadows\r\n"+banner+"C:\\>\r\n"), all...)
	if len(r.Damage) != 1 || r.Format != "vssadmin" || len(r.Records) != 0 {
		t.Errorf("a banner behind another command: format %s, damage %v", r.Format, r.Damage)
	}
}

// A copy that was made between two stamps existed at the second.
func TestCreateTime(t *testing.T) {
	content := "2026-11-22 02:00:00\r\nSuccessfully created shadow copy for 'C:\\'\r\n    Shadow Copy ID: " + guid(7) +
		"\r\n    Shadow Copy Volume Name: \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7\r\n2026-11-22 " +
		"02:00:09\r\n"
	s := texttest.Read(t, []byte(content), Create).Records[0]
	if !s.Time.IsZero() || s.Until.Wall.Time().Format("15:04:05") != "02:00:09" {
		t.Errorf("time %s, until %s", s.Time.Wall, s.Until.Wall)
	}
}

// What a command answered is from the stamp right above it on, for ten minutes or up to the next stamp; if the first
// answer has no stamp above it the stamps stand behind what they tell of.
func TestAnswerTime(t *testing.T) {
	const (
		stamp  = "2024-06-08T01:16:16.0Z\r\n"
		create = "C:\\>vssadmin create shadow /for=C:\r\n"
		failed = "Error: Another shadow copy creation is already in progress.\r\n"
		remove = "C:\\>vssadmin delete shadows /for=C:\r\n"
		made   = "Successfully created shadow copy for 'C:\\'\r\n    Shadow Copy ID: {0c6f9b1e-8d25-4e0a-b7c3-1a94e2d85f60}" +
			"\r\n    Shadow Copy Volume Name: \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7\r\n"
	)
	for name, c := range map[string]struct{ content, want string }{
		"a stamp above the prompt": {stamp + create + banner + failed, "01:16:16 line .. 01:26:16"},
		"no prompt":                {stamp + banner + failed, "01:16:16 line .. 01:26:16"},
		"a blank line between":     {stamp + "\r\n" + create + banner + failed, "01:16:16 line .. 01:26:16"},
		"a time and its weekday":   {"Sat 06/08/2024 01:16:16.00\r\n" + create + banner + failed, "01:16:16 line .. 01:26:16"},
		"delete shadows":           {stamp + remove + banner + "Successfully deleted 2 shadow copies.\r\n", "01:16:16 line .. 01:26:16"},
		"nothing to delete":        {stamp + remove + banner + "No items found that satisfy the query.\r\n", "01:16:16 line .. 01:26:16"},
		"a copy":                   {stamp + create + banner + made, "- none .. 01:26:16"},
		"a stamp behind it": {stamp + create + banner + failed + "2024-06-08T01:17:00.0Z\r\n",
			"01:16:16 line .. 01:17:00"},
		"a stamp above each": {stamp + create + banner + failed + "2024-06-08T03:00:00.0Z\r\n" + create + banner + failed,
			"01:16:16 line .. 01:26:16, 03:00:00 line .. 03:10:00"},
		"a stamp behind each": {create + banner + failed + stamp + create + banner + failed + "2024-06-08T03:00:00.0Z\r\n",
			"01:16:16 line .. -, 03:00:00 line .. -"},
		"another command between": {stamp + "C:\\>ver\r\n" + create + banner + failed, "- none .. -"},
		"the time of a mail":      {"Sent: 2024-06-08 01:16:16\r\n" + create + banner + failed, "- none .. -"},
	} {
		var got []string
		for _, r := range texttest.Read(t, []byte(c.content), Create, Delete, Message).Records {
			clock := func(at parse.Timestamp) string {
				if at.IsZero() {
					return "-"
				}
				return at.Wall.Time().Format("15:04:05")
			}
			got = append(got, clock(r.Time)+" "+r.Stamp.String()+" .. "+clock(r.Until))
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func FuzzListings(f *testing.F) {
	var seeds []string
	for _, l := range shadowLanguages {
		seeds = append(seeds, l.text(1))
	}
	volume := `\\?\Volume{cbd6257a-71bb-4473-b800-498f0a8e380c}\`
	seeds = append(seeds, banner, banner+"Error: x.\r\n", "A\r\n   B: "+volume+"\r\n   C: "+volume+"\r\n   D: 1 GB\r\n",
		"P: 'x'\n   T: S\n   I: "+guid(1)+"\n   V: 1.0\n", "Do (Y/N): [N]? y\nSuccessfully deleted 2 shadow copies.\n")
	texttest.Fuzz(f, seeds, Shadows, Storage, Providers, Volumes, Create, Delete, Message)
}
