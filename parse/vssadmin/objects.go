package vssadmin

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Objects reads what WMI tells of shadow copies, as PowerShell and wmic print it:
// Win32_ShadowCopy, Win32_ShadowStorage, Win32_ShadowProvider, as a table, a list,
// CSV or JSON. The names of the properties are those of Microsoft Learn, "VSS
// Provider" of WMI.
var Objects = console.Grammar{
	Name:  "shadow-objects",
	Title: "Win32_ShadowCopy, Win32_ShadowStorage, Win32_ShadowProvider as objects",
	Sure:  parse.Certain,
	Words: []string{
		"DeviceObject",
		"ProviderID",
		"Caption",
		"ClientAccessible",
		"__GENUS",
		"ID  ",
		"ID:",
		"ID=",
		"DiffVolume",
		"UsedSpace",
		"AllocatedSpace",
		"OriginatingMachine",
		"SetID",
		"CLSID",
	},
	May: func(line string, _ console.Held) bool {
		return console.MayHead(line, []string{"deviceobject", "id", "volume", "space"}, []string{
			"shadowid", "installdate", "volume", "setid", "state", "machine", "provider", "accessible", "space", "clsid",
		})
	},
	Begin: func() console.ReadFunc { return new(objects).read },
}

// objects remembers how far objects were read that are none of these.
type objects struct{ tried int }

// The classes, by the properties that each must show.
const (
	noClass = iota
	copyClass
	storageClass
	providerClass
)

// classOf tells the class of objects with these properties.
func classOf(names []string) int {
	has := func(name string) bool { return slices.Contains(names, name) }
	count := func(all ...string) (n int) {
		for _, name := range all {
			if has(name) {
				n++
			}
		}
		return n
	}
	switch {
	case has("deviceobject") && (has("id") || has("shadowid") ||
		count("installdate", "volumename", "setid", "state") >= 1),
		has("id") &&
			count("setid", "originatingmachine", "providerid", "volumename", "installdate", "clientaccessible") >= 3:
		return copyClass
	case has("diffvolume") && has("volume"), has("allocatedspace") && has("usedspace") && has("maxspace"):
		return storageClass
	case has("clsid") && has("id") && has("name") && (has("version") || has("versionid")):
		return providerClass
	}
	return noClass
}

func (o *objects) read(r *console.Reader, i int) int {
	if i < o.tried || !r.Opens(i) && !strings.Contains(r.Text(i), "  ") && !strings.ContainsAny(r.Text(i), `,":=`) {
		return i
	}
	class := noClass
	all, next := r.Objects(i, func(names []string) bool { class = classOf(names); return class != noClass })
	if len(all) == 0 {
		return i
	}
	found := 0
	for _, one := range all {
		if addObject(r, one, class) {
			found++
		}
	}
	if found == 0 {
		o.tried = next
		return i
	}
	return next
}

// addObject makes the statement of an object; an object without its key is none.
func addObject(r *console.Reader, one console.Object, class int) bool {
	v := one.Values
	switch class {
	case copyClass:
		return addCopy(r, one)
	case storageClass:
		if v["volume"] == "" && v["usedspace"] == "" {
			return false
		}
		s := r.Add(parse.ProviderStorage, one.First, one.Last)
		s.Set(parse.FieldVolume, reference(v["volume"]))
		s.Set(parse.FieldStorageVolume, reference(v["diffvolume"]))
		s.Set(parse.FieldUsed, v["usedspace"])
		s.Set(parse.FieldAllocated, v["allocatedspace"])
		s.Set(parse.FieldMaximum, v["maxspace"])
		r.TimeListing(s)
		return true
	}
	id, _, ok := console.GUID(Braced(v["id"]))
	if !ok || v["name"] == "" {
		return false
	}
	s := r.Add(parse.ProviderVSSProvider, one.First, one.Last)
	s.Set(parse.FieldProviderName, v["name"])
	s.Set(parse.FieldProviderID, id)
	s.Set(parse.FieldType, v["type"])
	s.Set(parse.FieldVersion, v["version"])
	if class, _, ok := console.GUID(Braced(v["clsid"])); ok {
		s.Set(parse.FieldClassID, class)
	}
	return true
}

func addCopy(r *console.Reader, one console.Object) bool {
	v := one.Values
	written := v["id"]
	if written == "" {
		written = v["shadowid"]
	}
	id, _, ok := console.GUID(Braced(written))
	if !ok && !strings.Contains(v["deviceobject"], "HarddiskVolumeShadowCopy") {
		return false
	}
	s := r.Add(parse.ProviderShadow, one.First, one.Last)
	s.Set(parse.FieldTool, "wmi")
	s.Computer = v["originatingmachine"]
	if ok {
		s.Set(parse.FieldSnapshotID, id)
	} else {
		s.Set(parse.FieldMaskedID, written)
	}
	if set, _, ok := console.GUID(Braced(v["setid"])); ok {
		s.Set(parse.FieldSnapshotSetID, set)
	}
	s.Set(parse.FieldVolume, v["volumename"])
	s.Set(parse.FieldDevice, v["deviceobject"])
	s.Set(parse.FieldMachine, v["originatingmachine"])
	s.Set(parse.FieldServiceMachine, v["servicemachine"])
	if provider, _, ok := console.GUID(Braced(v["providerid"])); ok {
		s.Set(parse.FieldProviderID, provider)
	}
	s.Set(parse.FieldState, v["state"])
	s.Set(parse.FieldCopies, v["count"])
	s.Set(parse.FieldCreated, v["installdate"])
	if at, ok := r.WMITime(one.First, v["installdate"]); ok {
		s.At(at)
	} else if m, _, _, ok := console.FindMoment(v["installdate"]); ok && m.HasDate && m.HasTime {
		r.Dated(s, one.First, m)
	}
	return true
}

// reference takes the volume out of a reference to one, as WMI writes it:
// Win32_Volume.DeviceID="\\\\?\\Volume{...}\\", or in braces with a caption.
func reference(s string) string {
	if at := strings.Index(s, "Volume{"); at >= 0 {
		if end := strings.IndexByte(s[at:], '}'); end > 0 {
			return `\\?\` + s[at:at+end+1] + `\`
		}
	}
	return s
}

// Braced puts a GUID into braces, which some lists leave out.
func Braced(id string) string {
	if len(id) == 36 {
		return "{" + id + "}"
	}
	return id
}
