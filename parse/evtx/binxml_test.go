package evtx

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// both reads data on both paths, holds that they agree and that every byte is
// accounted for, and returns the result.
func both(t *testing.T, data []byte, opt parse.Options) *result {
	t.Helper()
	slow := newRun(opt)
	slow.general = true
	a, b := readWith(data, newRun(opt), 1), readWith(data, slow, 1)
	compareResults(t, t.Name(), a, b)
	checkAccount(t, t.Name(), len(data), a)
	return a
}

// one reads a file of a single record that has to come out undamaged.
func one(t *testing.T, c *chunkBuilder) *parse.Record {
	t.Helper()
	res := both(t, file(c.bytes()), parse.Options{})
	if res.err != nil || len(res.damage) > 0 || len(res.records) != 1 {
		t.Fatalf("%d records, damage %v, error %v", len(res.records), res.damage, res.err)
	}
	return res.records[0]
}

func fieldsOf(r *parse.Record) (all []string) {
	for _, f := range r.Fields {
		all = append(all, f.Name+"="+f.Value.String())
	}
	return all
}

func wantFields(t *testing.T, r *parse.Record, want ...string) {
	t.Helper()
	if got := fieldsOf(r); !reflect.DeepEqual(got, want) {
		t.Errorf("fields\n%q\nwant\n%q", got, want)
	}
}

// data writes a record whose EventData is what body writes, with values from 4 on.
func (c *chunkBuilder) data(body func(), more ...value) {
	c.record(testTime, func() {
		c.fragment()
		c.instance(7, func() {
			c.start(-1, "Event", false)
			c.close()
			c.system("Test")
			body()
			c.end()
		}, append([]value{num16(1), filetime(testTime), hex64(0), str("HOST")}, more...)...)
	})
}

func TestSystem(t *testing.T) {
	c := newChunk(9)
	c.classic("VSS", 8224, 1, "one")
	r := one(t, c)
	want := parse.Record{
		Offset: 4096 + 512, Length: r.Length, HeaderRecordID: 9,
		Time: parse.Exact(testTime), Written: parse.Exact(testTime),
		Channel: "Application", Provider: "VSS", EventID: 8224, Keywords: keywordClassic, Computer: "HOST",
		Fields: []parse.Field{{Value: parse.StringValue("one")}},
	}
	if !reflect.DeepEqual(*r, want) {
		t.Errorf("got\n%+v\nwant\n%+v", *r, want)
	}
}

func TestWholeSeconds(t *testing.T) {
	const second = testTime - testTime%uint64(parse.Second)
	for _, test := range []struct {
		time, keywords uint64
		resolution     parse.Ticks
	}{
		{second, keywordClassic, parse.Second},
		{second + 1, keywordClassic, parse.Tick},
		{second, 0, parse.Tick},
	} {
		c := newChunk(1)
		c.record(test.time, func() {
			c.fragment()
			c.instance(7, func() {
				c.start(-1, "Event", false)
				c.close()
				c.system("Test")
				c.end()
			}, num16(1), filetime(test.time), hex64(test.keywords), str("HOST"))
		})
		if r := one(t, c); r.Time.Resolution != test.resolution || r.Written.Resolution != test.resolution {
			t.Errorf("%+v: time %v, written %v", test, r.Time, r.Written)
		}
	}
}

