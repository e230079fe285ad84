package main

import (
	"math"
	"strconv"
	"strings"
)

// sizeUnits are the units of --memory, in lower case.
var sizeUnits = map[string]float64{
	"":    1,
	"b":   1,
	"kb":  1e3,
	"mb":  1e6,
	"gb":  1e9,
	"tb":  1e12,
	"k":   1 << 10,
	"m":   1 << 20,
	"g":   1 << 30,
	"t":   1 << 40,
	"kib": 1 << 10,
	"mib": 1 << 20,
	"gib": 1 << 30,
	"tib": 1 << 40,
}

// memory is what --memory says, in bytes.
func (p *program) memory() (int64, error) {
	text := p.settings.Memory
	number := strings.TrimRight(text, "KMGTiBkmgtb ")
	n, err := strconv.ParseFloat(number, 64)
	unit, ok := sizeUnits[strings.ToLower(strings.TrimSpace(text[len(number):]))]
	if err != nil || !ok || !(n*unit >= 1) || n*unit > math.MaxInt64/2 {
		return 0, usage("--memory %q: give a size such as 64MiB or 2GB", text)
	}
	return int64(n * unit), nil
}
