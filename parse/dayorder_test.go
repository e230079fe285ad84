package parse

import (
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

// TestStatedDays: a day that the text writes year first tells the order of the others, as
// long as it is near those of one reading alone.
func TestStatedDays(t *testing.T) {
	at := func(month time.Month, day int) Ticks {
		return FromTime(time.Date(2024, month, day, 5, 0, 0, 0, time.UTC))
	}
	for line, want := range map[string]struct{ first, decided bool }{
		"started at 2024-03-08T04:00:12.5Z.":        {true, true},
		"x-2024-03-09, y":                           {true, true},
		"2024-08-03 05:00":                          {false, true},
		"2024-08-03 and 2024-03-08":                 {false, false},
		"2024-05-05":                                {false, false},
		"12024-03-08 is 2024-13-08, 2024-03-":       {true, true},
		"20240308, 24-03-08, 2024/03/08, 2024-3-8-": {false, false},
	} {
		var o DayOrder
		o.Add(at(time.March, 8), at(time.August, 3))
		o.Stated.See(line)
		if first, decided := o.MonthFirst(); first != want.first || decided != want.decided {
			t.Errorf("%q: %v, %v", line, first, decided)
		}
	}
}