func TestValueTypes(t *testing.T) {
	long := func(n int) []byte { b := make([]byte, n); b[0] = 0xfe; b[n-1] = 0xff; return b }
	values := []struct {
		v    value
		want string
	}{
		{raw(0), ""},
		{str("text\x00\x00"), "text"},
		{raw(2, []byte("ansi\xe9\x00")...), "ansié"},
		{raw(3, 0xff), "-1"},
		{raw(4, 0xff), "255"},
		{raw(5, long(2)...), "-2"},
		{raw(6, long(2)...), "65534"},
		{raw(7, long(4)...), "-16776962"},
		{raw(8, long(4)...), "4278190334"},
		{raw(9, long(8)...), "-72057594037927682"},
		{raw(10, long(8)...), "18374686479671623934"},
		{raw(11, 0, 0, 0xc0, 0x3f), "1.5"},
		{raw(12, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f), "1.5"},
		{raw(13, 1, 0, 0, 0), "true"},
		{raw(13, 0), "false"},
		{raw(14, 0xab, 0xcd), "ABCD"},
		{raw(15, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), "{04030201-0605-0807-090a-0b0c0d0e0f10}"},
		{raw(16, 0xff, 1, 0, 0), "0x1ff"},
		{filetime(testTime), "2019-04-17T18:40:00.1234567Z"},
		{raw(18, 0xe3, 7, 4, 0, 3, 0, 17, 0, 18, 0, 40, 0, 5, 0, 7, 0), "2019-04-17T18:40:05.007Z"},
		{raw(19, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0), "S-1-5-18"},
		{raw(20, 0xf2, 0x23, 0x04, 0x80), "0x800423f2"},
		{raw(21, 0xff, 0, 0, 0, 0, 0, 0, 0), "0xff"},
		{raw(6), ""},                                          // no bytes: as NULL
		{raw(6, 1, 2, 3), "010203"},                           // no size of a number: its bytes
		{raw(0x55, 1, 2), "0102"},                             // unknown type: its bytes
		{raw(15, 1, 2, 3), "010203"},                          // a GUID cut short
		{raw(19, 1, 9, 0, 0, 0, 0, 0, 5), "0109000000000005"}, // a SID shorter than it says
	}
	c := newChunk(1)
	var all []value
	var want []string
	for _, v := range values {
		all, want = append(all, v.v), append(want, "="+v.want)
	}
	c.data(func() {
		c.start(-1, "EventData", false)
		c.close()
		for i, v := range values {
			c.leaf(-1, "Data", func() { c.subst(4+i, v.v.typ) })
		}
		c.end()
	}, all...)
	wantFields(t, one(t, c), want...)
}

func TestArrays(t *testing.T) {
	c := newChunk(1)
	c.data(func() {
		c.start(-1, "EventData", false)
		c.close()
		for i := range 6 {
			c.start(-1, "Data", true)
			c.attr("Name")
			c.text(fmt.Sprint("d", i))
			c.close()
			c.subst(4+i, 0x81)
			c.end()
		}
		c.end()
	},
		raw(0x81, encodeUTF16("one\x00two\x00\x00four\x00")...),
		raw(0x81, encodeUTF16("open")...),
		raw(0x81),
		raw(0x86, 1, 0, 2, 0, 3),
		raw(0x93, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 5, 19, 0, 0, 0),
		raw(0x82, []byte("a\x00b\x00")...),
	)
	wantFields(t, one(t, c), "d0=one", "d0=two", "d0=", "d0=four", "d1=open", "d2=", "d3=1", "d3=2", "d3=3",
		"d4=S-1-5-18", "d4=S-1-5-19", "d5=a", "d5=b")
}

func TestDataForms(t *testing.T) {
	c := newChunk(1)
	c.data(func() {
		c.start(-1, "EventData", true)
		c.attr("Name")
		c.text("KIND")
		c.close()
		c.start(-1, "Data", false)
		c.empty()
		c.leaf(4, "Data", func() { c.text("gone: value 4 is NULL") })
		c.leaf(5, "Data", func() { c.text("there: value 5 is not") })
		c.start(-1, "ComplexData", true)
		c.attr("Name")
		c.text("state")
		c.close()
		c.subst(5, 4)
		c.end()
		c.leaf(-1, "Other", func() { c.subst(4, 0) })
		c.leaf(-1, "Binary", func() { c.optional(6, 14) })
		c.end()
	}, raw(0), raw(4, 7), raw(14, 0xca, 0xfe))
	r := one(t, c)
	wantFields(t, r, "=", "=there: value 5 is not", "state=7", "Other=", "/@Name=KIND")
	if r.Binary != "\xca\xfe" {
		t.Errorf("binary %x", r.Binary)
	}
	if _, ok := r.Field("Other"); !ok || !r.Fields[3].Value.IsNull() {
		t.Error("a NULL is not NULL")
	}
}

