package rendered

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// readBackup reads Windows Server Backup: its messages state the code as a quoted
// decimal, as hex, or as %%decimal; a second one is the detailed code.
func readBackup(_ *parse.Record, message string) []parse.Field {
	b := &found{}
	names := []string{"HRESULT", "DetailedHRESULT"}
	for k, v := range codes(message) {
		if k < len(names) {
			b.add(names[k], hex32(v))
		}
	}
	b.add(parse.FieldVolume, volumeOf(message))
	return b.fields
}

// readCatalog reads CAPI2 513, which the System Writer raises.
func readCatalog(_ *parse.Record, message string) []parse.Field {
	b := &found{}
	if v, ok := hresultOf(message); ok {
		b.add(parse.FieldHResult, hex32(v))
	}
	b.add(parse.FieldWriterName, "System Writer") // nothing else raises it
	rest := message
	if at := strings.Index(rest, "OnIdentity()"); at >= 0 { // the routine that failed stands behind it
		rest = rest[at+len("OnIdentity()"):]
	}
	b.add(parse.FieldFunction, failedRoutine(rest))
	b.add(parse.FieldFunction, routine(message))
	return b.fields
}

// failedRoutine finds "AddCoreCsiFiles : BeginFileEnumeration() failed.": the line
// that begins with a name and a colon.
func failedRoutine(s string) string {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		word := name(line)
		if rest := strings.TrimLeft(line[len(word):], " "); len(word) > 3 && strings.HasPrefix(rest, ":") &&
			len(rest) > 1 &&
			len(line) < 300 {
			return line
		}
	}
	return ""
}

// onInstance finds database and instance where the message names both, without quotation marks.
var onInstance = lazyregexp.New(`(?i)\bdatabase ([^\s"']{1,128}) of SQL Server instance ([^\s"',]{1,128})`)

// readSQLWriter reads SQLWRITER and SQLVDI: a code, and the database between the
// quotation marks behind that word, which SQL Server's messages do not translate
// in the writer's events of English servers.
func readSQLWriter(_ *parse.Record, message string) []parse.Field {
	b := &found{}
	if v, ok := hresultOf(message); ok {
		b.add(parse.FieldHResult, hex32(v))
	}
	b.add(parse.FieldDatabase, quotedAfter(message, "atabase "))
	if m := onInstance.FindStringSubmatch(message); m != nil {
		b.add(parse.FieldDatabase, m[1])
		b.add(parse.FieldInstance, m[2])
	}
	if at := strings.Index(message, "Instance="); at >= 0 {
		b.add(parse.FieldInstance, strings.TrimRight(word(message[at+len("Instance="):]), ".,;"))
	}
	return b.fields
}

func word(s string) string {
	if end := strings.IndexAny(s, " \t\r\n"); end >= 0 {
		return s[:end]
	}
	return s
}

// quotedAfter returns what stands between quotation marks right behind mark.
func quotedAfter(s, mark string) string {
	for from := 0; ; {
		at := strings.Index(s[from:], mark)
		if at < 0 {
			return ""
		}
		from += at + len(mark)
		rest := s[from:]
		if rest == "" || rest[0] != '"' && rest[0] != '\'' && rest[0] != '[' {
			continue
		}
		closing := rest[0]
		if closing == '[' {
			closing = ']'
		}
		if end := strings.IndexByte(rest[1:], closing); end > 0 && end < 200 {
			return rest[1 : end+1]
		}
	}
}

// readRestore reads System Restore: (Process = ...; Description = ...; Error = 0x...).
func readRestore(_ *parse.Record, message string) []parse.Field {
	b := &found{}
	if v, ok := hresultOf(message); ok {
		b.add(parse.FieldHResult, hex32(v))
	}
	for _, part := range []struct{ mark, field string }{{"Process = ", fieldProcess}, {"Description " +
		"= ", parse.FieldDescription}} {
		if _, rest, ok := strings.Cut(message, part.mark); ok {
			if end := strings.IndexAny(rest, ";)\n"); end > 0 {
				b.add(part.field, strings.TrimSpace(rest[:end]))
			}
		}
	}
	return b.fields
}

// readCode reads the code of a component that states one.
func readCode(_ *parse.Record, message string) []parse.Field {
	b := &found{}
	if v, ok := hresultOf(message); ok {
		b.add(parse.FieldHResult, hex32(v))
	}
	b.add(parse.FieldVolume, volumeGUID(message))
	return b.fields
}

