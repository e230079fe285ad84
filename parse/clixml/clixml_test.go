package clixml

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

const (
	head = `<Objs Version="1.1.0.1" xmlns="` + namespace + `">` + "\r\n"
	tail = "</Objs>"
	win  = `  <Obj RefId="0">
    <TN RefId="0"><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T><T>System.Object</T></TN>
    <ToString>System.Diagnostics.Eventing.Reader.EventLogRecord</ToString>
    <Props>
      <I32 N="Id">12289</I32><By N="Version">0</By><I32 N="Qualifiers">49152</I32><By N="Level">2</By><I32 N="Task">0</I32>
      <I64 N="RecordId">4711</I64><S N="ProviderName">VSS</S><Nil N="ProviderId" /><S N="LogName">Application</S><Nil N="ProcessId" />
      <S N="MachineName">srv1.example.com</S><DT N="TimeCreated">2024-05-14T02:01:27.1230000+02:00</DT><S N="LevelDisplayName">Error</S>
      <Obj N="Properties" RefId="1"><TN RefId="1"><T>x</T></TN><LST>
        <Obj RefId="2"><Props><S N="Value">routine A</S></Props></Obj>
        <Obj RefId="3"><Props><S N="Value">0x80042306_x000D__x000A_end</S></Props></Obj>
      </LST></Obj>
    </Props>
    <MS><S N="Message">a message</S></MS>
  </Obj>
`
	classic = `  <Obj RefId="9"><TNRef RefId="4" /><Props><I32 N="EventID">8193</I32><S N="MachineName">srv1</S><BA N="Data">LSBD</BA><I32 N="Index">12</I32>
    <Obj N="EntryType" RefId="5"><TN RefId="5"><T>x</T></TN><ToString>Warning</ToString><I32>2</I32></Obj><S N="Message">text of it</S><S N="Source">VSS</S>
    <Obj N="ReplacementStrings" RefId="6"><LST><S>one</S></LST></Obj><I64 N="InstanceId">3221233665</I64><DT N="TimeGenerated">2024-05-14T02:01:27</DT></Props></Obj>
`
	shallow = `  <Obj RefId="0"><Props><I32 N="Id">8194</I32><S N="ProviderName">VSS</S><DT N="TimeCreated">2024-05-14T02:01:27Z</DT>
    <Obj N="Properties" RefId="1"><LST><S>System.Diagnostics.Eventing.Reader.EventProperty</S></LST></Obj></Props><MS><S N="Message">hr = 0x80070005</S></MS></Obj>
`
	other = `  <Obj RefId="7"><Props><S N="Name">VSS</S><S N="Status">Stopped</S></Props></Obj>` + "\r\n"
)

func input(data []byte) *parse.Input {
	return &parse.Input{
		Source: "x.xml",
		Size:   int64(len(data)),
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

func records(t testing.TB, data []byte) (all []*parse.Record, damage []parse.Damage, total int64, err error) {
	err = Format.Read(context.Background(), input(data), parse.Options{}, func(b *parse.Batch) error {
		for i := range b.Records {
			all = append(all, b.Records[i].Clone())
		}
		damage = append(damage, b.Damage...)
		total += b.Account.Total()
		b.Release()
		return nil
	})
	return all, damage, total, err
}

func utf16(s string) []byte {
	p := []byte{0xff, 0xfe}
	for i := 0; i < len(s); i++ {
		p = append(p, s[i], 0)
	}
	return p
}

func TestEvents(t *testing.T) {
	content := head + win + other + classic + shallow + tail
	for _, data := range [][]byte{[]byte(content), utf16(content)} {
		if got := Format.Detect(parse.Sample{Head: data, Size: int64(len(data))}); got != parse.Certain {
			t.Errorf("confidence %d", got)
		}
		all, damage, total, err := records(t, data)
		if err != nil || len(damage) > 0 || len(all) != 3 || total != int64(len(data)) {
			t.Fatalf("%v, damage %v, %d records, %d of %d bytes", err, damage, len(all), total, len(data))
		}
		a, b, c := all[0], all[1], all[2]
		if a.Provider != "VSS" || a.EventID != 12289 || a.RecordID != 4711 || a.Level != 2 || a.Channel != "Application" || a.Computer != "srv1.example.com" ||
			a.Time.Wall.Time().Format("15:04:05.000") != "00:01:27.123" || a.Argument(1) != "routine A" ||
			a.Argument(2) != "0x80042306\r\nend" {
			t.Errorf("%+v", a)
		}
		if b.EventID != 8193 || b.Qualifiers != 0xc000 || b.Level != 3 || b.Argument(1) != "one" || b.Binary != "- C" ||
			b.Time.Zone != parse.ZoneLocal {
			t.Errorf("%+v", b)
		}
		if c.EventID != 8194 || !c.FromText || !strings.Contains(c.Text("message"), "0x80070005") {
			t.Errorf("%+v", c)
		}
	}
}

func TestDamage(t *testing.T) {
	for name, content := range map[string]string{
		"cut":     head + win + win[:400],
		"broken":  head + win + "<Obj RefId=\"1\"><Props><S N=\"Id\">&bad;<</S></Props></Obj>" + tail,
		"no name": head + win + "<Obj RefId=\"1\">" + strings.Repeat("<Props>", 100) + strings.Repeat("</Props>", 100) + "</Obj>" + tail,
	} {
		all, damage, total, err := records(t, []byte(content))
		if err != nil || len(all) != 1 || len(damage) != 1 || total != int64(len(content)) {
			t.Errorf("%s: %v, %d records, damage %v, %d of %d bytes", name, err, len(all), damage, total, len(content))
		}
	}
	if _, _, _, err := records(t, []byte(head+other+tail)); err == nil {
		t.Error("a file without events is read without an error")
	}
	if got := Format.Detect(parse.Sample{Head: []byte(head + other + tail)}); got != parse.No {
		t.Errorf("objects that are no events: %d", got)
	}
}

func TestHostile(t *testing.T) {
	for name, content := range map[string]string{
		"nested":     head + win + strings.Repeat("<Obj>", 50_000),
		"empty":      head + win + strings.Repeat("<Obj/>", 50_000),
		"names":      head + win + strings.Repeat("<Objs ", 50_000),
		"siblings":   head + win + "<Obj><Props>" + strings.Repeat("<S N=\"a\">b</S>", 50_000) + "</Props></Obj>",
		"no end tag": head + win + "<Obj " + strings.Repeat("a=\"b\" ", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, total, err := records(t, []byte(content)); err != nil || total != int64(len(content)) {
				t.Errorf("%v, %d of %d bytes", err, total, len(content))
			}
		})
	}
}

func FuzzClixml(f *testing.F) {
	for _, seed := range []string{head + win + tail, head + classic + shallow, head + "<Obj><Obj/></Obj>", "<Obj>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _, total, err := records(t, data)
		if err == nil && total != int64(len(data)) {
			t.Errorf("%d of %d bytes accounted for", total, len(data))
		}
	})
}
