package requester

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// Chains of errors as programs of Acronis print them; the messages are ours.
func TestAcronis(t *testing.T) {
	const rule = "--------------------\n"
	for name, c := range map[string]struct{ text, want string }{
		"plain": {"Error code: 4\nModule: 316\nLineInfo: e6792a5ee190dd83\nFields: \nMessage: No snapshot of " +
			"it.\n" + rule +
			"Error code: 65520\nModule: 0\nLineInfo: bd28fdbd64edb816\nFields: code : -2147212302\nMessage: A COM " +
			"error.\n" + rule,
			"hresult=0x800423f2|message_id=4"},
		"hex": {"Code: 21 692 431(0x014B000F)\n<u>LineInfo:</u> 0x92B7C14BE2B74795;\n \nModule: " +
			"virt_addon_50220\nMessage: Nothing to see.\n",
			"message_id=0x014B000F"},
		"translated": {"Fehlercode: 22\nModul: 309\nZeileninfo: 0x8D165E86FB819595\nFelder: {\"$module\":\"mms_vsa64_1\"}\n" +
			"Nachricht: Der Plan ging nicht.\n" + rule + "Fehlercode: 65520\nModul: 0\nZeileninfo: 0xBD28FDBD64EDB8F1\n" +
			"Felder: {\"$module\":\"mms_vsa64_1\",\"code\":\"2147942405\"}\nNachricht: Kein Recht.\n",
			"hresult=0x80070005|message_id=22|Kein Recht. Der Plan"},
		"a file in the fields": {"Error code: 22\nModule: 309\nLineInfo: 0x8D165E86FB819595\nFields: {\"$module\":\"mms_1\"}\nMessage: The job did not run.\n" +
			rule + "Error code: 45\nModule: 4\nLineInfo: 0xF35F747B3B21F916\nFields: {\"path\":\"\\\\\\\\?\\\\E:\\\\Agent\\\\own.dat\",\"$module\":\"mms_1\"}\nMessage: No such file.\n",
			`path=E:\Agent\own.dat|No such file. (E:\Agent\own.dat)`},
		"line breaks lost": {"x was empty. Additional info:" + rule[:20] + "Error code: 21 Fields: {\"$module\":\"mms_1\",\"a\":\"b\"} Message: The job ended. " +
			rule[:20] + " Error code: 54 Fields: {\"$module\":\"hv_1\"} Message: Could not read disk 'F:\\vm\\a.vhdx'. " + rule[:20] + "\n",
			"message_id=21|Could not read disk"},
		"JSON": {"{\n  \"error\": {\n    \"context\": {\n      \"$module\": \"disk_1\",\n      \"code\": 202,\n      \"suberror\": {\n        \"code\": 75,\n" +
			"        \"text\": \"Volume was not copied.\"\n      },\n      \"text\": \"The job ended.\"\n    },\n    \"cause_str\": \"Volume was not copied.\"\n  }\n}\n",
			"message_id=202|Volume was not copied. The job"},
		"no chain": {"Error code: 4\nModule: 316\nMessage: not one of theirs\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := texttest.Read(t, []byte(c.text), Acronis)
			if c.want == "" {
				if len(r.Records) > 0 {
					t.Fatalf("%d records", len(r.Records))
				}
				return
			}
			if len(r.Records) != 1 {
				t.Fatalf("%d records", len(r.Records))
			}
			for _, part := range strings.Split(c.want, "|") {
				if got := texttest.Fields(r.Records[0]) + " " + r.Records[0].Text(parse.FieldText); !strings.Contains(got, part) {
					t.Errorf("%s: no %s", got, part)
				}
			}
		})
	}
}

func TestNative(t *testing.T) {
	frames := "\tKernelBase.dll!_RaiseException@16()\n\tvssapi.dll!CVssTracer::Throw(int)\n\tvssapi.dll!CVssThing::GetIt(void *)\n\tother.dll!main()\n"
	r := texttest.Read(t, []byte(frames), Native)
	if len(r.Records) != 1 || r.Records[0].Text("function") != "CVssThing::GetIt" {
		t.Errorf("%d records", len(r.Records))
	}
	two := strings.Join(strings.SplitAfter(frames, "\n")[:2], "")
	three := strings.Join(strings.SplitAfter(frames, "\n")[:3], "")
	if a, b := texttest.Read(t, []byte(two), Native), texttest.Read(t, []byte(three), Native); len(a.Records) != 0 || len(b.Records) != 1 {
		t.Errorf("%d records of two frames, which are no stack, and %d of three", len(a.Records), len(b.Records))
	}
	if r := texttest.Read(t, []byte("\tKernelBase.dll!RaiseException\n\tvssapi.dll!CVssThing::GetIt\n"), Native); len(r.Records) != 0 {
		t.Errorf("%d records of two frames of which one names VSS", len(r.Records))
	}
	waits := strings.ReplaceAll(strings.ReplaceAll(frames, "_RaiseException@16", "Wait"), "::Throw", "::Wait")
	if r := texttest.Read(t, []byte(waits), Native); len(r.Records) > 0 {
		t.Error("a stack without an exception is taken for a failure")
	}
}

// FuzzAcronis: no text makes the reader fail or lose bytes.
func FuzzAcronis(f *testing.F) {
	f.Add(
		[]byte(
			"Error code: 4\nModule: 316\nLineInfo: e6\nFields: code : -2147212302\nMessage: No.\n----------\nError " +
				"code: 4\nLineInfo: 1\n",
		),
	)
	f.Add([]byte("a.dll!_RaiseException()\nvssapi.dll!CVss::Throw()\nvssapi.dll!CVssX::Y()\n"))
	f.Fuzz(func(t *testing.T, data []byte) { texttest.Read(t, data, Acronis, Native) })
}
