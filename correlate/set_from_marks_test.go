package correlate

import (
	"testing"
	"time"
)

// The reach of each rule by which marks make sets, at its last tick and one tick beyond it.
func TestReachOfMarks(t *testing.T) {
	const tick = 1e-7
	stock := func(m *made, s float64, id uint32) *made {
		return m.event(s, "Application", "MSSQLSERVER", id, "Stock")
	}
	idle := func(m *made, s float64) *made { return m.event(s, "Application", "VSS", 8224, "") }
	suspended := func(s float64) *made {
		return newMade().event(s, "Application", "MSSQLSERVER", 5084, "SUSPEND_FOR_SNAPSHOT_BACKUP", "ON", "Ledger").freeze(0)
	}
	ese := func(m *made, s float64, id uint32) *made {
		return m.event(s, "Application", "ESENT", id, "lsass", "1", "", "1")
	}
	thaws := func(k *Case) int { return len(k.Sets[0].thaws) }
	sets := func(k *Case) int { return len(k.Sets) }
	for name, c := range map[string]struct {
		at           float64 // the last moment within reach
		beyond       float64 // one tick, or what the rule distinguishes, on its far side
		made         func(at float64) *made
		count        func(*Case) int
		within, past int
	}{
		"another database is frozen in the same phase": {120, tick,
			func(s float64) *made { return stock(newMade().freeze(0), s, 3197) }, sets, 1, 2},
		"a thaw of what was frozen": {3600, tick,
			func(s float64) *made { return newMade().freeze(0).thaw(s) }, thaws, 1, 0},
		"a thaw of which no freeze is told": {600, tick,
			func(s float64) *made { return stock(newMade().freeze(0), s, 3198) }, thaws, 1, 0},
		"the end of a backup after a thaw": {600, tick,
			func(s float64) *made { return newMade().thaw(0).backedUp(s) }, sets, 1, 0},
		"the end of a copy of a database of ESE": {3600, tick,
			func(s float64) *made { return ese(ese(newMade(), 0, 2003), s, 2006) }, sets, 1, 0},
		"VSS stops for want of work": {170, -tick,
			func(s float64) *made { return idle(newMade().freeze(0), s) }, sets, 1, 0},
		"a statement suspends the database before": {-10, -tick,
			func(s float64) *made { return suspended(s) }, sets, 0, 1},
		"a statement suspends the database after": {10, tick,
			func(s float64) *made { return suspended(s) }, sets, 0, 1},
	} {
		if got := c.count(c.made(c.at).host(t)); got != c.within {
			t.Errorf("%s: %d at its last tick, want %d", name, got, c.within)
		}
		if got := c.count(c.made(c.at + c.beyond).host(t)); got != c.past {
			t.Errorf("%s: %d a tick beyond, want %d", name, got, c.past)
		}
	}
}

// In a text that tells whole seconds, two marks stand apart by its own clock: freezes two minutes
// apart are of one phase, those a second further apart of two.
func TestReachOfMarksByTheWall(t *testing.T) {
	for apart, want := range map[float64]int{0: 1, 60: 1, 120: 1, 121: 2, 3600: 2} {
		m := newMade()
		for i, database := range []string{"Ledger", "Stock"} {
			m.inText("log.txt", float64(i)*apart, 0, "MSSQLSERVER", 3197, database)
		}
		if k := m.host(t); len(k.Sets) != want {
			t.Errorf("%v apart: %d sets, want %d", time.Duration(apart)*time.Second, len(k.Sets), want)
		}
	}
}

// A database that is frozen again while others still are begins another set; so does a new
// session of a process, and not that of another one.
func TestFrozenAgain(t *testing.T) {
	freeze := func(m *made, s float64, process, session string) *made {
		return m.event(s, "Application", "ESENT", 2001, process, "548", "", session)
	}
	for name, c := range map[string]struct {
		m    *made
		want int
	}{
		"the same database":          {newMade().freeze(0).freeze(5), 2},
		"another database":           {newMade().freeze(0).event(5, "Application", "MSSQLSERVER", 3197, "Stock"), 1},
		"the next session":           {freeze(freeze(newMade(), 0, "lsass", "1"), 5, "lsass", "2"), 2},
		"the session of another one": {freeze(freeze(newMade(), 0, "lsass", "1"), 5, "certsrv", "2"), 1},
	} {
		if k := c.m.host(t); len(k.Sets) != c.want {
			t.Errorf("%s: %d sets, want %d", name, len(k.Sets), c.want)
		}
	}
}

// Of very many thaws without a set the last ones are kept, and an end finds its own among them.
func TestManyThawsWithoutASet(t *testing.T) {
	m := newMade()
	for i := range 70 {
		m.event(float64(i)/10, "Application", "MSSQLSERVER", 3198, "Stock")
	}
	k := m.thaw(8).backedUp(9).host(t)
	if len(k.Sets) != 1 || len(k.Sets[0].thaws) == 0 {
		t.Errorf("%d sets", len(k.Sets))
	}
}
