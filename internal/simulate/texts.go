package simulate

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

// textEncoding is how a text stands in its file.
type textEncoding int

const (
	encodeUTF8 textEncoding = iota
	encodeUTF16
	encodeCP850
)

// encode returns s in the encoding e. A character that the code page lacks
// becomes its best fit, as the console would have it.
func (e textEncoding) encode(s string) []byte {
	switch e {
	case encodeUTF16:
		b := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return b
	case encodeCP850:
		var b []byte
		for _, r := range s {
			b = append(b, cp850(r))
		}
		return b
	}
	return []byte(s)
}

// cp850 maps the few letters beyond ASCII that our texts hold.
func cp850(r rune) byte {
	switch r {
	case '\u00e9':
		return 0x82
	case '\u00e8':
		return 0x8a
	case '\u00c9':
		return 0x90
	case '\u00e4':
		return 0x84
	case '\u00f6':
		return 0x94
	case '\u00fc':
		return 0x81
	case '\u00df':
		return 0xe1
	case '\u00a0':
		return 0xff
	case '\u2019':
		return '\''
	}
	if r < 0x80 {
		return byte(r)
	}
	return '?'
}

// Hotfix is an installed update.
type Hotfix struct {
	ID          string // KB915331
	Description string
	Installed   Instant
}

// FileVersion is the version of one file on the host.
type FileVersion struct {
	Name    string // vssapi.dll
	Version string // 5.2.3790.1830
	Branch  string // srv03_sp1_rtm.050324-1447
	Size    int
	Date    time.Time
}

// systemInfo is the output of systeminfo, values at column 27.
func (h *Host) systemInfo(at Instant, hotfixes []Hotfix) string {
	var b strings.Builder
	line := func(label, format string, a ...any) {
		fmt.Fprintf(&b, "%-27s%s\r\n", label, fmt.Sprintf(format, a...))
	}
	more := func(format string, a ...any) { line("", format, a...) }
	b.WriteString("\r\n")
	line("Host Name:", "%s", h.Name)
	line("OS Name:", "%s", h.OS.Name)
	pack := "N/A"
	if h.OS.ServicePack > 0 {
		pack = fmt.Sprintf("Service Pack %d", h.OS.ServicePack)
	}
	line("OS Version:", "%s %s Build %s", h.OS.Version, pack, h.OS.Build)
	line("OS Manufacturer:", "Microsoft Corporation")
	line("OS Configuration:", "Standalone Server")
	line("OS Build Type:", "Multiprocessor Free")
	line("Registered Owner:", "Example")
	line("Product ID:", "00000-000-0000000-00000")
	day := func(t Instant) string { return h.Clock.local(t).Format("1/2/2006, 3:04:05 PM") }
	line("Original Install Date:", "%s", day(h.Boot.Add(-200*24*time.Hour)))
	if h.OS.Vista {
		line("System Boot Time:", "%s", day(h.Boot))
	} else {
		up := at.Sub(h.Boot)
		line("System Up Time:", "%d Days, %d Hours, %d Minutes, %d Seconds", int(up.Hours())/24, int(up.Hours())%24,
			int(up.Minutes())%60, int(up.Seconds())%60)
	}
	line("System Manufacturer:", "Example Hardware")
	line("System Type:", "%s", h.OS.Type)
	line("Processor(s):", "1 Processor(s) Installed.")
	more("[01]: x86 Family 15 Model 4 Stepping 1 GenuineIntel ~3000 Mhz")
	line("Windows Directory:", `C:\WINDOWS`)
	line("System Directory:", `C:\WINDOWS\system32`)
	line("System Locale:", "en-us;English (United States)")
	line("Time Zone:", "%s", h.Clock.Zone.Name)
	line("Total Physical Memory:", "2,047 MB")
	domain := h.Domain
	if domain == "" {
		domain = "WORKGROUP"
	}
	line("Domain:", "%s", domain)
	line("Logon Server:", "N/A")
	if len(hotfixes) == 0 {
		line("Hotfix(s):", "N/A")
	} else {
		line("Hotfix(s):", "%d Hotfix(s) Installed.", len(hotfixes))
		for i, f := range hotfixes {
			if h.OS.EVT {
				more("[%02d]: %s - Update", i+1, f.ID)
			} else {
				more("[%02d]: %s", i+1, f.ID)
			}
		}
	}
	line("Network Card(s):", "N/A")
	return b.String()
}

// qfe is the output of "wmic qfe": a table whose columns are as wide as their
// widest cell, and two blanks.
func (h *Host) qfe(hotfixes []Hotfix) string {
	heads := []string{
		"Caption",
		"CSName",
		"Description",
		"FixComments",
		"HotFixID",
		"InstallDate",
		"InstalledBy",
		"InstalledOn",
		"Name",
		"ServicePackInEffect",
		"Status",
	}
	var rows [][]string
	for _, f := range hotfixes {
		pack, comment := "", ""
		if h.OS.EVT {
			pack, comment = fmt.Sprintf("SP%d", h.OS.ServicePack+1), "Update"
		}
		rows = append(rows, []string{"", h.Name, f.Description, comment, f.ID, "", "Administrator",
			h.Clock.local(f.Installed).Format("1/2/2006"), "", pack, ""})
	}
	return table(heads, rows)
}

func table(heads []string, rows [][]string) string {
	width := make([]int, len(heads))
	for _, row := range append([][]string{heads}, rows...) {
		for i, cell := range row {
			width[i] = max(width[i], len(cell)+2)
		}
	}
	var b strings.Builder
	for _, row := range append([][]string{heads}, rows...) {
		for i, cell := range row {
			fmt.Fprintf(&b, "%-*s", width[i], cell)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// filever is a listing of the tool of that name.
func filever(files []FileVersion) string {
	var b strings.Builder
	for _, f := range files {
		kind := "DLL"
		if strings.HasSuffix(f.Name, ".exe") {
			kind = "APP"
		}
		fmt.Fprintf(
			&b,
			"--a-- W32i   %s ENU %18s shp %10s %s %s\r\n",
			kind,
			f.Version,
			thousands(f.Size),
			f.Date.Format("01-02-2006"),
			f.Name,
		)
	}
	return b.String()
}

// versionTable is the output of "wmic datafile where ... get Name,Version".
func versionTable(directory string, files []FileVersion) string {
	var rows [][]string
	for _, f := range files {
		rows = append(rows, []string{strings.ToLower(directory) + `\` + f.Name, f.Version})
	}
	return table([]string{"Name", "Version"}, rows)
}

// versionInfo is PowerShell's VersionInfo as a list.
func versionInfo(directory string, files []FileVersion) string {
	var b strings.Builder
	b.WriteString("\r\nProductVersion   FileVersion      FileName\r\n--------------   -----------      --------\r\n")
	for _, f := range files {
		fmt.Fprintf(&b, "%-16s %-16s %s\r\n", f.Version, f.Version+" ("+f.Branch+")", directory+`\`+f.Name)
	}
	return b.String()
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
