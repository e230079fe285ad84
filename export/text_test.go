package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vsslog/vsslog/parse"
)

func TestTimeText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ns := rapid.Int64Range(math.MinInt64/100+1, math.MaxInt64/100-1).Draw(t, "ticks") * 100
		want := time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.0000000Z")
		if got := string(appendTime(nil, ns)); got != want {
			t.Fatalf("%d: %s, want %s", ns, got, want)
		}
	})
	for _, ns := range []int64{0, -100, 951782400e9 - 100, 951782400e9, 4107542400e9 - 100, -2208988800e9, math.MaxInt64 / 100 * 100, math.MinInt64 / 100 * 100} {
		want := time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.0000000Z")
		if got := string(appendTime(nil, ns)); got != want {
			t.Errorf("%d: %s, want %s", ns, got, want)
		}
	}
}

func TestTimesOutsideOfTheRangeAreNull(t *testing.T) {
	v := newVector(&Field{Kind: Time})
	for _, at := range []parse.Ticks{0, math.MaxInt64, parse.FromUnix(-9223372037), parse.FromUnix(9223372037)} {
		v.Time(at)
	}
	v.Time(parse.FromUnix(0))
	v.finish()
	if v.nulls != 4 || v.isNull(4) || v.words[4] != 0 || len(v.words) != 5 {
		t.Errorf("nulls %d of 5, value %v; want 4 and 0", v.nulls, v.words)
	}
}

// TestJSONText compares with the standard library's reading.
func TestJSONText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("abcdefgh \"\\\n\x00\x1f\x7f\u2028\u2029\u2030é")))).
			Draw(t, "text")
		text := appendJSONText(nil, []byte(want))
		var got string
		if err := json.Unmarshal(text, &got); err != nil || got != want {
			t.Fatalf("%q became %s: %q, %v", want, text, got, err)
		}
		for _, c := range string(text) {
			if c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 {
				t.Fatalf("%q has %U unescaped", text, c)
			}
		}
	})
}

// TestCell compares with the standard library's reading: text and null and the
// empty text come back as what they were.
func TestCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.StringOf(rapid.SampledFrom([]rune("ab,\"\r\n\t' =é\x00"))), 1, 4).Draw(t, "cells")
		var line []byte
		for i, s := range want {
			if i > 0 {
				line = append(line, ',')
			}
			line = appendCell(line, []byte(s))
		}
		r := csv.NewReader(strings.NewReader(string(line) + "\r\n"))
		got, err := r.Read()
		if err != nil || len(got) != len(want) {
			t.Fatalf("%q: %q, %v; want %q", line, got, err, want)
		}
		for i := range want {
			if got[i] != strings.ReplaceAll(want[i], "\r\n", "\n") { // encoding/csv makes \r\n in quotes \n
				t.Fatalf("%q: cell %d is %q, want %q", line, i, got[i], want[i])
			}
		}
	})
	if got := string(appendCell(nil, nil)); got != `""` {
		t.Errorf("an empty text is %s, want \"\" in quotes", got)
	}
}

func TestNotUTF8(t *testing.T) {
	texts := []string{"a\xff\xc0b\xed\xa0\x80", "", "\xc3", "\xa9", "plain", "gr\xc3\xbcn", "\xe2\x82", "\xac\xff"}
	v := newVector(&Field{Kind: Text})
	for round := range 2 { // the second with the memory of the first
		for i, s := range texts {
			if i == 4 {
				v.Null()
			}
			v.Text(s)
		}
		v.finish()
		row := 0
		for i, s := range texts {
			if i == 4 {
				if !v.isNull(row) || len(v.text(row)) != 0 {
					t.Errorf("round %d: row %d is not null", round, row)
				}
				row++
			}
			if got, want := string(v.text(row)), strings.ToValidUTF8(s, "\uFFFD"); got != want || v.isNull(row) {
				t.Errorf("round %d: %q became %q, want %q", round, s, got, want)
			}
			row++
		}
		v.reset()
	}
	if v.Text("\xc3"); v.sound() {
		t.Error("half a character is sound")
	}
	if v.Text("\xa9"); v.sound() {
		t.Error("halves of a character in two texts are sound")
	}
}