// A value is there whether its place is optional or not, and its element if it is absent, but no
// attribute.
func TestOptionalValues(t *testing.T) {
	for _, c := range map[string]struct {
		v    value
		want string
	}{
		"a string":   {str("seven"), "seven"},
		"a byte":     {raw(4, 7), "7"},
		"two bytes":  {raw(6, 7, 0), "7"},
		"four bytes": {raw(8, 7, 0, 0, 0), "7"},
		"a flag":     {raw(13, 1, 0, 0, 0), "true"},
		"a SID":      {raw(19, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0), "S-1-5-18"},
		"absent":     {raw(0), ""},
	} {
		b := newChunk(1)
		b.data(func() {
			b.start(-1, "EventData", false)
			b.close()
			b.leaf(-1, "Plain", func() { b.subst(4, c.v.typ) })
			b.leaf(-1, "Optional", func() { b.optional(4, c.v.typ) })
			b.start(-1, "Of", true)
			b.attr("optional")
			b.optional(4, c.v.typ)
			b.empty()
			b.end()
		}, c.v)
		r := one(t, b)
		if c.want == "" {
			wantFields(t, r, "Plain=", "Optional=", "Of=")
			continue
		}
		wantFields(t, r, "Plain="+c.want, "Optional="+c.want, "Of=", "Of/@optional="+c.want)
	}
}

func TestTextTokens(t *testing.T) {
	c := newChunk(1)
	c.data(func() {
		c.start(-1, "EventData", false)
		c.close()
		c.leaf(-1, "Data", func() {
			c.text("a")
			c.u8(tokenEntityRef)
			c.name("amp")
			c.u8(tokenCharRef)
			c.u16('é')
			c.u8(tokenCDATA)
			c.u16(3)
			c.wide("<b>")
			c.u8(tokenEntityRef)
			c.name("unknown")
		})
		c.u8(tokenPITarget)
		c.name("target")
		c.u8(tokenPIData)
		c.u16(2)
		c.wide("pi")
		c.leaf(-1, "Data", func() { c.text("id "); c.subst(0, 6); c.text("!") })
		c.leaf(-1, "Data", func() { c.text("guid "); c.subst(4, 15) })
		c.end()
	}, raw(15, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))
	wantFields(t, one(t, c), "=a&é<b>&unknown;", "=id 1!", "=guid {04030201-0605-0807-090a-0b0c0d0e0f10}")
}

// TestNestedBinXML has the data in a value of type 0x21: as a template, with and
// without a fragment header, and as plain elements, which have no dependency.
func TestNestedBinXML(t *testing.T) {
	for name, write := range map[string]func(c *chunkBuilder){
		"template": func(c *chunkBuilder) {
			c.fragment()
			c.instance(8, func() {
				c.start(-1, "EventData", false)
				c.close()
				c.leaf(-1, "Data", func() { c.subst(0, 1) })
				c.end()
			}, str("inner"))
		},
		"template without header": func(c *chunkBuilder) {
			c.instance(8, func() {
				c.start(-1, "EventData", false)
				c.close()
				c.leaf(-1, "Data", func() { c.subst(0, 1) })
				c.end()
			}, str("inner"))
		},
		"elements": func(c *chunkBuilder) {
			c.fragment()
			c.start(inFragment, "EventData", false)
			c.close()
			c.leaf(inFragment, "Data", func() { c.text("inner") })
			c.end()
			c.u8(tokenEOF)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newChunk(1)
			c.data(func() { c.optional(4, typeBinXML) }, binXML(func() { write(c) }))
			wantFields(t, one(t, c), "=inner")
		})
	}
}