// writerWord finds the name of a writer, which no language translates: words that begin
// with capitals, the last of which ends in Writer.
var writerWord = lazyregexp.New(`(?:[A-Z][\w+.-]* ){0,5}(?:[A-Z]\w+)?Writer\b`)

// readSPP reads the records about restore points and images: the writer that failed, and
// its code.
func readSPP(r *parse.Record, message string) []parse.Field {
	b := &found{readCode(r, message)}
	name := strings.TrimPrefix(writerWord.FindString(message), "Writer ") // "Writer SqlServerWriter met ..."
	if name != "Writer" {
		b.add(parse.FieldWriterName, name)
	}
	return b.fields
}

// storageGroup are the words for it and for a database in front of the quoted name, in
// the languages of Exchange.
var storageGroup = []string{
	"torage group ", "atabase ", "peichergruppe ", "atenbank ", "roupe de stockage ", "ase de données ",
	"rupo de almacenamiento ", "ase de datos ", "ruppo di archiviazione ", "rupo de armazenamento ", "anco de dados ",
}

// bareError is a code without its mark, as the Replication service writes it in every language: eight
// digits, of which the first say that it failed.
var bareError = lazyregexp.New(`[\s"'(:](?:0x)?([89A-Fa-f][0-9A-Fa-f]{7})(?:[\s"').,:;]|$)`)

// readExchange reads the storage group or database that a record of Exchange is about.
func readExchange(_ *parse.Record, message string) []parse.Field {
	b := &found{}
	if m := bareError.FindStringSubmatch(message); m != nil {
		b.add(parse.FieldHResult, "0x"+strings.ToLower(m[1]))
	}
	for _, words := range storageGroup {
		b.add(parse.FieldDatabase, quotedAfter(message, words))
	}
	return b.fields
}

// clusterVolume finds a cluster shared volume and its resource, which stand side by side
// in every language: 'Volume2' ('Cluster Disk 4').
var clusterVolume = lazyregexp.New(
	`['"\x{201c}\x{201e}\x{ab}] ?([^'"\n]{1,80}?) ?['"\x{201d}\x{201c}\x{bb}] ?\(['"\x{201c}\x{201e}\x{ab}] ?([^'"\n]{1,80}?) ?['"\x{201d}\x{201c}\x{bb}]\)`,
)

// readCluster reads the records of the cluster about its shared volumes.
func readCluster(_ *parse.Record, message string) []parse.Field {
	m := clusterVolume.FindStringSubmatch(message)
	if m == nil {
		return nil
	}
	return []parse.Field{field(fieldVolume, m[1]), field("ResourceName", m[2])}
}

// storageFirst are the events of volsnap whose English text names the volume of
// the shadow copy storage before the one that is shadowed.
var storageFirst = map[uint32]bool{23: true, 24: true, 38: true}

// readVolume finds the volume of an event of volsnap. Where a message names two,
// their order is that of a sentence: it is relied on in English only.
func readVolume(r *parse.Record, message string) []parse.Field {
	b := &found{}
	first := volumeOf(message)
	if first == "" {
		return nil
	}
	at := strings.Index(message, first)
	other := volumeOf(message[at+len(first):])
	first, other = strings.TrimRight(first, ". \r\n"), strings.TrimRight(other, ". \r\n")
	switch {
	case other == "" || strings.EqualFold(first, other) || !storageFirst[r.EventID]:
		b.add(fieldVolume, first)
	case isEnglish(message):
		b.add(fieldVolume, other)
		b.add(parse.FieldStorageVolume, first)
	}
	return b.fields
}

func isEnglish(message string) bool { return strings.Contains(message, " shadow cop") }

// readDevice finds the device in brackets that Ntfs names behind the volume, in every
// language: "C: (\Device\HarddiskVolume3)".
func readDevice(_ *parse.Record, message string) []parse.Field {
	_, rest, ok := strings.Cut(message, `(\Device\`)
	if !ok {
		return nil
	}
	name, _, ok := strings.Cut(rest[:min(len(rest), 80)], ")")
	if !ok {
		return nil
	}
	return []parse.Field{field("DeviceName", `\Device\`+name)}
}

// readCrash reads the message of Application Error: the program that crashed.
func readCrash(_ *parse.Record, message string) []parse.Field {
	if program := CrashedProgram(message); program != "" {
		return []parse.Field{field("AppName", program), field(FieldCommandLine, program)}
	}
	return nil
}
