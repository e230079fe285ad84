package console

import (
	"strings"
	"testing"
)

// listing is what a paste begins with before it is mangled.
const listing = `Writer name: 'Example Writer'
   Writer Id: {e8132975-0000-4000-8000-000000000001}
   Writer Instance Id: {e8132975-0000-4000-8000-000000000002}
   State: [8] Failed
   Last error: Retryable error

Writer name: 'Other Writer'
   State: [1] Stable
   Last error: No error`

// eachLine changes every line of listing.
func eachLine(change func(n int, line string) string) string {
	lines := strings.Split(listing, "\n")
	for n, line := range lines {
		lines[n] = change(n+1, line)
	}
	return strings.Join(lines, "\n") + "\n"
}

// TestUndone checks that what mail, web and ticket systems do to a text leaves the
// same lines, and that every byte belongs to one.
func TestUndone(t *testing.T) {
	for name, data := range map[string]string{
		"as it was":        listing + "\n",
		"quoted":           eachLine(func(_ int, s string) string { return strings.TrimRight("> "+s, " ") }),
		"quoted twice":     eachLine(func(_ int, s string) string { return ">> " + s }),
		"quoted apart":     eachLine(func(_ int, s string) string { return "> > " + s }),
		"with a bar":       eachLine(func(_ int, s string) string { return "| " + s }),
		"entities":         eachLine(func(_ int, s string) string { return strings.NewReplacer("'", "&#39;", " ", "&nbsp;").Replace(s) }),
		"entities twice":   eachLine(func(_ int, s string) string { return strings.ReplaceAll(s, "'", "&amp;apos;") }),
		"hex entities":     eachLine(func(_ int, s string) string { return strings.ReplaceAll(s, "'", "&#x27;") }),
		"doubled":          eachLine(func(_ int, s string) string { return s + "\n" }),
		"doubled, quoted":  eachLine(func(_ int, s string) string { return "> " + s + "\n>" }),
		"numbered":         eachLine(func(n int, s string) string { return pad(n) + ": " + s }),
		"numbered, tab":    eachLine(func(n int, s string) string { return "  " + pad(n) + "\t" + s }),
		"numbered, bar":    eachLine(func(n int, s string) string { return pad(n) + " | " + s }),
		"trailing slashes": eachLine(func(_ int, s string) string { return strings.TrimRight(s+`\`, " ") }),
		"breaks":           eachLine(func(_ int, s string) string { return s + "<br />" }),
		"bold":             eachLine(func(_ int, s string) string { return strings.Replace(s, "State:", "**State:**", 1) }),
		"zero width":       eachLine(func(_ int, s string) string { return "\u200b" + strings.ReplaceAll(s, ":", "\u2060:\ufeff") }),
		"colours":          eachLine(func(_ int, s string) string { return "\x1b[1;31m" + s + "\x1b[0m" }),
		"carriage returns": eachLine(func(_ int, s string) string { return s + "\r" }),
		"BBCode":           "[code]" + listing + "[/code]\n",
		"pre":              "<pre>" + listing + "</pre>\n",
		"NULs behind":      listing + "\n" + strings.Repeat("\x00", 100),
	} {
		t.Run(name, func(t *testing.T) {
			found, err := takeSurvey(t.Context(), Bytes([]byte(data)), "", nil, newFilter(nil))
			if err != nil {
				t.Fatal(err)
			}
			d, err := newDocument(newSource(nil, []byte(data)), "")
			if err != nil {
				t.Fatal(err)
			}
			d.layout = found.layout
			for d.read() {
			}
			if got := strings.TrimRight(strings.Join(texts(d), "\n"), "\n"); got != listing {
				t.Errorf("got\n%s", got)
			}
			checkCover(t, d, []byte(data))
		})
	}
}

func pad(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

func TestQuotedPrintable(t *testing.T) {
	data := "Subject: =?utf-8?q?x?=\nContent-Transfer-Encoding: quoted-printable\n\n" +
		"Volume Shadow Copy Service error: something went wrong while it was asked=\n for the thing, hr =3D " +
		"0x80070005 and then the line goes on for a bit mor=\ne.\nna=C3=AFve\n"
	found, err := takeSurvey(t.Context(), Bytes([]byte(data)), "", nil, newFilter(nil))
	if err != nil {
		t.Fatal(err)
	}
	d, _ := newDocument(newSource(nil, []byte(data)), "")
	d.layout = found.layout
	for d.read() {
	}
	got := strings.Join(texts(d), "\n")
	for _, want := range []string{"asked for the thing, hr = 0x80070005 and", "a bit more.\n", "\nnaïve"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	checkCover(t, d, []byte(data))
}

// What only looks as if something had been done to it stays.
func TestNotUndone(t *testing.T) {
	for name, data := range map[string]string{
		"paragraphs of one line": "First we tried this.\n\nThen we tried that.\n\nIn the end we gave up.\n\nNobody " +
			"knows why.\n\nRegards\n",
		"a log with times": "12:01 start\n12:02 go on\n12:03 go on\n12:04 end\n",
		"volumes":          `Volume: \\?\Volume{x}\` + "\n" + `Path: C:\` + "\n" + `Share: \\a\b\` + "\n",
		"assignments":      "a=1\nb=2\nc=\nd=4\n",
		"XML":              `<Data Name="x">a &lt; b &amp; c</Data>` + "\n",
	} {
		found, err := takeSurvey(t.Context(), Bytes([]byte(data)), "", nil, newFilter(nil))
		if err != nil {
			t.Fatal(err)
		}
		d, _ := newDocument(newSource(nil, []byte(data)), "")
		d.layout = found.layout
		for d.read() {
		}
		if got := strings.Join(texts(d), "\n") + "\n"; got != data {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

func TestCuts(t *testing.T) {
	for s, want := range map[string]bool{"[...]": true, "...": true, "  [\u2026]": true, "<snip>": true, "--- snip ---": true, "(...)": true, "[truncated]": true,
		"": false, "..": false, "cut": false, "Scanning...": false, "----------": false, "snip": false, "[8]": false} {
		if isCut(s) != want {
			t.Errorf("isCut(%q) = %v", s, !want)
		}
	}
}

// A mail program breaks lines where the next word does not fit.
func TestJoinedMail(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"banner": {"vssadmin 1.1 - Volume Shadow Copy Service administrative command-line\ntool\n", "vssadmin 1.1 " +
			"- Volume Shadow Copy Service administrative command-line tool"},
		"device": {"      Shadow Copy Volume:\n\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy12\n", "      Shadow Copy Volume: \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy12"},
		"new label": {"Writer name: 'A writer with a very long name that fills its line to the end'\nWriter Id: " +
			"{x}\n", "Writer name: 'A writer with a very long name that fills its line to the end'"},
		"short":   {"State: [8] Failed\nnothing\n", "State: [8] Failed"},
		"heading": {"Context:\n   Writer Name: x\n", "Context:"},
	} {
		d, err := wholeDocument([]byte(c.text), "")
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := d.Joined(0); got != c.want {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
