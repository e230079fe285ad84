package evtx

import (
	"encoding/binary"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// headerWalk returns the offsets of the live records of a file as their headers
// give them: from each chunk magic on the grid, frame by frame, as far as the
// sizes lead and no further than the chunk's last record. It shares no code with
// the reader. Torn: the size behind the record is another one.
func headerWalk(b []byte) (whole, torn []int64) {
	for chunk := 4096; chunk+512 <= len(b); chunk += 65536 {
		c := b[chunk:min(chunk+65536, len(b))]
		if string(c[:8]) != "ElfChnk\x00" {
			continue
		}
		last := int(binary.LittleEndian.Uint32(c[44:]))
		for p := 512; p+28 <= len(c) && p <= last && string(c[p:p+4]) == "**\x00\x00"; {
			size := int(binary.LittleEndian.Uint32(c[p+4:]))
			if size < 28 || size > len(c)-p {
				break
			}
			if int(binary.LittleEndian.Uint32(c[p+size-4:])) == size {
				whole = append(whole, int64(chunk+p))
			} else {
				torn = append(torn, int64(chunk+p))
			}
			p += size
		}
	}
	return whole, torn
}

// TestLiveRecords holds that every live record comes out, that torn ones do not
// pass for whole, and that what comes besides is marked.
func TestLiveRecords(t *testing.T) {
	for _, f := range corpus(t) {
		whole, torn := headerWalk(f.data)
		if len(whole)+len(torn) != f.records {
			t.Errorf(
				"%s: the index says %d records, their headers %d and %d torn",
				f.name,
				f.records,
				len(whole),
				len(torn),
			)
		}
		if len(torn) > 3 {
			t.Errorf("%s: %d torn records", f.name, len(torn))
		}
		if f.isStub() {
			continue
		}
		res := readAll(f.data, parse.Options{})
		got := map[int64]*parse.Record{}
		for _, r := range res.records {
			got[r.Offset] = r
		}
		for _, offset := range whole {
			if got[offset] == nil {
				t.Errorf("%s: the record at %d is missing", f.name, offset)
			}
			delete(got, offset)
		}
		for _, offset := range torn {
			if r := got[offset]; r != nil && !r.Salvaged {
				t.Errorf("%s: the torn record at %d came as whole", f.name, offset)
			}
			reported := false
			for _, d := range res.damage {
				reported = reported || (d.What == "record" && d.Offset <= offset && offset <= d.Offset+d.Length)
			}
			if !reported {
				t.Errorf("%s: the torn record at %d is not reported", f.name, offset)
			}
			delete(got, offset)
		}
		for offset, r := range got {
			if !r.Salvaged {
				t.Errorf("%s: the record at %d is not marked as salvaged", f.name, offset)
			}
		}
		if len(got) > 0 || len(res.damage) > 0 {
			t.Logf("%s: %d live, %d torn, %d more salvaged", f.name, len(whole), len(torn), len(got))
			for _, d := range res.damage {
				t.Log("   ", d)
			}
		}
	}
}

// checkAccount holds that every byte is accounted for and every damaged one
// reported, and that records and damage lie inside the file.
func checkAccount(t *testing.T, name string, size int, res *result) {
	t.Helper()
	checkBytes(t, name, size, res)
	var records, recovered int64
	at := int64(-1)
	for _, r := range res.records {
		if r.Offset <= at || r.Length < recordMinimum || r.Offset+r.Length > int64(size) {
			t.Errorf("%s: record at %d of %d bytes, behind the one at %d", name, r.Offset, r.Length, at)
		}
		at = r.Offset
		switch {
		case r.Stale:
		case r.Salvaged:
			recovered += r.Length
		default:
			records += r.Length
		}
	}
	if records != res.account.Records || recovered != res.account.Salvaged {
		t.Errorf("%s: records of %d and salvaged of %d bytes, accounted %+v", name, records, recovered, res.account)
	}
}

// checkBytes is checkAccount for a run with a selector, in which records are
// accounted for that do not come out.
func checkBytes(t *testing.T, name string, size int, res *result) {
	t.Helper()
	if total := res.account.Total(); total != int64(size) {
		t.Errorf("%s: %d bytes accounted for of %d: %+v", name, total, size, res.account)
	}
	var damaged int64
	for _, d := range res.damage {
		damaged += d.Length
		if d.Offset < 0 || d.Length < 0 || d.Offset+d.Length > int64(size) {
			t.Errorf("%s: damage outside the file: %v", name, d)
		}
		if d.Expected == "" || d.Found == "" || d.What == "" {
			t.Errorf("%s: damage that does not say what it is: %+v", name, d)
		}
	}
	if damaged != res.account.Damaged {
		t.Errorf("%s: %d bytes damaged, %d reported", name, res.account.Damaged, damaged)
	}
}

func TestAccount(t *testing.T) {
	for _, f := range corpus(t) {
		for _, slack := range []bool{false, true} {
			checkAccount(t, f.name, len(f.data), readAll(f.data, parse.Options{Slack: slack}))
		}
	}
}
