package hostfacts

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// TimeZone reads `w32tm /tz` and `reg query` of the key TimeZoneInformation. Neither
// was seen; names and layout are documented, and not translated.
var TimeZone = console.Grammar{
	Name:  "time-zone",
	Title: "w32tm /tz, reg query of TimeZoneInformation (unconfirmed)",
	Sure:  parse.Certain,
	Words: []string{"TIME_ZONE_ID_", timeZoneKey},
	Begin: console.Stateless(readTimeZone),
}

const timeZoneKey = `\Control\TimeZoneInformation`

var (
	// The bias is minutes west of UTC; that of one half of the year is added to it.
	currentBias = lazyregexp.New(`TIME_ZONE_ID_\w+\s+Bias:\s*(-?\d{1,4})min`)
	halfBias    = lazyregexp.New(`Bias:\s*(-?\d{1,4})min\s+Date:\s*\(?M:(\d{1,2})\s+D:`)
	zoneNumber  = lazyregexp.New(
		`^\s+(Bias|StandardBias|DaylightBias|DisableAutoDaylightTimeSet|DynamicDaylightTimeDisabled)\s+REG_DWORD\s+0x([0-9a-fA-F]{1,8})\s*$`,
	)
	// The binary of a transition is a TIME_FIELDS: year, month, and so on, in 16 bits each.
	zoneStart = lazyregexp.New(`^\s+(StandardStart|DaylightStart)\s+REG_BINARY\s+[0-9a-fA-F]{4}([0-9a-fA-F]{2})00`)
)

// zoneRule is a zone as Windows keeps it: the months in which the halves of the year
// begin are 0 where there is no summer time.
type zoneRule struct {
	bias, standardBias, summerBias int // minutes west of UTC
	standardMonth, summerMonth     int
	disabled                       bool
}

func readTimeZone(r *console.Reader, i int) int {
	z, found, next := zoneRule{}, 0, i
	if m := currentBias.FindStringSubmatch(r.Text(i)); m != nil {
		z.bias, _ = strconv.Atoi(m[1])
		for next = i + 1; r.Has(next) && found < 2; next++ {
			m := halfBias.FindStringSubmatch(r.Text(next))
			if m == nil {
				break
			}
			bias, _ := strconv.Atoi(m[1])
			month, _ := strconv.Atoi(m[2])
			if found++; found == 1 {
				z.standardBias, z.standardMonth = bias, month
			} else {
				z.summerBias, z.summerMonth = bias, month
			}
		}
	} else if strings.Contains(r.Text(i), timeZoneKey) {
		next, found = z.readKey(r, i+1)
	}
	if found < 2 || !z.add(r, i, next-1) {
		return i
	}
	return next
}

// readKey reads the values below the key, and counts its transitions.
func (z *zoneRule) readKey(r *console.Reader, i int) (next, found int) {
	hasBias := false
	for next = i; r.Has(next); next++ {
		line := r.Text(next)
		if m := zoneNumber.FindStringSubmatch(line); m != nil {
			n, _ := strconv.ParseUint(m[2], 16, 32)
			switch value := int(int32(uint32(n))); m[1] {
			case "Bias":
				z.bias, hasBias = value, true
			case "StandardBias":
				z.standardBias = value
			case "DaylightBias":
				z.summerBias = value
			default:
				z.disabled = z.disabled || value != 0
			}
		} else if m := zoneStart.FindStringSubmatch(line); m != nil {
			month, _ := strconv.ParseUint(m[2], 16, 8)
			if found++; m[1] == "StandardStart" {
				z.standardMonth = int(month)
			} else {
				z.summerMonth = int(month)
			}
		} else if console.Indent(line) == 0 && !r.Blank(next) {
			break
		}
	}
	if !hasBias {
		found = 0
	}
	return next, found
}

// add makes the records of a zone that can be.
func (z *zoneRule) add(r *console.Reader, first, last int) bool {
	const most = 15 * 60
	standard, summer := -(z.bias + z.standardBias), -(z.bias + z.summerBias)
	if max(standard, -standard, summer, -summer) > most || z.standardMonth > 12 || z.summerMonth > 12 {
		return false
	}
	rule := "none"
	if z.standardMonth > 0 && z.summerMonth > 0 && z.standardMonth != z.summerMonth && !z.disabled {
		rule = fmt.Sprintf("%d from month %d to %d", summer*60, z.summerMonth, z.standardMonth)
	}
	for _, fact := range [][2]string{{parse.FactUTCOffset, strconv.Itoa(standard * 60)}, {parse.FactSummerTime, rule}} {
		s := r.Add(parse.ProviderHost, first, last)
		s.Set(parse.FieldFact, fact[0])
		s.Set(parse.FieldValue, fact[1])
	}
	return true
}
