package main

import (
	"slices"
	"strings"
)

// cause is a known reason for a difference: who is wrong, and how one can tell.
type cause struct {
	name  string
	why   string
	holds func(d *difference) bool
}

// causes are tried in this order.
var causes = []cause{
	{
		"header count",
		"golang-evtx refuses a dirty file whose header counts more chunks than have their magic; the header of a " +
			"dirty file is not kept up to date, and every chunk tells by itself what it holds",
		func(d *difference) bool {
			return d.what == onlyOurs && strings.Contains(d.fileError, "could not be repaired")
		},
	},
	{
		"hole between chunks",
		"golang-evtx counts the chunks that have their magic and takes them to lie side by side; behind a hole they " +
			"do not, and as many as fit into it are left out at the end",
		func(d *difference) bool { return d.what == onlyOurs && d.skipped },
	},
	{
		"BinXML without template",
		"golang-evtx expects a dependency identifier in the elements of a BinXML value that has no template and " +
			"reads two bytes too many; there is none outside templates ([MS-EVEN6] 2.2.12, libevtx documentation 4.14)",
		func(d *difference) bool {
			return d.what == onlyOurs && d.theirs != nil && slices.ContainsFunc(d.values(), instanceValue.plainBinXML)
		},
	},
	{
		"broken record",
		"one record whose frame is broken ends the chunk for golang-evtx; the records behind it are whole, which " +
			"their sizes and templates show, and we hand them out as salvaged",
		func(d *difference) bool {
			return d.what == onlyOurs && d.damaged && d.chunkError != "" && d.record.Salvaged
		},
	},
	{
		"torn record",
		"golang-evtx hands out a record whose size is not repeated behind it; part of it was overwritten or never " +
			"written, so we report it as damage",
		func(d *difference) bool { return d.what == onlyTheirs && d.torn },
	},
	{
		"provider name lost",
		"golang-evtx makes a key of the value of an element that has only the attribute Name: <Provider Name='VSS'/> " +
			"becomes \"VSS\": \"\"; the record has the name in its place",
		func(d *difference) bool {
			system, there := d.peerMap("Event", "System")
			if !there || d.record == nil {
				return false
			}
			lost, has := system[d.record.Provider]
			return has && lost == "" && (d.what == valueOurs && d.field == "System/Provider/Name" ||
				d.what == valueOther && d.field == "System/"+d.record.Provider)
		},
	},
	{
		"empty value left out",
		"golang-evtx has no key for an element without text, and none for the empty items of an array; the record " +
			"has the element, and its place counts for %1, %2 of the message",
		func(d *difference) bool { return d.what == valueOurs && !slices.ContainsFunc(d.ours, notEmpty) },
	},
	{
		"irregular truth value",
		"golang-evtx takes only 1 for true; Windows writes others too, and shows true for all but 0",
		func(d *difference) bool {
			return d.what == valueBoth && slices.Equal(d.ours, []string{"true"}) &&
				slices.Equal(d.other, []string{"false"}) &&
				slices.ContainsFunc(d.values(), instanceValue.irregularBool)
		},
	},
}

func notEmpty(s string) bool { return s != "" }

// causeOf returns the cause of d, or nil.
func causeOf(d *difference) *cause {
	for i := range causes {
		if causes[i].holds(d) {
			return &causes[i]
		}
	}
	return nil
}

// values returns the values of the record as they stand in the file.
func (d *difference) values() []instanceValue {
	const recordHeader = 24
	if len(d.raw) < recordHeader {
		return nil
	}
	return instanceValues(d.raw[recordHeader:], (d.record.Offset-headerSize)%chunkSize+recordHeader)
}

// peerMap returns the map that golang-evtx has at a path.
func (d *difference) peerMap(path ...string) (m map[string]any, ok bool) {
	if d.theirs == nil {
		return nil, false
	}
	m = d.theirs.Event
	for _, key := range path {
		if m, ok = m[key].(map[string]any); !ok {
			return nil, false
		}
	}
	return m, ok
}
