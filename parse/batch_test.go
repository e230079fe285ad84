package parse

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Fields of a record stay what they were when the slab of their batch grows, and what is
// taken back does not come with the next record.
func TestFieldsOfABatch(t *testing.T) {
	b := NewBatch()
	defer b.Release()
	const n = 200
	for i := range n {
		mark := b.Mark()
		for j := range i % 7 {
			b.AppendField(Field{Name: fmt.Sprint(i), Value: NumberValue(TypeUInt32, uint64(j))})
		}
		dropped := b.Mark()
		b.AppendField(Field{Name: "taken back"})
		b.DropFields(dropped)
		b.AddRecord().Fields = b.FieldsSince(mark)
	}
	for i, r := range b.Records {
		if len(r.Fields) != i%7 {
			t.Fatalf("record %d has %d fields", i, len(r.Fields))
		}
		for j, f := range r.Fields {
			if f.Name != fmt.Sprint(i) || f.Value.Uint() != uint64(j) {
				t.Errorf("field %d of record %d is %v", j, i, f)
			}
		}
	}
	if r := b.Records[6]; cap(r.Fields) != len(r.Fields) {
		t.Error("who appends to the fields of one record writes into those of the next")
	}
}

// A batch that comes back from the pool holds nothing of its last use.
func TestReleasedBatchIsEmpty(t *testing.T) {
	b := &Batch{
		Damage:       []Damage{{What: "record"}},
		Runs:         []Run{{Channel: "System"}},
		Account:      Account{Records: 1},
		Unnumbered:   3,
		Format:       "evtx",
		Pieces:       []Piece{{}},
		PiecesMerged: true,
	}
	b.AddRecord().Computer = "SRV7"
	b.AppendField(Field{Name: "x"})
	b.SetArena(append(b.Arena(), "secret"...))
	old := b.Records
	b.Release()
	if len(b.Records)+len(b.Damage)+len(b.Runs)+len(b.Pieces)+b.Mark()+len(b.Arena()) != 0 ||
		b.Account != (Account{}) ||
		b.Unnumbered != 0 ||
		b.Format != "" ||
		b.PiecesMerged {
		t.Errorf("left over: %+v", b)
	}
	if old[0].Computer != "" {
		t.Error("the records of the last use are still there, and hold its memory")
	}
}

// A clone lives on when its batch is gone.
func TestClone(t *testing.T) {
	arena := []byte("VSS and its fields")
	r := Record{
		Provider: Borrow(arena[:3]),
		RecordID: 7,
		Fields: []Field{
			{Name: Borrow(arena[8:11]), Value: StringValue(Borrow(arena[12:]))},
			{Name: "n", Value: NumberValue(TypeInt32, 5)},
		},
	}
	kept := r.Clone()
	r.Fields[0] = Field{}
	copy(arena, "xxxxxxxxxxxxxxxxxxxx")
	if kept.Provider != "VSS" || kept.RecordID != 7 || len(kept.Fields) != 2 || kept.Fields[0].Name != "its" ||
		kept.Fields[0].Value.String() != "fields" ||
		kept.Fields[1].Value.Uint() != 5 {
		t.Errorf("%+v", kept)
	}
	if Borrow(nil) != "" {
		t.Error("nothing borrowed is something")
	}
}

// The sums of accounts do not lose a byte.
func TestAccounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sum Account
		total := int64(0)
		for range rapid.IntRange(0, 9).Draw(t, "batches") {
			n := func(what string) int64 { return rapid.Int64Range(0, 1<<40).Draw(t, what) }
			a := Account{n("records"), n("salvaged"), n("structure"), n("slack"), n("damaged")}
			if a.Total() != a.Records+a.Salvaged+a.Structure+a.Slack+a.Damaged {
				t.Fatalf("%+v adds up to %d", a, a.Total())
			}
			total += a.Total()
			sum.Add(a)
		}
		if sum.Total() != total {
			t.Fatalf("%d, want %d", sum.Total(), total)
		}
	})
}

