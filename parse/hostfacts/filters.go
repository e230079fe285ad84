package hostfacts

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Filters reads fltmc (filters, instances) and driverquery. The headings of fltmc
// are translated: a table is taken for one by its altitudes.
var Filters = console.Grammar{
	Name:  "drivers",
	Title: "drivers: fltmc, driverquery",
	Sure:  parse.Likely,
	Words: []string{"Altitude", "Module Name", "ModuleName", "DriverType"},
	Below: []string{"-----", "====="},
	Begin: console.Stateless(readFilters),
}

var (
	altitude = lazyregexp.New(`^(?:[2-9]\d{4}|[1-4]\d{5})(?:\.\d+)?$`)
	fltName  = lazyregexp.New(`^[A-Za-z_][\w.\-]{1,40}$`)
)

func readFilters(r *console.Reader, i int) int {
	isFilters := false
	all, next := r.Objects(i, func(names []string) bool {
		isFilters = slices.Contains(names, "altitude") && len(names) >= 3 || console.ContainsFold(r.Command, "fltmc")
		return isFilters ||
			slices.Contains(names, "modulename") &&
				(slices.Contains(names, "drivertype") || slices.Contains(names, "linkdate"))
	})
	if len(all) == 0 {
		return i
	}
	if !isFilters {
		return addDrivers(r, all, next, i)
	}
	columns, _ := r.Columns(i)
	found := 0
	for _, o := range all {
		name, height, volume, instances := "", "", "", ""
		for k, column := range columns {
			switch value := o.Values[column]; {
			case k == 0 && fltName.MatchString(value):
				name = value
			case altitude.MatchString(value) && height == "":
				height = value
			case strings.Contains(value, ":") || strings.HasPrefix(value, `\Device\`):
				volume = value
			case k == 1 && strings.Trim(value, "0123456789") == "":
				instances = value
			}
		}
		if name == "" || height == "" {
			continue
		}
		s := r.Add(parse.ProviderHost, o.First, o.Last)
		s.Set(parse.FieldFact, parse.FactFilter)
		s.Set(parse.FieldValue, name)
		s.Set(parse.FieldAltitude, height)
		s.Set(parse.FieldInstances, instances)
		s.Set(parse.FieldVolume, volume)
		found++
	}
	if found == 0 {
		return i
	}
	return next
}

// addDrivers makes facts of driverquery.
func addDrivers(r *console.Reader, all []console.Object, next, i int) int {
	found := 0
	for _, o := range all {
		name := o.Values["modulename"]
		if name == "" {
			continue
		}
		s := r.Add(parse.ProviderHost, o.First, o.Last)
		s.Set(parse.FieldFact, parse.FactDriver)
		s.Set(parse.FieldValue, name)
		s.Set(parse.FieldDisplayName, o.Values["displayname"])
		s.Set(parse.FieldType, strings.TrimSpace(o.Values["drivertype"]))
		s.Set(parse.FieldState, strings.ToLower(o.Values["state"]))
		s.Set(parse.FieldStartType, startWord(o.Values["startmode"]))
		s.Set(parse.FieldPath, o.Values["path"])
		s.Set(parse.FieldInstalled, o.Values["linkdate"])
		found++
	}
	if found == 0 {
		return i
	}
	return next
}
