package eventtext

import (
	"strconv"
	"testing"

	"github.com/vsslog/vsslog/parse/console/texttest"
)

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
		"On Monday we saw *\"The shadow copies of volume D: were deleted: nothing\ncould grow in time\"* in the " +
			"log.": "VolSnap 25",
	} {
		r := texttest.Read(t, []byte(content+"\n"), Events, Messages)
		if len(r.Records) != 1 {
			t.Errorf("%q: %d records", content, len(r.Records))
			continue
		}
		if got := r.Records[0].Provider + " " + strconv.Itoa(int(r.Records[0].EventID)); got != want {
			t.Errorf("%q: %s, want %s", content, got, want)
		}
	}
	talk := "We looked at it for a long time and found nothing that helped us.\nThe shadow copies of volume D: were " +
		"deleted since nothing could grow in time.\nThat is what the log said and we believed it at once.\n"
	if r := texttest.Read(t, []byte(talk), Events, Messages); len(r.Records) > 0 {
		t.Errorf("talk is taken for %s", r.Records[0].Provider)
	}
}
