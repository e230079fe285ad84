package parse

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Every type is written as Windows writes it in XML.
func TestValuesAsText(t *testing.T) {
	sid := "\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00\x20\x02\x00\x00"
	guid := "\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff"
	systemTime := "\xe3\x07\x03\x00\x04\x00\x0e\x00\x02\x00\x05\x00\x09\x00\x07\x00" // a Thursday
	for _, c := range []struct {
		v    Value
		want string
	}{
		{Value{}, ""},
		{StringValue("Dienst"), "Dienst"},
		{BytesValue(TypeAnsiString, "x"), "x"},
		{NumberValue(TypeInt8, math.MaxUint64), "-1"},
		{NumberValue(TypeInt64, 1<<63), "-9223372036854775808"},
		{NumberValue(TypeUInt64, math.MaxUint64), "18446744073709551615"},
		{NumberValue(TypeUInt16, 8229), "8229"},
		{NumberValue(TypeReal32, uint64(math.Float32bits(0.1))), "0.1"},
		{NumberValue(TypeReal64, math.Float64bits(-2.5)), "-2.5"},
		{NumberValue(TypeBool, 0), "false"},
		{NumberValue(TypeBool, 7), "true"},
		{NumberValue(TypeHexInt32, 0x800423f2), "0x800423f2"},
		{NumberValue(TypeHexInt64, 0), "0x0"},
		{NumberValue(TypeSizeT, 255), "0xff"},
		{NumberValue(TypeFileTime, uint64(FromUnix(0))), "1970-01-01T00:00:00.0000000Z"},
		{NumberValue(TypeFileTime, math.MaxInt64), "out-of-range"},
		{BytesValue(TypeGUID, guid), "{00112233-4455-6677-8899-aabbccddeeff}"},
		{BytesValue(TypeGUID, "\xab\x01"), "AB01"},
		{BytesValue(TypeSID, sid), "S-1-5-32-544"},
		{BytesValue(TypeSID, sid[:len(sid)-1]), "010200000000000520000000200200"},
		{BytesValue(TypeSID, "\x01\x01"), "0101"},
		{BytesValue(TypeSystemTime, systemTime), "2019-03-14T02:05:09.007Z"},
		{BytesValue(TypeSystemTime, "\x00"), "00"},
		{BytesValue(TypeBinary, "\x00\xff"), "00FF"},
	} {
		if got := c.v.String(); got != c.want {
			t.Errorf("type %#x: %q, want %q", c.v.Type(), got, c.want)
		}
		if got := string(c.v.AppendText([]byte("before "))); got != "before "+c.want {
			t.Errorf("type %#x, appended: %q", c.v.Type(), got)
		}
	}
}

// Nothing is not the empty string, and what was put in comes out.
func TestValueKeepsWhatItHolds(t *testing.T) {
	if !(Value{}).IsNull() || StringValue("").IsNull() {
		t.Error("an empty string is no value, or no value is an empty string")
	}
	if v := NumberValue(TypeUInt32, 12298); v.Uint() != 12298 || v.Type() != TypeUInt32 || v.Bytes() != "" {
		t.Errorf("%+v", v)
	}
	if v := BytesValue(TypeBinary, "\x00\x01"); v.Bytes() != "\x00\x01" || v.Type() != TypeBinary {
		t.Errorf("%+v", v)
	}
}

// No bytes of a file make the writing of a value panic, and those of a value that is none
// are written as hex, so that nothing is lost.
func TestBrokenValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := string(rapid.SliceOfN(rapid.Byte(), 0, 80).Draw(t, "raw"))
		hex := fmt.Sprintf("%X", raw)
		if got := BytesValue(TypeGUID, raw).String(); len(raw) != 16 && got != hex || len(raw) == 16 && len(got) != 38 {
			t.Fatalf("guid %q", got)
		}
		got := BytesValue(TypeSID, raw).String()
		if got == hex {
			return
		}
		if parts := strings.Split(got, "-"); parts[0] != "S" || len(parts) != 3+int(raw[1]) {
			t.Fatalf("sid %q of %x", got, raw)
		} else if raw[1] > 0 && parts[3] != fmt.Sprint(binary.LittleEndian.Uint32([]byte(raw[8:]))) {
			t.Fatalf("the first sub-authority of %x is %s", raw, parts[3])
		}
	})
}