func TestUserData(t *testing.T) {
	leaves := func(c *chunkBuilder, dependency int, id func()) {
		c.start(dependency, "EventXML", true)
		c.attr("xmlns")
		c.text("http://example.com/")
		c.attr("kind")
		c.text("k")
		c.close()
		c.leaf(dependency, "A", id)
		c.start(dependency, "B", true)
		c.attr("x")
		id()
		c.close()
		c.leaf(dependency, "C", func() { c.text("c1") })
		c.leaf(dependency, "C", func() { c.text("c2") })
		c.end()
		c.start(dependency, "D", true)
		c.attr("only")
		c.text("attribute")
		c.empty()
		c.start(dependency, "E", false)
		c.empty()
		c.end()
	}
	want := []string{"/@kind=k", "A=1", "B/@x=1", "B/C=c1", "B/C=c2", "D/@only=attribute", "E="}
	for name, build := range map[string]func(c *chunkBuilder){
		"in the template": func(c *chunkBuilder) {
			c.data(func() {
				c.start(-1, "UserData", false)
				c.close()
				leaves(c, -1, func() { c.subst(0, 6) })
				c.end()
			})
		},
		"as a value": func(c *chunkBuilder) {
			c.data(func() {
				c.start(-1, "UserData", false)
				c.close()
				c.optional(4, typeBinXML)
				c.end()
			}, binXML(func() {
				c.fragment()
				c.instance(9, func() { leaves(c, -1, func() { c.subst(0, 6) }) }, num16(1))
			}))
		},
		"as elements": func(c *chunkBuilder) {
			c.data(func() {
				c.start(-1, "UserData", false)
				c.close()
				c.optional(4, typeBinXML)
				c.end()
			}, binXML(func() { leaves(c, inFragment, func() { c.text("1") }); c.u8(tokenEOF) }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newChunk(1)
			build(c)
			r := one(t, c)
			wantFields(t, r, want...)
			if r.UserData != "EventXML" {
				t.Errorf("UserData %q", r.UserData)
			}
			const xml = `<UserData><EventXML kind="k"><A>1</A><B x="1"><C>c1</C><C>c2</C></B><D only="attribute"/><E></E></EventXML></UserData></Event>`
			if got := string(AppendXML(nil, r)); !strings.HasSuffix(got, xml) {
				t.Errorf("XML\n%s\nwant the end\n%s", got, xml)
			}
		})
	}
}

// TestWithoutTemplate is a record as event forwarding writes it: elements and text.
func TestWithoutTemplate(t *testing.T) {
	c := newChunk(1)
	attr := func(name, v string) { c.attr(name); c.text(v) }
	leaf := func(name, v string) { c.leaf(inFragment, name, func() { c.text(v) }) }
	c.record(testTime, func() {
		c.fragment()
		c.start(inFragment, "Event", true)
		attr("xmlns", "http://schemas.microsoft.com/win/2004/08/events/event")
		c.close()
		c.start(inFragment, "System", false)
		c.close()
		c.start(inFragment, "Provider", true)
		attr("Name", "VSS")
		attr("Guid", "CB017CD2-1F37-4E65-82BC-3E91F6A37559")
		attr("EventSourceName", "vss")
		c.empty()
		c.start(inFragment, "EventID", true)
		attr("Qualifiers", "16384")
		c.close()
		c.text("8224")
		c.end()
		leaf("Version", "1")
		leaf("Level", "2")
		leaf("Task", "3")
		leaf("Opcode", "4")
		leaf("Keywords", "0x80000000000000")
		c.start(inFragment, "TimeCreated", true)
		attr("SystemTime", "2019-04-17T18:40:00.123456700Z")
		c.empty()
		leaf("EventRecordID", "77")
		c.start(inFragment, "Correlation", true)
		attr("ActivityID", "{CB017CD2-1F37-4E65-82BC-3E91F6A37559}")
		c.empty()
		c.start(inFragment, "Execution", true)
		attr("ProcessID", "10")
		attr("ThreadID", "11")
		attr("ProcessorID", "1")
		c.empty()
		leaf("Channel", "Application")
		leaf("Computer", "HOST")
		c.start(inFragment, "Security", true)
		attr("UserID", "S-1-5-18")
		c.empty()
		c.end()
		c.start(inFragment, "EventData", false)
		c.close()
		leaf("Data", "one")
		leaf("Binary", "CAFE")
		c.end()
		c.start(inFragment, "RenderingInfo", true)
		attr("Culture", "en-US")
		c.close()
		leaf("Message", "rendered")
		c.end()
		c.start(inFragment, "ProcessingErrorData", false)
		c.close()
		leaf("ErrorCode", "15003")
		c.end()
		c.end()
		c.u8(tokenEOF)
	})
	r := one(t, c)
	want := parse.Record{
		Offset: r.Offset, Length: r.Length, HeaderRecordID: 1, RecordID: 77,
		Time: parse.Exact(testTime), Written: parse.Exact(testTime),
		Channel: "Application", Provider: "VSS", ProviderGUID: "{cb017cd2-1f37-4e65-82bc-3e91f6a37559}", EventSourceName: "vss",
		EventID: 8224, Qualifiers: 16384, HasQualifiers: true, Version: 1, Level: 2, Task: 3, Opcode: 4,
		Keywords: keywordClassic, Computer: "HOST", ProcessID: 10, ThreadID: 11, HasExecution: true,
		UserSID: "S-1-5-18", ActivityID: "{cb017cd2-1f37-4e65-82bc-3e91f6a37559}",
		Fields: []parse.Field{
			{Value: parse.StringValue("one")},
			{Name: "ProcessingErrorData/ErrorCode", Value: parse.StringValue("15003")},
			{Name: "System/Execution/@ProcessorID", Value: parse.StringValue("1")},
		},
		Binary: "\xca\xfe",
	}
	if !reflect.DeepEqual(*r, want) {
		t.Errorf("got\n%+v\nwant\n%+v", *r, want)
	}
}

func TestUTF16(t *testing.T) {
	for _, test := range []struct {
		units []uint16
		want  string
	}{
		{nil, ""},
		{[]uint16{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'}, "abcdefghi"},
		{[]uint16{'a', 'b', 'c', 'd', 'e', 'ü', 'g', 'h', 'i', 'j', 'k', 'l', 'm'}, "abcdeüghijklm"},
		{[]uint16{0xd83d, 0xde00, 'x'}, "😀x"},
		{[]uint16{0xd83d, 'x'}, "\ufffdx"},
		{[]uint16{0xde00, 'x', 0xd83d}, "\ufffdx\ufffd"},
		{[]uint16{0xd83d, 0xd83d, 0xde00}, "\ufffd😀"},
		{[]uint16{0x7f, 0x80, 0x7ff, 0x800, 0xffff}, "\x7f\u0080\u07ff\u0800\uffff"},
	} {
		var raw []byte
		for _, u := range test.units {
			raw = le.AppendUint16(raw, u)
		}
		if got := string(appendUTF16([]byte("="), raw)); got != "="+test.want {
			t.Errorf("%x: %q, want %q", test.units, got, test.want)
		}
		if got := string(appendUTF16(nil, append(raw, 1))); got != test.want {
			t.Errorf("%x and an odd byte: %q", test.units, got)
		}
	}
}

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"2019-04-17T18:40:00.123456700Z": "2019-04-17T18:40:00.1234567Z",
		"2019-04-17 18:40:00Z":           "2019-04-17T18:40:00.0000000Z",
		"2000-02-29T00:00:00.5":          "2000-02-29T00:00:00.5000000Z",
		"1601-01-01T00:00:00Z":           "1601-01-01T00:00:00.0000000Z",
		"2019-02-29T00:00:00Z":           "",
		"2019-13-01T00:00:00Z":           "",
		"2019-04-17T18:40:00+01:00":      "",
		"yesterday":                      "",
	} {
		got, ok := parseTime([]byte(text))
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
}

// TestCodePages: 8-bit strings are of the code page that is asked for, by its name or number.
func TestCodePages(t *testing.T) {
	read := func(page, text string) (*result, error) {
		c, v := newChunk(1), raw(2, []byte(text+"\x00")...)
		c.data(func() {
			c.start(-1, "EventData", false)
			c.close()
			c.leaf(-1, "Data", func() { c.subst(4, v.typ) })
			c.end()
		}, v)
		res := new(result)
		return res, Read(context.Background(), memory("a.evtx", file(c.bytes())), parse.Options{CodePage: page}, res.take)
	}
	for page, c := range map[string]struct{ bytes, want string }{
		"": {"\xe9", "é"}, "850": {"\x82", "é"}, "IBM850": {"\x82", "é"}, "932": {"1234567\x83\x89", "1234567ラ"},
	} {
		res, err := read(page, c.bytes)
		if err != nil || len(res.records) != 1 || res.records[0].Fields[0].Value.String() != c.want {
			t.Errorf("%q: %v %+v", page, err, res.records)
		}
	}
	if _, err := read("klingon", "x"); !errors.As(err, new(*parse.Error)) {
		t.Errorf("an unknown code page: %v", err)
	}
}
