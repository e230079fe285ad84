package eventjson

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/vsslog/vsslog/internal/cputime"
	"github.com/vsslog/vsslog/parse"
)

// BenchmarkRead reads a line of JSON for each event, as different tools write them: all of
// them, and those of a selector that wants none. What is asked of it: 120 MB in a second of
// one processor.
func BenchmarkRead(b *testing.B) {
	for _, tool := range []struct{ name, line string }{
		{"nxlog", `{"EventTime":"2023-07-19 09:02:%02d","Hostname":"DC01.example.com","Keywords":"0x80000000000000","EventType":"INFO","SeverityValue":2,` +
			`"EventID":%d,"SourceName":"Service Control Manager","Task":0,"RecordNumber":%d,"ExecutionProcessID":612,"ExecutionThreadID":1188,` +
			`"Channel":"System","Message":"The Volume Shadow Copy service entered the running state.","param1":"Volume Shadow Copy","param2":"running",` +
			`"EventReceivedTime":"2023-07-19 09:02:21","SourceModuleName":"in","SourceModuleType":"im_msvistalog"}` + "\n"},
		{"evtx_dump", `{"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"Provider":{"#attributes":` +
			`{"Name":"Service Control Manager","Guid":"555908D1-A6D7-4695-8E1E-26931D2012F4"}},"TimeCreated":{"#attributes":{"SystemTime":"2023-07-19T09:02:%02d.040Z"}},` +
			`"EventID":%d,"EventRecordID":%d,"Version":0,"Level":4,"Task":0,"Opcode":0,"Keywords":"0x8080000000000000",` +
			`"Correlation":null,"Execution":{"#attributes":{"ProcessID":612,"ThreadID":1188}},"Channel":"System","Computer":"DC01.example.com","Security":null},` +
			`"EventData":{"param1":"Volume Shadow Copy","param2":"running","Binary":"5600530053002F0034000000"}}}` + "\n"},
		{"winlogbeat", `{"@timestamp":"2023-07-19T09:02:%02d.040Z","@metadata":{"beat":"winlogbeat","type":"_doc","version":"8.1.0"},"winlog":{"event_id":"%d",` +
			`"record_id":%d,"channel":"System","provider_name":"Service Control Manager","provider_guid":"{555908d1-a6d7-4695-8e1e-26931d2012f4}",` +
			`"computer_name":"DC01.example.com","process":{"pid":612,"thread":{"id":1188}},"keywords":["Classic"],"api":"wineventlog",` +
			`"event_data":{"param1":"Volume Shadow Copy","param2":"running"}},"event":{"kind":"event","code":"7036","provider":"Service Control Manager"},` +
			`"host":{"name":"DC01.example.com"},"log":{"level":"information"},"message":"The Volume Shadow Copy service entered the running state."}` + "\n"},
	} {
		var file bytes.Buffer
		for k := 0; file.Len() < 4<<20; k++ {
			fmt.Fprintf(&file, tool.line, k%60, 7036, k+1)
		}
		for _, bench := range []struct {
			name string
			opt  parse.Options
		}{{"all", parse.Options{}}, {"selected", parse.Options{Selector: &parse.Selector{}}}} {
			b.Run(tool.name+"/"+bench.name, func(b *testing.B) {
				b.SetBytes(int64(file.Len()))
				b.ReportAllocs()
				begun, rounds := cputime.Used(), 0
				for b.Loop() {
					rounds++
					if err := Format.Read(context.Background(), input(file.Bytes()), bench.opt, func(batch *parse.Batch) error { batch.Release(); return nil }); err != nil {
						b.Fatal(err)
					}
				}
				if took := cputime.Used() - begun; took > 0 {
					b.ReportMetric(float64(file.Len()*rounds)/1e6/took.Seconds(), "MB/cpu-s")
				}
			})
		}
	}
}