func TestNullsOfEveryKind(t *testing.T) {
	for _, f := range []Field{{Kind: Int}, {Kind: Float}, {Kind: Bool}, {Kind: Text}, {Kind: Binary}, {Kind: Time}, {Kind: TextList}, {Kind: StructList, Items: dataItems}} {
		v := newVector(&f)
		for i := range 20 {
			if i%3 != 0 {
				v.Null()
				continue
			}
			switch f.Kind {
			case Int:
				v.Int(int64(i))
			case Float:
				v.Float(float64(i))
			case Bool:
				v.Bool(i%2 == 0)
			case Text:
				v.Text("x")
			case Binary:
				v.Bytes("\x00")
			case Time:
				v.Time(parse.FromUnix(int64(i)))
			case TextList:
				v.Texts([]string{"a", ""})
			case StructList:
				v.Item(0).Text("n")
				v.Item(1).Null()
				v.EndList()
			}
		}
		v.finish()
		if v.rows != 20 || v.nulls != 13 {
			t.Errorf("%s: %d rows, %d nulls; want 20, 13", f.Kind, v.rows, v.nulls)
		}
		for i := range 20 {
			if v.isNull(i) != (i%3 != 0) {
				t.Errorf("%s: row %d: null is %v", f.Kind, i, v.isNull(i))
			}
		}
		if f.Kind == Bool && (!v.truth(0) || v.truth(3) || !v.truth(18)) {
			t.Error("bool: values are wrong behind nulls")
		}
		v.reset()
		if v.rows != 0 || v.nulls != 0 || v.size() > 12 { // the first ends of a list and its items stay
			t.Errorf("%s: not empty after reset", f.Kind)
		}
	}
	v := newVector(&Field{Kind: Float})
	v.Float(math.NaN())
	v.Float(math.Inf(1))
	v.Positive(math.MaxUint64)
	if v.nulls != 3 {
		t.Errorf("NaN, infinity and what no int64 holds: %d nulls, want 3", v.nulls)
	}
}