// Ticks, time.Time, seconds since 1970 and nanoseconds since 1970 are the same moments.
func TestTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := Ticks(rapid.Int64Range(0, math.MaxInt64).Draw(t, "ticks"))
		if got := FromTime(x.Time()); got != x {
			t.Fatalf("%d becomes %d by way of %v", x, got, x.Time())
		}
		ns, ok := x.UnixNano()
		if year := x.Time().Year(); ok != (ns != 0 || x == unixEpoch) || (year > 1678 && year < 2262) && !ok ||
			(year < 1677 || year > 2262) && ok {
			t.Fatalf("%v: nanoseconds %d, %v", x, ns, ok)
		}
		if ok && ns != x.Time().UnixNano() {
			t.Fatalf("%v: %d nanoseconds, want %d", x, ns, x.Time().UnixNano())
		}
	})
	if got := FromUnix(-1); !got.Time().Equal(time.Unix(-1, 0)) {
		t.Errorf("a second before 1970 is %v", got)
	}
	if got := FromTime(time.Date(2019, 3, 14, 2, 0, 0, 123456789, time.FixedZone("", 3600))).String(); got != "2019-03-14T01:00:00.1234567Z" {
		t.Errorf("%s", got)
	}
	if got := (Ticks(0) - 1).Time(); got.Year() != 1600 || got.Nanosecond() != 999999900 {
		t.Errorf("a tick before all is %v", got)
	}
	if got := Ticks(0).String(); got != "1601-01-01T00:00:00.0000000Z" {
		t.Errorf("%s", got)
	}
}

// The width of a stamp is in the value.
func TestTimestamps(t *testing.T) {
	if !(Timestamp{}).IsZero() || Exact(5).IsZero() || WholeSecond(0).IsZero() {
		t.Error("what has a time has none, or the other way round")
	}
	if Exact(5).Resolution != Tick || WholeSecond(5).Resolution != Second {
		t.Error("a resolution is wrong")
	}
	for z, want := range map[Zone]string{ZoneUTC: "utc", ZoneOffset: "offset", ZoneLocal: "local", ZoneUnknown: "unknown"} {
		if z.String() != want {
			t.Errorf("%d is called %s, want %s", z, z, want)
		}
	}
}

// TestTimesAsText holds that times are written as package time writes them, at the bounds of
// the calendar as well.
func TestTimesAsText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	check := func(at Ticks) {
		t.Helper()
		want := "out-of-range"
		if u := at.Time(); u.Year() >= 0 && u.Year() <= 9999 {
			want = u.Format("2006-01-02T15:04:05.0000000Z")
		}
		if got := string(at.AppendRFC3339([]byte("at "))); got != "at "+want {
			t.Fatalf("%d: %s, want %s", int64(at), got, want)
		}
	}
	for year := -10; year < 10010; year++ {
		for _, month := range []time.Month{1, 2, 3, 12} {
			start := FromTime(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
			check(start)
			check(start - 1)
			check(start + Ticks(random.Int64N(int64(31*Day))))
		}
	}
	for range 20000 {
		check(Ticks(random.Uint64()))
		check(Ticks(random.Int64N(int64(3100000 * Day))))
	}
	for _, ns := range []int64{0, 1, 99, 100, -1, -99, -100, -101, 1236992523999999999, -1236992523999999999} {
		if got, want := FromUnixNano(ns), FromTime(time.Unix(0, ns)); got != want {
			t.Errorf("%d ns: %v, want %v", ns, got, want)
		}
	}
}