// However a log is cut into runs that are joined again, the run is the one that its records
// make one by one, upwards and downwards.
func TestRunsHoweverTheyAreCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var times []Timestamp
		for _, s := range rapid.SliceOfN(rapid.Int64Range(-1, 40), 1, 30).Draw(t, "seconds; -1: none") {
			at := Timestamp{}
			if s >= 0 {
				at = Exact(FromUnix(1_700_000_000 + s))
			}
			times = append(times, at)
		}
		up := StartRun("System", "A", 1, times[0])
		for i, at := range times[1:] {
			up.Extend(uint64(i+2), at)
		}
		down := StartRun("System", "A", uint64(len(times)), times[len(times)-1])
		for i := len(times) - 2; i >= 0; i-- {
			down.Precede(uint64(i+1), times[i])
		}
		var cut []Run
		for i, at := range times {
			if one := StartRun("System", "A", uint64(i+1), at); i == 0 || rapid.Bool().Draw(t, "cut here") {
				cut = append(cut, one)
			} else {
				cut[len(cut)-1].Extend(uint64(i+1), at)
			}
		}
		var joined []Run
		for _, r := range cut {
			joined = AppendRun(joined, r)
		}
		if len(joined) != 1 {
			t.Fatalf("%d runs", len(joined))
		}
		for name, r := range map[string]Run{"downwards": down, "joined": joined[0]} {
			if r.FirstID != up.FirstID || r.LastID != up.LastID || r.Records != up.Records || r.First != up.First ||
				r.Last != up.Last ||
				r.Earliest != up.Earliest ||
				r.Latest != up.Latest ||
				r.Quiet != up.Quiet ||
				r.StepsBack != up.StepsBack {
				t.Fatalf("%s:\n%+v, want\n%+v", name, r, up)
			}
		}
	})
}

// A released batch holds on to nothing, and one that grew beyond measure is not kept.
func TestRelease(t *testing.T) {
	b := new(Batch)
	b.Damage = append(b.Damage, Damage{What: "x"})
	b.Runs = append(b.Runs, StartRun("System", "A", 1, Timestamp{}))
	b.Release()
	if b.Damage[:1][0] != (Damage{}) || b.Runs[:1][0].Channel != "" {
		t.Errorf("it holds %+v and %+v", b.Damage[:1], b.Runs[:1])
	}
}

// Runs of other logs, and ids that do not go on, stay apart; a stretch of which no record
// was decoded is of the log that it goes on in.
func TestRunsThatStayApart(t *testing.T) {
	at := Exact(FromUnix(1_700_000_000))
	first := StartRun("System", "A", 1, at)
	for _, c := range []struct {
		next Run
		want int
	}{
		{StartRun("System", "A", 2, at), 1}, {StartRun("System", "A", 3, at), 2}, {StartRun("System", "A", 1, at), 2},
		{StartRun("Application", "A", 2, at), 2}, {StartRun("", "", 2, at), 1},
	} {
		if got := AppendRun([]Run{first}, c.next); len(got) != c.want {
			t.Errorf("%+v: %d runs", c.next, len(got))
		}
	}
	nameless := AppendRun([]Run{StartRun("", "", 1, at)}, StartRun("System", "A", 2, at))
	if len(nameless) != 1 || nameless[0].Channel != "System" || nameless[0].Computer != "A" {
		t.Errorf("%+v", nameless)
	}
	var many Run = StartRun("System", "A", 1, at)
	for i := range uint64(2 * MaxBacks) {
		back := StartRun("System", "A", i+2, Exact(at.Wall-Ticks(i+1)*Minute))
		many = AppendRun([]Run{many}, back)[0]
	}
	if many.StepsBack != 2*MaxBacks || len(many.Backs) != MaxBacks ||
		!slices.IsSortedFunc(many.Backs, func(a, b StepBack) int { return int(a.ID) - int(b.ID) }) {
		t.Errorf("%d steps, %d told", many.StepsBack, len(many.Backs))
	}
}