func TestExcelSafe(t *testing.T) {
	plain := writeDirectory(t, Options{Formats: []string{"csv"}}, 1)
	safe := writeDirectory(t, Options{Formats: []string{"csv"}, ExcelSafe: true}, 1)
	read := func(dir string) map[string]string {
		file, err := os.Open(filepath.Join(dir, "events.csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = lines[1][i]
		}
		return row
	}
	a, b := read(plain), read(safe)
	for name := range a {
		want := a[name]
		if name == "command_line" || name == "detail" {
			want = "'" + want
		}
		if b[name] != want {
			t.Errorf("%s: %q, want %q", name, b[name], want)
		}
	}
	if a["command_line"] != "=cmd|' /C calc'!A0" || a["jet_error"] != "-2402" || b["jet_error"] != "-2402" {
		t.Errorf("command_line %q, jet_error %q and %q", a["command_line"], a["jet_error"], b["jet_error"])
	}
}

// TestJSONLinesOfAChunk: columns that are null throughout, times that repeat and values
// between them are written as one by one.
func TestJSONLinesOfAChunk(t *testing.T) {
	l := &Layout{
		Name: "t",
		Fields: []Field{
			{Name: "a", Kind: Int},
			{Name: "b", Kind: Text},
			{Name: "c", Kind: Time},
			{Name: "d", Kind: Time},
			{Name: "e", Kind: Text},
		},
	}
	for filled := range 1 << len(l.Fields) {
		var out bytes.Buffer
		e, err := newJSONLines(&out, l, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the encoder is used again
			c := &Chunk{Layout: l, Rows: 3}
			want := ""
			for k := range l.Fields {
				c.Columns = append(c.Columns, newVector(&l.Fields[k]))
			}
			for row := range 3 {
				for k := range l.Fields {
					v, key := &c.Columns[k], `,"`+l.Fields[k].Name+`":`
					if k == 0 {
						key = "{" + key[1:]
					}
					want += key
					switch has := filled>>k&1 == 1 && row != k%2; {
					case !has:
						v.Null()
						want += "null"
					case v.kind == Int:
						v.Int(int64(row))
						want += strconv.Itoa(row)
					case v.kind == Time:
						v.Time(parse.FromUnix(int64(row / 2)))
						want += `"` + string(appendTime(nil, int64(row/2)*1e9)) + `"`
					default:
						v.Text("x")
						want += `"x"`
					}
				}
				want += "}\n"
			}
			for k := range c.Columns {
				c.Columns[k].finish()
			}
			out.Reset()
			if err := e.Write(c); err != nil || out.String() != want {
				t.Fatalf("columns %b: %v, %s, want %s", filled, err, out.String(), want)
			}
		}
	}
}

// TestClock holds that a clock writes what appendTime does, whatever it wrote before.
func TestClock(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var c clock
	at := int64(1236992523999999900)
	for range 20000 {
		switch random.IntN(6) {
		case 0:
			at = random.Int64() - random.Int64()
		case 1:
			at = -at
		case 2:
			at += random.Int64N(3e9)
		case 3:
			at -= at % 1e9
		default:
			at += random.Int64N(1e6)
		}
		if got, want := string(c.append(nil, at)), string(appendTime(nil, at)); got != want {
			t.Fatalf("%d: %s, want %s", at, got, want)
		}
	}
}

// TestPlain holds that a stretch without anything to escape ends where it must.
func TestPlain(t *testing.T) {
	for _, special := range []string{"\"", "\\", "\n", "\x00", "\x1f", "\x7f", "\u2028", "€"} {
		for length := range 40 {
			for _, filler := range []string{"a", "é", "~", " ", "\xc3"} {
				s := strings.Repeat(filler, length)
				if got := plain([]byte(s)); got != len(s) {
					t.Fatalf("%q: %d", s, got)
				}
				if got := plain([]byte(s + special + `"`)); got != len(s) {
					t.Fatalf("%q before %q: %d", s, special, got)
				}
			}
		}
	}
}

// TestUniform holds that a column is called uniform if and only if its rows are the same.
func TestUniform(t *testing.T) {
	for name, c := range map[string]struct {
		kind Kind
		fill func(v *Vector)
		want bool
	}{
		"nulls":            {Text, func(v *Vector) { v.Nulls(3) }, true},
		"a null":           {Text, func(v *Vector) { v.Text("a"); v.Null(); v.Text("a") }, false},
		"texts":            {Text, func(v *Vector) { v.Text("ab"); v.Text("ab") }, true},
		"other texts":      {Text, func(v *Vector) { v.Text("ab"); v.Text("ab"); v.Text("ac") }, false},
		"longer text":      {Text, func(v *Vector) { v.Text("a"); v.Text("aa") }, false},
		"numbers":          {Int, func(v *Vector) { v.Int(7); v.Int(7) }, true},
		"other numbers":    {Int, func(v *Vector) { v.Int(7); v.Int(8) }, false},
		"one number":       {Int, func(v *Vector) { v.Int(7) }, true},
		"true":             {Bool, func(v *Vector) { v.Bool(true); v.Bool(true) }, true},
		"true, false":      {Bool, func(v *Vector) { v.Bool(true); v.Bool(false) }, false},
		"empty lists":      {TextList, func(v *Vector) { v.EndList(); v.EndList() }, true},
		"lists":            {TextList, func(v *Vector) { v.Texts([]string{"a"}); v.Texts([]string{"a"}) }, false},
		"lists, one empty": {TextList, func(v *Vector) { v.EndList(); v.Texts([]string{"a"}) }, false},
		"one list":         {TextList, func(v *Vector) { v.Texts([]string{"a"}) }, false},
	} {
		v := newVector(&Field{Kind: c.kind})
		c.fill(&v)
		v.finish()
		if got := v.uniform(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
