package parse

import (
	"slices"
	"testing"
	"time"
)

// TestDayOrder: days of one month that follow each other tell the order; days that do so
// in no reading, few dates and few days do not.
func TestDayOrder(t *testing.T) {
	for _, c := range []struct {
		name           string
		from, to, step int // the second number of 3/x; the first is 3
		each           int
		first, decided bool
	}{
		{"days of March", 4, 12, 1, 20, true, true},
		{"some days of March", 1, 9, 2, 20, true, true},
		{"a monthly list", 1, 12, 1, 1, false, false},
		{"three days", 4, 6, 1, 50, false, false},
	} {
		for _, turned := range []bool{false, true} {
			var o DayOrder
			for k := c.from; k <= c.to; k += c.step {
				for range c.each {
					day := FromTime(time.Date(2024, 3, k, 5, 0, 0, 0, time.UTC))
					month := FromTime(time.Date(2024, time.Month(k), 3, 5, 0, 0, 0, time.UTC))
					if turned {
						day, month = month, day
					}
					o.Add(day, month)
				}
			}
			first, decided := o.MonthFirst()
			if decided != c.decided || decided && first == turned {
				t.Errorf("%s, turned %v: %v, %v", c.name, turned, first, decided)
			}
		}
	}
}

// TestStatedDays: days that rows state year first tell the order, where two rows say so and
// none says the other.
func TestStatedDays(t *testing.T) {
	at := func(month time.Month, day int) Ticks {
		return FromTime(time.Date(2024, month, day, 5, 0, 0, 0, time.UTC))
	}
	for _, c := range []struct {
		rows           []string // of March 8th or August 3rd, March 9th or September 3rd, ...
		first, decided bool
	}{
		{[]string{"started at 2024-03-08T04:00:12.5Z.", "x-2024-03-10, y"}, true, true},
		{[]string{"2024-08-03 05:00", "2024-09-02"}, false, true},
		{[]string{"2024-03-08"}, false, false},
		{[]string{"2024-03-08", "2024-09-03"}, false, false},
		{[]string{"2024-03-08 and 2024-08-03", "2024-03-09"}, false, false},
		{[]string{"2024-07-03", "build 2024-05-03"}, false, false},
		{[]string{"20240308, 24-03-08, 2024/03/08, 2024-3-8-", "12024-13-08, 2024-03-"}, false, false},
	} {
		var o DayOrder
		for i, row := range c.rows {
			month, day := at(time.March, 8+i), at(time.Month(8+i), 3)
			o.Add(month, day)
			o.See(month, day, row)
		}
		if first, decided := o.MonthFirst(); first != c.first || decided != c.decided {
			t.Errorf("%q: %v, %v", c.rows, first, decided)
		}
	}
}

// TestOverMidnight: a log that goes on over a midnight tells the order of its dates, whatever the order of the rows is.
// Few rows on one side, a long pause and rows far from midnight do not.
func TestOverMidnight(t *testing.T) {
	for _, c := range []struct {
		name           string
		before, after  []int // minutes to and from the midnight after March 4th
		first, decided bool
	}{
		{"over midnight", []int{150, 90, 20}, []int{15, 70, 160}, true, true},
		{"other rows that day", []int{900, 700, 150, 90, 20}, []int{15, 70, 160, 800}, true, true},
		{"two rows before", []int{90, 20}, []int{15, 70, 160}, false, false},
		{"two rows after", []int{150, 90, 20}, []int{15, 70}, false, false},
		{"a pause of two hours", []int{150, 90, 60}, []int{60, 70, 160}, true, true},
		{"a longer pause", []int{150, 90, 61}, []int{60, 70, 160}, false, false},
		{"early rows", []int{190, 90, 20}, []int{15, 70, 160}, false, false},
		{"late rows", []int{150, 90, 20}, []int{15, 70, 190}, false, false},
	} {
		var dates [][2]Ticks
		midnight := func(month time.Month, day int) Ticks {
			return FromTime(time.Date(2024, month, day, 0, 0, 0, 0, time.UTC))
		}
		for _, m := range c.before {
			ago := Day - Ticks(m)*Minute
			dates = append(dates, [2]Ticks{midnight(time.March, 4) + ago, midnight(time.April, 3) + ago})
		}
		for _, m := range c.after {
			since := Ticks(m) * Minute
			dates = append(dates, [2]Ticks{midnight(time.March, 5) + since, midnight(time.May, 3) + since})
		}
		mixed := slices.Concat(dates[len(dates)/2:], dates[:len(dates)/2])
		mixed[0], mixed[1] = mixed[1], mixed[0]
		for name, dates := range map[string][][2]Ticks{"in order": dates, "mixed": mixed} {
			for _, turned := range []bool{false, true} {
				var o DayOrder
				for _, d := range dates {
					if turned {
						d[0], d[1] = d[1], d[0]
					}
					o.Add(d[0], d[1])
				}
				if first, decided := o.MonthFirst(); decided != c.decided || first != (c.first && !turned) {
					t.Errorf("%s, %s, turned %v: month first %v, decided %v", c.name, name, turned, first, decided)
				}
			}
		}
	}
}
