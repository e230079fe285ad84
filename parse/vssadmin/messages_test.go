package vssadmin

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// TestOwnMessages: answers without a code whose reason is known are named, and the volume of
// the command goes with them.
func TestOwnMessages(t *testing.T) {
	const banner = "vssadmin 1.1 - x\r\n(C) Copyright 2001-2013 Microsoft Corp.\r\n\r\n"
	for name, c := range map[string]struct{ text, phrase, id, volume string }{
		"a command of servers":  {"C:\\>vssadmin create shadow /for=D:\r\n" + banner + "Error: Invalid command.\r\n", parse.PhraseSnapshotFailed, "invalid-command", "D:"},
		"copies of another one": {"C:\\>vssadmin delete shadows /for=D: /all\r\n" + banner + "Error: They were outside of\r\nyour allowed context. Remove them elsewhere.\r\n", parse.PhraseOwnMessage, "outside-context", "D:"},
		"another message":       {"C:\\>vssadmin delete shadows /for=D: /all\r\n" + banner + "Error: Something else.\r\n", parse.PhraseMessage, "", "D:"},
	} {
		r := texttest.Read(t, []byte(c.text), Delete, Message)
		if len(r.Records) != 1 {
			t.Errorf("%s: %d records", name, len(r.Records))
			continue
		}
		one := r.Records[0]
		if one.Text(parse.FieldPhrase) != c.phrase || one.Text(parse.FieldMessageID) != c.id || one.Text(parse.FieldVolume) != c.volume {
			t.Errorf("%s: %s", name, texttest.Fields(one))
		}
	}
}

// An error in the place of a listing is told, whatever was to be listed, with the code that its words stand for; that there
// is nothing to list is none.
func TestErrorInPlaceOfListing(t *testing.T) {
	const banner = "vssadmin 1.1 - x\r\n(C) Copyright 2001-2013 Microsoft Corp.\r\n\r\n"
	for _, command := range []string{"list shadows", "list providers", "list shadowstorage", "list volumes", "delete shadows /all"} {
		for answer, want := range map[string]string{
			"Error: Unexpected failure: Class not registered\r\n": "tool=vssadmin phrase=code hresult=0x80040154 hresult_from=words",
			"Error: Unexpected failure: x y z\r\n":                "tool=vssadmin phrase=own-message",
			"Fehler: Schwerwiegender Fehler\r\n":                  "tool=vssadmin phrase=code hresult=0x8000ffff hresult_from=words",
		} {
			r := texttest.Read(t, []byte("C:\\>vssadmin "+command+"\r\n"+banner+answer), Shadows, Providers, Storage, Volumes, Delete, Message)
			if len(r.Records) != 1 || texttest.Fields(r.Records[0]) != want {
				t.Errorf("%s, %s: %d records", command, answer, len(r.Records))
				for _, one := range r.Records {
					t.Error(texttest.Fields(one))
				}
			}
		}
	}
	r := texttest.Read(t, []byte("C:\\>vssadmin list shadows\r\n"+banner+"No items found that satisfy the query.\r\n"), Shadows, Message)
	if len(r.Records) != 0 {
		t.Error("nothing to list is told as an error")
	}
}

// TestVolumeAsked: the volume of a call of Win32_ShadowCopy goes with its answer.
func TestVolumeAsked(t *testing.T) {
	const answer = "ReturnValue      : 6\r\nShadowID         : {00000000-0000-0000-0000-000000000000}\r\n"
	for call, want := range map[string]string{
		`PS C:\> (Get-WmiObject -List Win32_ShadowCopy).Create("F:\", "ClientAccessible")`: `F:\`,
		`C:\>wmic shadowcopy call create Volume='G:\'`:                                     `G:\`,
		`PS C:\> Invoke-CimMethod -ClassName Win32_ShadowCopy`:                             "",
	} {
		r := texttest.Read(t, []byte(call+"\r\n\r\n"+answer), Method)
		if len(r.Records) != 1 || r.Records[0].Text(parse.FieldVolume) != want {
			t.Errorf("%s: %d records, want %q", call, len(r.Records), want)
		}
	}
}
