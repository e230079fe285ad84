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
