package trace

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

var all = []console.Grammar{VSSTrace, EventData, Diary}

func check(t *testing.T, content, format string, want ...string) {
	t.Helper()
	r := texttest.Read(t, []byte(content), all...)
	var got []string
	for _, one := range r.Records {
		s := texttest.Fields(one)
		if !one.Time.IsZero() {
			s += " " + one.Time.Wall.String()
		}
		got = append(got, s)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if r.Format != format || len(r.Damage) > 0 {
		t.Errorf("format %s, damage %v", r.Format, r.Damage)
	}
}

// The head is confirmed for the SQL Writer; the function names of VSSVC and its
// clock are not.
func TestTrace(t *testing.T) {
	const ids = "process_id=420 thread_id=4660"
	check(
		t,
		strings.Join([]string{
			"[0002341.234,0x01a4:0x1234:0x0eba42eb] ENTER {CVssWriterImpl::OnFreezeInternal}: ",
			"[0002345.678,0x01a4:0x1234:0x0eba42eb] EXIT  {CVssWriterImpl::OnFreezeInternal}: hr: 0x00000000",
			"[-,0x01a4:0x1234:0x0eba42eb] ENTER {CVssWriterImpl::OnThaw}:",
			"[-,0x01a4:0x1234:0x0eba42eb] EXIT  {CVssWriterImpl::OnThaw}: hr: 0x800423f2",
			`[-,0x01a4:0x1234:0x0eba42eb] base\x.cpp(123): STDMETHODCALLTYPE CVssCoordinator::Foo: Throwing HRESULT code 0x80042306. Previous HRESULT code = 0x0`,
			"[-,0x01a4:0x1234:0x0eba42eb] ENTER {Snapshot::~Snapshot}:",
			"ENTER {CVssCoordinator::DoSnapshotSet}: SnapshotSetId = {AC57B85B-0000-4000-8000-000000000001}",
			"EXIT  {CVssCoordinator::DoSnapshotSet}: hr: 0x00000000"}, "\r\n"),
		"vss-trace",
		"tool=vss-trace phrase=freeze function=CVssWriterImpl::OnFreezeInternal "+ids+" clock=0002341.234",
		"tool=vss-trace phrase=freeze-end function=CVssWriterImpl::OnFreezeInternal "+
			"hresult=0x00000000 "+ids+" clock=0002345.678",
		"tool=vss-trace phrase=thaw function=CVssWriterImpl::OnThaw "+ids,
		"tool=vss-trace phrase=thaw-end function=CVssWriterImpl::OnThaw hresult=0x800423f2 "+ids,
		"tool=vss-trace phrase=code function=CVssCoordinator::Foo hresult=0x80042306 "+ids,
		"tool=vss-trace phrase=snapshot-start function=CVssCoordinator::DoSnapshotSet "+
			"snapshot_set_id={ac57b85b-0000-4000-8000-000000000001}",
		"tool=vss-trace phrase=snapshot-done function=CVssCoordinator::DoSnapshotSet hresult=0x00000000",
	)
}

func TestTraceCutShort(t *testing.T) {
	r := texttest.Read(t, []byte("[-,0x01a4:0x1234:0x0eba42eb] ENTER {A::OnFreeze}:\r\n[-,0x01a4:0x12"), all...)
	if len(r.Damage) != 1 || r.Damage[0].Line != 2 {
		t.Errorf("damage %v", r.Damage)
	}
}

func TestEventData(t *testing.T) {
	const data = "- Code: WRTWRTIC00000729- Call: WRTWRTIC00000649- PID:  00001084- TID:  00018976- CMD:  C:\\a.exe " +
		"-k X   - User: NT AUTHORITY\\X   - Sid:  S-1-5-20"
	const want = "tool=vss-event-data phrase=message function=WRTWRTIC00000729 process_id=1084 thread_id=18976"
	check(t, data, "vss-event-data", want)
	var dump strings.Builder
	for at := 0; at < len(data); at += 8 {
		part := data[at:min(at+8, len(data))]
		dump.WriteString(hexLine(at, part))
	}
	check(t, dump.String(), "vss-event-data", want)
	r := texttest.Read(t, []byte(dump.String()), all...)
	if one := r.Records[0]; one.UserSID != "S-1-5-20" || one.ProcessID != 1084 || one.ThreadID != 18976 ||
		one.Text(parse.FieldText) != `C:\a.exe -k X` {
		t.Errorf(
			"sid %s, process %d, thread %d, %s",
			one.UserSID,
			one.ProcessID,
			one.ThreadID,
			one.Text(parse.FieldText),
		)
	}
}

func hexLine(at int, part string) string {
	const digits = "0123456789ABCDEF"
	s := string([]byte{digits[at>>12&15], digits[at>>8&15], digits[at>>4&15], digits[at&15]}) + ": "
	for i := 0; i < len(part); i++ {
		s += string([]byte{digits[part[i]>>4], digits[part[i]&15], ' '})
	}
	return s + "  " + part + "\r\n"
}

// Unconfirmed: no diary of a writer was seen.
func TestDiary(t *testing.T) {
	check(
		t,
		"2026-11-22 02:00:04.120 VSS writer 'c-tree Writer': OnFreeze called\n2026-11-22 02:00:04.400 OnFreeze "+
			"finished\n2026-11-22 02:00:05.000 OnThaw\nOnThaw without a time\n",
		"writer-diary",
		"tool=diary phrase=freeze function=OnFreeze writer_name=c-tree Writer 2026-11-22T02:00:04.1200000Z",
		"tool=diary phrase=freeze-end function=OnFreeze 2026-11-22T02:00:04.4000000Z",
		"tool=diary phrase=thaw function=OnThaw 2026-11-22T02:00:05.0000000Z",
	)
}

func FuzzTrace(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			"[0002341.234,0x01a4:0x1234:0x0eba42eb] ENTER {A::OnFreeze}:\n[-,0x01a4:0x12",
			"EXIT  {A::DoSnapshotSet}: hr: 0x80042306",
			"[-,0x1:0x2:0x3] a.cpp(1): A::B: hr = 0x8077000e",
			hexLine(0, "- Code: ") + hexLine(8, "WRTWRTIC"),
			"2026-11-22 02:00:04 OnThaw done 0x800423f2\n",
			"- Code: WRTWRTIC00000729- Call: WRTWRTIC00000649- PID:  00001084- TID:  00018976- CMD:  a",
		},
		all...)
}
