package eventtext

import (
	"testing"

	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A message of VSS without its head: alone, quoted, behind the words of a sentence; one of volsnap that a report broke
// into lines; XML whose first tags are missing.
func TestWithoutHead(t *testing.T) {
	const bare = "Unexpected error calling routine OpenThing(x).  hr = 0x80070006, The handle is bad."
	for content, want := range map[string]string{
		bare: "VSS 8193",
		"Unexpected error querying for the IVssWriterCallback interface.  hr = 0x80070005, Denied.": "VSS 8194",
		"Unexpected error DeviceIoControl(\\\\?\\fdc#x - 0004A0,0x0056).  hr = 0x80070001, Wrong.":  "VSS 12289",
		"Our job stops with " + bare:                                         "VSS 8193",
		"When I look at the server the message is \"" + bare + "\" and more": "VSS 8193",
		"The log says \"Unexpected error calling routine OpenThing(x).\nhr = 0x80070006, The handle\nis bad.\" and more": "VSS 8193",
		"# Report\n\n```\nThe shadow copies of volume C: were aborted because\nnothing could grow due to a user " +
			"imposed limit.\n```\n": "VolSnap 36",
		"<System><Provider Name=\"VSS\" /><EventID Qualifiers=\"0\">8194</EventID><Level>2</Level>\n" +
			"<Computer>dc01</Computer></System>\n<EventData><Data>0x80070005, Den": "VSS 8194",
		"  <Provider Name=\"volsnap\" />\n  <EventID>36</EventID>\n  <Level>2</Level>\n  </System>\n" +
			"- <EventData>\n  <Data Name=\"VolumeName\">D:</Data>\n  </EventData>\n  </Event>\n": "volsnap 36",
	} {
		wantEvent(t, content, want)
	}
	for _, content := range []string{
		"What would you do if the job stops with " + bare, // a supposition
		"Error calling something else, hr = 0x80070006",   // no routine
		"The shadow copies of volume C: were aborted because\n\nNothing else is known.",
		"The log says \"Unexpected error calling routine\nOpenThing(x).\nhr = 0x80070006, The handle\nis bad.\" and more", // a page
	} {
		if r := texttest.Read(t, []byte(content+"\n"), Events, Messages); len(r.Records) != 0 {
			t.Errorf("%q: %v", content, r.Records[0].Provider)
		}
	}
}

// A mail breaks lines inside of an id.
func TestWholeGUIDs(t *testing.T) {
	for s, want := range map[string]string{
		"on \\\\?\\Volume{2f8d0a7c-1b2c-4c3d-9e4f-0011223344\n55} - 1": "on \\\\?\\Volume{2f8d0a7c-1b2c-4c3d-9e4f-001122334455} - 1",
		"on {2f8d0a7c-1b2c-4c3d-9e4f-001122334455}\nnext":              "on {2f8d0a7c-1b2c-4c3d-9e4f-001122334455}\nnext",
		"a {set of\nwords} {": "a {set of\nwords} {",
	} {
		if got := wholeGUIDs(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
