package console

import (
	"strconv"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// wmiTime is the CIM_DATETIME of WMI: yyyymmddHHMMSS.mmmmmm+UUU, minutes east of UTC.
var wmiTime = lazyregexp.New(`^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{6})([+-]\d{3})$`)

// WMITime reads the CIM_DATETIME of WMI in line i, which has its offset with it.
func (r *Reader) WMITime(i int, value string) (parse.Timestamp, bool) {
	m := wmiTime.FindStringSubmatch(value)
	if m == nil {
		return parse.Timestamp{}, false
	}
	timestamp, ok := r.Time(i, m[1]+"-"+m[2]+"-"+m[3]+" "+m[4]+":"+m[5]+":"+m[6]+"."+m[7])
	minutes, _ := strconv.Atoi(m[8])
	timestamp.Zone, timestamp.Offset = parse.ZoneOffset, int32(minutes)*60
	timestamp.Wall -= parse.Ticks(minutes) * parse.Minute
	return timestamp, ok
}
