package correlate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Storage is the shadow copy storage of a volume, as one listing has it.
type Storage struct {
	Volume, On               string            `redact:"text"` // On is the volume that holds it
	Used, Allocated, Maximum string            `redact:"-"`    // as they are printed, "" if they are not
	At                       interval.Interval // when it was listed, in UTC
	Free                     string            `redact:"-"` // on On, as it was listed near it; "" if it was not
}

// StorageNear lists the shadow copy storage of the host as it was listed near a time: of
// each volume the listing that lies nearest. What has no time is taken where no other is
// known.
func (k *Case) StorageNear(window interval.Interval) []Storage {
	found := map[string]Storage{}
	far := map[string]parse.Ticks{}
	for _, s := range k.Host.index().storage {
		st := Storage{
			Volume:    driveOf(s.Record.Text(parse.FieldVolume)),
			On:        driveOf(s.Record.Text(parse.FieldStorageVolume)),
			At:        s.At,
			Used:      s.Record.Text(parse.FieldUsed),
			Allocated: s.Record.Text(parse.FieldAllocated),
			Maximum:   s.Record.Text(parse.FieldMaximum),
		}
		off := distance(s.At, window)
		if last, seen := far[st.Volume]; st.Volume != "" && (!seen || off < last) {
			found[st.Volume], far[st.Volume] = st, off
		}
	}
	free := k.freeListed(func(at interval.Interval) bool { return !at.Known() || listedNear(at, window) })
	var all []Storage
	for _, volume := range slices.Sorted(maps.Keys(found)) {
		st := found[volume]
		st.Free = free[strings.ToUpper(st.On)]
		all = append(all, st)
	}
	return all[:min(len(all), mostBeside)]
}

// distance is how far an instant may lie from a time; what has no time is the furthest.
func distance(at, window interval.Interval) parse.Ticks {
	if !at.Known() || !window.Known() {
		return parse.Ticks(interval.Forever)
	}
	return max(window.Lo-at.Hi, at.Lo-window.Hi, 0)
}

// driveOf is the drive of a volume, (C:)\\?\Volume{...}\, or its name where it has none.
func driveOf(name string) string {
	if rest, ok := strings.CutPrefix(name, "("); ok {
		if drive, _, closed := strings.Cut(rest, ")"); closed && drive != "" && drive != "?" {
			return drive
		}
	}
	return strings.TrimPrefix(name, "(?)")
}

// String is the storage in one clause: its numbers, and the free space beside it.
func (s Storage) String() string {
	words := []string{}
	for _, v := range [][2]string{{"used", s.Used}, {"allocated", s.Allocated}, {"maximum", s.Maximum}} {
		if v[1] != "" {
			words = append(words, v[0]+" "+Room(v[1]))
		}
	}
	text := strings.Join(words, ", ")
	if s.On != "" && s.On != s.Volume {
		text += " on " + s.On
	}
	if s.Free != "" {
		text += fmt.Sprintf(", free on %s %s", cmp.Or(s.On, s.Volume), Room(s.Free))
	}
	return text
}

// storage is the storage listed near a time, beside that listed near another.
func (k *Case) storage(here, there interval.Interval) []StorageBeside {
	before := map[string]Storage{}
	for _, s := range k.StorageNear(there) {
		if listedNear(s.At, there) {
			before[s.Volume] = s
		}
	}
	var all []StorageBeside
	for _, s := range k.StorageNear(here) {
		if listedNear(s.At, here) {
			all = append(all, StorageBeside{s, before[s.Volume]})
		}
	}
	return all
}

// listedNear reports an instant that lies so near to a time that what was listed then held.
func listedNear(at, window interval.Interval) bool {
	return at.Known() && at.Hi-at.Lo <= besideFree && distance(at, window) <= besideFree
}
