package vssadmin

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// Shadow copies, their storage and the providers as WMI has them, in each form in
// which a console prints them.
func TestObjects(t *testing.T) {
	const copy1, device = "{0A000000-0000-4000-8000-000000000001}", `\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy7`
	const id = "snapshot_id={0a000000-0000-4000-8000-000000000001}"
	for _, c := range []struct{ name, content, provider, want string }{
		{"a table", "ID                                     DeviceObject                                    " +
			"InstallDate               State\n--                                     ------------                    " +
			"                -----------               -----\n" +
			copy1 + " " + device + " 20240302030405.000000+060    12\n", parse.ProviderShadow, id + " device=" + device + " state=12 @2024-03-02T02:04:05"},
		{"a list", "ID           : " + copy1 + "\nDeviceObject : " + device + "\nSetID        : " +
			"{0B000000-0000-4000-8000-000000000002}\nVolumeName   : " +
			"\\\\?\\Volume{0c000000-0000-4000-8000-000000000003}\\\nState        : 12\n",
			parse.ProviderShadow, "snapshot_set_id={0b000000-0000-4000-8000-000000000002} " + id + ` volume=\\?\Volume{0c000000-0000-4000-8000-000000000003}\ device=` + device + " state=12"},
		{"wmic", "DeviceObject=" + device + "\nID=" + copy1 + "\nInstallDate=20240302030405.000000+000\nVolumeName=\\\\?\\Volume{0c000000-0000-4000-8000-000000000003}\\\n",
			parse.ProviderShadow, id + ` volume=\\?\Volume{0c000000-0000-4000-8000-000000000003}\ device=` + device + " @2024-03-02T03:04:05"},
		{"storage", "AllocatedSpace : 3221225472\nDiffVolume     : " +
			"Win32_Volume.DeviceID=\"\\\\\\\\?\\\\Volume{0c000000-0000-4000-8000-000000000003}\\\\\"\nMaxSpace       " +
			": 9663676416\nUsedSpace      : 3100000000\nVolume         : " +
			"Win32_Volume.DeviceID=\"\\\\\\\\?\\\\Volume{0c000000-0000-4000-8000-000000000003}\\\\\"\n",
			parse.ProviderStorage, `volume=\\?\Volume{0c000000-0000-4000-8000-000000000003}\ used=3100000000`},
		{"providers", "CLSID   : {65EE1DBA-8FF4-4A58-AC1C-3470EE2F376A}\nID      : " +
			"{B5946137-7B9F-4925-AF80-51ABD60B20D5}\nName    : Example provider 1.0\nType    : 1\nVersion : 1.0.0.7\n",
			parse.ProviderVSSProvider, "provider_name=Example provider 1.0 " +
				"provider_id={b5946137-7b9f-4925-af80-51abd60b20d5} class_id={65ee1dba-8ff4-4a58-ac1c-3470ee2f376a}"},
		{"no shadow copies", "ID      : 7\nState   : Running\nName    : a job\n", "", ""},
	} {
		r := texttest.Read(t, []byte(c.content), Objects)
		got, provider := "", ""
		for _, one := range r.Records {
			var fields []string
			for _, name := range []string{"snapshot_set_id", "snapshot_id", "provider_name", "provider_id", "class_id", "volume", "device", "used", "state"} {
				if v := one.Text(name); v != "" {
					fields = append(fields, name+"="+v)
				}
			}
			if !one.Time.IsZero() && one.Provider == parse.ProviderShadow {
				fields = append(fields, "@"+one.Time.Wall.Time().Format("2006-01-02T15:04:05"))
			}
			got, provider = got+strings.Join(fields, " "), one.Provider
		}
		if diff := cmp.Diff(c.provider+" "+c.want, provider+" "+got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
	}
}

// Objects with the columns of shadow copies and without their keys are not claimed.
func TestObjectsWithoutKey(t *testing.T) {
	const text = "ID           : job 7\nDeviceObject : x\nState        : 12\nVolumeName   : D:\n"
	if r := texttest.Read(t, []byte(text), Objects); len(r.Records) > 0 || r.Format != parse.KindUnrecognised {
		t.Errorf("%d records of %q", len(r.Records), r.Format)
	}
}

func FuzzObjects(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			"ID : {0A000000-0000-4000-8000-000000000001}\nDeviceObject : x\nState : 12\n",
			"AllocatedSpace=1\nUsedSpace=2\nMaxSpace=3\nVolume=x\n",
		},
		Objects,
	)
}

// Each answer of Create, in each form.
func TestMethod(t *testing.T) {
	for content, want := range map[string]string{
		"ReturnValue      : 8\nShadowID         : {00000000-0000-0000-0000-000000000000}\n": "snapshot-failed " +
			"0x80042317 ",
		"instance of __PARAMETERS\n{\n\tReturnValue = 10;\n\tShadowID = " +
			"\"{00000000-0000-0000-0000-000000000000}\";\n};\n": "snapshot-failed 0x80042306 ",
		"ShadowID    : {0A000000-0000-4000-8000-000000000001}\nReturnValue : 0\n": "snapshot-done  " +
			"{0a000000-0000-4000-8000-000000000001}",
		"ReturnValue : 13\nShadowID : \n": "snapshot-failed  ",
		"ReturnValue : 2\nOther : 3\n":    "",
		"ReturnValue : 99\nShadowID : \n": "",
	} {
		r := texttest.Read(t, []byte(content), Method)
		got := ""
		for _, one := range r.Records {
			got += one.Text(
				parse.FieldPhrase,
			) + " " + one.Text(
				parse.FieldHResult,
			) + " " + one.Text(
				parse.FieldSnapshotID,
			)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

// The answer of Create as the library go-vss (Kopia) tells it.
func TestMethodOfLibrary(t *testing.T) {
	r := texttest.Read(t, []byte("ERROR vss: Win32_ShadowCopy.Create(`D:\\`) returned 7 (Volume is in use)\n"), Method)
	if len(r.Records) != 1 || r.Records[0].Text(parse.FieldMessageID) != "7" {
		t.Errorf("%d records", len(r.Records))
	}
}
