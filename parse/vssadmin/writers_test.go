package vssadmin

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// language is what `vssadmin list writers` prints in one language.
type language struct {
	name      string
	confirmed bool // by real output; the others are from memory or from translated documents
	banner    string
	labels    [5]string // name, id, instance, state, last error
	colon     string
	quote     string
	stable    string
	noError   string
	basis     string // of the HRESULT of noError in a listing of four stable writers
	oem, ansi encoding.Encoding
}

var languages = []language{
	{"en", true, "Volume Shadow Copy Service administrative command-line tool",
		[5]string{
			"Writer name",
			"Writer Id",
			"Writer Instance Id",
			"State",
			"Last error",
		}, ": ", "'", "Stable", "No error", parse.HResultWords,
		charmap.CodePage437, charmap.Windows1252},
	{"fr", true, "Outil ligne de commande d'administration du service de cliché instantané de volume",
		[5]string{
			"Nom du rédacteur",
			"ID du rédacteur",
			"ID de l'instance du rédacteur",
			"État",
			"Dernière erreur",
		}, " : ", "'", "Stable", "Aucune erreur", parse.HResultWords,
		charmap.CodePage850, charmap.Windows1252},
	{"de", false, "Verwaltungsbefehlszeilenprogramm des Volumeschattenkopie-Dienstes",
		[5]string{
			"Verfassername",
			"Verfasserkennung",
			"Verfasserinstanzkennung",
			"Status",
			"Letzter Fehler",
		}, ": ", `"`, "Stabil", "Kein Fehler", parse.HResultWordsUnconfirmed,
		charmap.CodePage850, charmap.Windows1252},
	{"es", false, "Herramienta administrativa de línea de comandos del Servicio de instantáneas de volumen.",
		[5]string{
			"Nombre de escritor",
			"Id. de escritor",
			"Id. de instancia de escritor",
			"Estado",
			"Último error",
		}, ": ", "'", "Estable", "Sin errores", parse.HResultWordsUnconfirmed,
		charmap.CodePage850, charmap.Windows1252},
	{"it", false, "Strumento di amministrazione da riga di comando per il servizio Copia Shadow del volume",
		[5]string{
			"Nome writer",
			"ID writer",
			"ID istanza writer",
			"Stato",
			"Ultimo errore",
		}, ": ", "'", "Stabile", "Nessun errore", parse.HResultWordsUnconfirmed,
		charmap.CodePage850, charmap.Windows1252},
	{"pt-BR", false, "Ferramenta de linha de comando administrativa do Serviço de Cópias de Sombra de Volume",
		[5]string{
			"Nome do gravador",
			"Identificação do gravador",
			"Identificação da instância do gravador",
			"Estado",
			"Último erro",
		}, ": ", "'", "Estável", "Sem erro", parse.HResultMajority,
		charmap.CodePage850, charmap.Windows1252},
	{"nl", false, "Beheerprogramma voor Volume Shadow Copy-service",
		[5]string{
			"Naam van schrijver",
			"Id van schrijver",
			"Exemplaar-id van schrijver",
			"Status",
			"Laatste fout",
		}, ": ", "'", "Stabiel", "Geen fout", parse.HResultWordsUnconfirmed,
		charmap.CodePage850, charmap.Windows1252},
	{"ru", false, "программа командной строки для администрирования службы теневого копирования тома",
		[5]string{
			"Имя компонента записи",
			"Id компонента записи",
			"Id экземпляра компонента записи",
			"Состояние",
			"Последняя ошибка",
		}, ": ", "'", "Стабильный", "Нет ошибок", parse.HResultWordsUnconfirmed,
		charmap.CodePage866, charmap.Windows1251},
	{"ja", false, "ボリューム シャドウ コピー サービス管理コマンドライン ツール",
		[5]string{
			"ライター名",
			"ライター ID",
			"ライター インスタンス ID",
			"状態",
			"最後のエラー",
		}, ": ", "'", "安定", "エラーなし", parse.HResultWordsUnconfirmed,
		japanese.ShiftJIS, japanese.ShiftJIS},
	{"zh-CN", false, "卷影复制服务管理命令行工具",
		[5]string{"编写器名称", "编写器 ID", "编写器实例 ID", "状态", "上一个错误"}, ": ", "'", "稳定", "无错误", parse.HResultWordsUnconfirmed,
		simplifiedchinese.GBK, simplifiedchinese.GBK},
	{"ko", false, "볼륨 섀도 복사본 서비스 관리 명령줄 도구",
		[5]string{"기록기 이름", "기록기 ID", "기록기 인스턴스 ID", "상태", "마지막 오류"}, ": ", "'", "안정", "오류 없음", parse.HResultMajority,
		korean.EUCKR, korean.EUCKR},
	{"da", false, "Administrativt kommandolinjeværktøj til tjenesten Volume Shadow Copy",
		[5]string{
			"Skrivernavn",
			"Skriver-id",
			"Skriverforekomst-id",
			"Tilstand",
			"Sidste fejl",
		}, ": ", "'", "Stabil", "Ingen fejl", parse.HResultMajority,
		charmap.CodePage850, charmap.Windows1252},
}

// state is one writer to print.
type state struct {
	name, id, instance string
	number             int
	word, lastError    string
}

func (l language) block(s state) string {
	return fmt.Sprintf("%s%s%s%s%s\r\n   %s%s%s\r\n   %s%s%s\r\n   %s%s[%d] %s\r\n   %s%s%s\r\n\r\n",
		l.labels[0], l.colon, l.quote, s.name, l.quote, l.labels[1], l.colon, s.id, l.labels[2], l.colon, s.instance,
		l.labels[3], l.colon, s.number, s.word, l.labels[4], l.colon, s.lastError)
}

func (l language) listing(states ...state) string {
	var b strings.Builder
	b.WriteString("vssadmin 1.1 - " + l.banner + "\r\n(C) Copyright 2001-2013 Microsoft Corp.\r\n\r\n")
	for _, s := range states {
		b.WriteString(l.block(s))
	}
	return b.String()
}

func guid(n int) string { return fmt.Sprintf("{%08x-0000-4000-8000-%012x}", n, n) }

func (l language) stableWriters() []state {
	var all []state
	for n, name := range []string{"System Writer", "MSDEWriter", "WMI Writer", "Registry Writer"} {
		all = append(all, state{name, guid(n + 1), guid(n + 101), 1, l.stable, l.noError})
	}
	return all
}

func littleEndian(s string) []byte {
	p := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		p = append(p, byte(u), byte(u>>8))
	}
	return p
}

// TestLanguages prints a listing in every language and encoding and reads it:
// structure alone must be enough.
func TestLanguages(t *testing.T) {
	for _, l := range languages {
		failed := state{"SqlServerWriter", guid(9), guid(109), 9, "?", "?!"}
		content := l.listing(append(l.stableWriters(), failed)...)
		encode := func(e encoding.Encoding) []byte {
			p, err := e.NewEncoder().Bytes([]byte(content))
			if err != nil {
				t.Fatalf("%s: %v", l.name, err)
			}
			return p
		}
		for _, c := range []struct {
			name string
			data []byte
		}{
			{"UTF-8", []byte(content)}, {"UTF-8 BOM", []byte("\ufeff" + content)}, {"UTF-16LE", littleEndian(content)},
			{"OEM", encode(l.oem)}, {"ANSI", encode(l.ansi)},
		} {
			t.Run(l.name+" "+c.name, func(t *testing.T) {
				r := texttest.Read(t, c.data, Writers)
				if len(r.Damage) > 0 {
					t.Errorf("damage: %v", r.Damage)
				}
				writers := r.Of(parse.ProviderWriter)
				if len(writers) != 5 || len(r.Of(parse.ProviderListing)) != 1 {
					t.Fatalf("%d writers, %d captures", len(writers), len(r.Of(parse.ProviderListing)))
				}
				want := fmt.Sprintf(
					"capture=1 tool=vssadmin writer_name=MSDEWriter writer_id=%s writer_instance_id=%s state_code=1 "+
						"state_name=%s last_error=%s hresult=0x00000000 hresult_from=%s",
					guid(2),
					guid(102),
					l.stable,
					l.noError,
					l.basis,
				)
				if got := texttest.Fields(writers[1]); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
				want = fmt.Sprintf(
					"capture=1 tool=vssadmin writer_name=SqlServerWriter writer_id=%s writer_instance_id=%s "+
						"state_code=9 state_name=? last_error=?!",
					guid(9),
					guid(109),
				)
				if got := texttest.Fields(writers[4]); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			})
		}
	}
}

// A code page that was taken for another one spoils labels, not structure.
func TestMojibake(t *testing.T) {
	l := languages[1]
	oem, err := l.oem.NewEncoder().Bytes([]byte(l.listing(l.stableWriters()...)))
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []encoding.Encoding{charmap.Windows1252, charmap.CodePage437, charmap.CodePage866} {
		spoilt, err := wrong.NewDecoder().Bytes(oem)
		if err != nil {
			t.Fatal(err)
		}
		if got := texttest.Read(t, spoilt, Writers).Of(parse.ProviderWriter); len(got) != 4 {
			t.Errorf("read as %v: %d writers", wrong, len(got))
		}
	}
}

var en = languages[0]

func oneWriter(code int, word, lastError string) string {
	return en.listing(state{"SqlServerWriter", guid(1), guid(2), code, word, lastError})
}

// interval is what a listing's record says about its time.
func interval(r *parse.Record) string {
	show := func(t parse.Timestamp) string {
		if t.IsZero() {
			return "-"
		}
		return t.Wall.Time().Format("2006-01-02T15:04:05.00") + "/" + t.Zone.String()
	}
	s := show(r.Time) + " " + r.Stamp.String() + " .. " + show(r.Until)
	for _, name := range []string{parse.FieldUntilFrom, parse.FieldStampRepeated, parse.FieldMonthFirst, parse.FieldDayFirst} {
		if v := r.Text(name); v != "" {
			s += " " + name + "=" + v
		}
	}
	return s
}

func TestIntervals(t *testing.T) {
	c := oneWriter(5, "Waiting for completion", "No error")
	for _, one := range []struct {
		name, text string
		want       []string
		damage     int
	}{
		{"no stamp", c, []string{"- none .. -"}, 0},
		{"date and time", "Sat 02/03/2007  2:00:00.15\r\n" + c + "Sat 02/03/2007  2:00:02.25\r\n" + c, []string{
			"2007-02-03T02:00:00.15/local line .. 2007-02-03T02:00:02.25/local until_from=line",
			"2007-02-03T02:00:02.25/local line .. -"}, 0},
		{"a stamp behind the last", "2007-02-03 02:00:00\r\n" + c + "2007-02-03 02:00:02\r\n" + c + "2007-02-03 02:00:04\r\n", []string{
			"2007-02-03T02:00:00.00/local line .. 2007-02-03T02:00:02.00/local until_from=line",
			"2007-02-03T02:00:02.00/local line .. 2007-02-03T02:00:04.00/local until_from=line"}, 0},
		{"stamps behind each", c + "2007-02-03 02:00:02\r\n" + c + "2007-02-03 02:00:04\r\n", []string{
			"- none .. 2007-02-03T02:00:02.00/local until_from=line",
			"2007-02-03T02:00:02.00/local line .. 2007-02-03T02:00:04.00/local until_from=line"}, 0},
		{"date /t and time /t", "Sat 02/03/2007 \r\n02:00 AM\r\n" + c + "Sat 02/03/2007 \r\n02:01 AM\r\n", []string{
			"2007-02-03T02:00:00.00/local line .. 2007-02-03T02:01:00.00/local until_from=line"}, 0},
		{"time before date", "02:00\r\nSat 02/03/2007\r\n" + c, []string{"2007-02-03T02:00:00.00/local line .. -"}, 0},
		{"date and time commands", "The current date is: Sat 02/03/2007\r\nThe current time is:  " +
			"2:00:00.15\r\n" + c, []string{
			"2007-02-03T02:00:00.15/local line .. -"}, 0},
		{"ISO 8601 in UTC", "2007-02-03T02:00:00Z\r\n" + c, []string{"2007-02-03T02:00:00.00/utc line .. -"}, 0},
		{"ISO 8601 with offset", "2007-02-03T02:00:00+02:00\r\n" + c, []string{"2007-02-03T00:00:00.00/offset line " +
			".. -"}, 0},
		{"RFC 1123", "Sat, 03 Feb 2007 02:00:00 GMT\r\n" + c, []string{"2007-02-03T02:00:00.00/utc line .. -"}, 0},
		{"Get-Date", "\r\nSaturday, February 3, 2007 2:00:00 AM\r\n\r\n" + c, []string{"2007-02-03T02:00:00.00/local " +
			"line .. -"}, 0},
		{"a heading", "=== captured at 2007-02-03 02:00:00 on SRV1 ===\r\n" + c, []string{"2007-02-03T02:00:00.00/local line .. -"}, 0},
		{"prompts over midnight", "2007-02-03\r\n23:59:59,00>vssadmin list writers\r\n" + c + " 0:00:01,00>vssadmin " +
			"list writers\r\n" + c + " 0:00:02,00>\r\n", []string{
			"2007-02-03T23:59:59.00/local prompt .. 2007-02-04T00:00:01.00/local until_from=prompt",
			"2007-02-04T00:00:01.00/local prompt .. 2007-02-04T00:00:02.00/local until_from=prompt"}, 0},
		{"a prompt in a folder named by a day", "C:\\logs\\2007-02-03>vssadmin list writers\r\n" + c, []string{"- none .. -"}, 0},
		{"a loop that expands the time once", "2007-02-03 02:00:00\r\n" + c + "2007-02-03 02:00:00\r\n" + c + "2007-02-03 02:00:30\r\n" + c, []string{
			"2007-02-03T02:00:00.00/local line .. 2007-02-03T02:00:30.00/local until_from=line",
			"2007-02-03T02:00:00.00/local line .. 2007-02-03T02:00:30.00/local until_from=line stamp_repeated=true",
			"2007-02-03T02:00:30.00/local line .. -"}, 0},
		{"a clock that goes back", "2007-02-03 02:00:00\r\n" + c + "2007-02-03 01:00:02\r\n" + c + "2007-02-03 01:00:04\r\n", []string{
			"2007-02-03T02:00:00.00/local line .. -",
			"2007-02-03T01:00:02.00/local line .. 2007-02-03T01:00:04.00/local until_from=line"}, 1},
		{"day or month", "02/03/2007  2:00:00,15\r\n" + c, []string{
			"- none .. - month_first=2007-02-03T02:00:00.15 day_first=2007-03-02T02:00:00.15"}, 1},
		{"a time without a date", "02:00:00,15\r\n" + c, []string{"- none .. -"}, 1},
	} {
		t.Run(one.name, func(t *testing.T) {
			r := texttest.Read(t, []byte(one.text), Writers)
			var got []string
			for _, c := range r.Of(parse.ProviderListing) {
				got = append(got, interval(c))
			}
			if diff := cmp.Diff(one.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(r.Damage) != one.damage {
				t.Errorf("damage: %v, want %d", r.Damage, one.damage)
			}
			for k, w := range r.Of(parse.ProviderWriter) { // one writer in each listing: the same interval
				if interval(w) != got[k] {
					t.Errorf("writer %s, capture %s", interval(w), got[k])
				}
			}
		})
	}
}

func TestForms(t *testing.T) {
	listing := en.listing(en.stableWriters()...)
	failed := state{"SqlServerWriter", guid(9), guid(109), 10, "Failed", "Timed out"}
	const noIndent = "\n"
	for _, one := range []struct {
		name, text        string
		captures, writers int
		damage            []string // What of each
	}{
		{"as printed", listing, 1, 4, nil},
		{"LF only", strings.ReplaceAll(listing, "\r\n", "\n"), 1, 4, nil},
		{"CR CR LF", strings.ReplaceAll(listing, "\r\n", "\r\r\n"), 1, 4, nil},
		{"without indent", strings.ReplaceAll(listing, "\r\n   ", noIndent), 1, 4, nil},
		{"quoted", "> " + strings.ReplaceAll(listing, "\r\n", "  \r\n> "), 1, 4, nil},
		{"double spaced", strings.ReplaceAll(listing, "\r\n", "\r\n\r\n"), 1, 4, nil},
		{"padded to the console's width", strings.ReplaceAll(listing, "\r\n", "          \r\n"), 1, 4, nil},
		{"without its banner", listing[strings.Index(listing, "Writer name"):], 1, 4, nil},
		{"waiting for responses", strings.Replace(listing, "\r\n\r\nWriter", "\r\n\r\nWaiting for "+
			"responses.\r\nThese may be delayed if a shadow copy is being prepared.\r\n\r\nWriter", 1), 1, 4, nil},
		{"two captures", listing + listing, 2, 8, nil},
		{"two captures without banners", listing[strings.Index(listing, "Writer name"):] + listing[strings.Index(listing, "Writer name"):], 2, 8, nil},
		{"a foreign line between writers", strings.Replace(listing, "\r\n\r\nWriter name: 'WMI", "\r\nThe network is "+
			"slow today\r\n\r\nWriter name: 'WMI", 1), 1, 4, nil},
		{"cut behind the ids", listing + en.block(failed)[:strings.Index(en.block(failed), "   State")], 1, 5, []string{"writer"}},
		{"cut behind the state", listing + en.block(failed)[:strings.Index(en.block(failed), "   Last")], 1, 5, []string{"writer"}},
		{"cut inside an id", listing + en.block(failed)[:60], 1, 4, nil},
		{"banner only, among others", listing + en.listing() + listing, 3, 8, nil},
		{"banner only, by its prompt", "C:\\>vssadmin list writers\r\n" + en.listing(), 1, 0, nil},
		{"an error", "C:\\>vssadmin list writers\r\n" + en.listing() + "Error: A Volume Shadow Copy Service " +
			"component encountered an unexpected error.\r\n", 1, 0, nil},
		{"number and word contradict", en.listing(state{"W", guid(1), guid(2), 1, "Failed", "No error"}), 1, 1, []string{"writer state"}},
		{"an impossible number", en.listing(state{"W", guid(1), guid(2), 23, "Failed", "No error"}), 1, 1, []string{"writer state"}},
		{"masked ids", strings.NewReplacer(guid(1), "{ID}", guid(101), "{ID}").Replace(listing), 1, 4, nil},
		{"escaped by Markdown", strings.ReplaceAll(listing, "[1]", `\[1\]`), 1, 4, nil},
		{"guest agent", `{"out-data":"` + strings.NewReplacer("\r", `\r`, "\n", `\n`, `"`, `\"`).Replace(listing) + `"}`, 1, 4, nil},
	} {
		t.Run(one.name, func(t *testing.T) {
			r := texttest.Read(t, []byte(one.text), Writers)
			if got := len(r.Of(parse.ProviderListing)); got != one.captures {
				t.Errorf("%d captures, want %d", got, one.captures)
			}
			if got := len(r.Of(parse.ProviderWriter)); got != one.writers {
				t.Errorf("%d writers, want %d", got, one.writers)
			}
			var damage []string
			for _, d := range r.Damage {
				damage = append(damage, d.What)
			}
			if diff := cmp.Diff(one.damage, damage); diff != "" {
				t.Errorf("damage (-want +got)\n%s", diff)
			}
		})
	}
}

// A whole listing that shows every writer of VSS itself and not System Writer lacks it. One of Server 2003,
// one that somebody cut, and one in which an id or the end of a writer cannot be read tell nothing.
func TestListingWithoutSystemWriter(t *testing.T) {
	of := func(name, id string) state {
		return state{name, id, guid(len(name) + 100), 1, "Stable", "No error"}
	}
	var all []state
	for n, id := range ofVSS {
		all = append(all, of(fmt.Sprintf("Writer of VSS, number %*d", n+1, n), id))
	}
	system := of(systemWriterName, systemWriter)
	whole := en.listing(all...)
	for name, c := range map[string]struct {
		text, lacks string
	}{
		"it is not there":          {whole, systemWriterName},
		"ids in capitals":          {en.listing(append([]state{of("Writer", strings.ToUpper(ofVSS[0]))}, all[1:]...)...), systemWriterName},
		"it is there":              {en.listing(append([]state{system}, all...)...), ""},
		"it has another id":        {en.listing(append([]state{of("system writer", guid(7))}, all...)...), ""},
		"one of VSS is not there":  {en.listing(all[1:]...), ""},
		"a writer without an id":   {en.listing(append([]state{of("Writer", "{MASKED}")}, all...)...), ""},
		"the banner is not there":  {whole[strings.Index(whole, "Writer name"):], ""},
		"a part was left out":      {strings.Replace(whole, "Writer name", "[...]\r\n\r\nWriter name", 1), ""},
		"a further one breaks off": {whole + "Writer name: 'Syst", ""},
		"a foreign line is inside": {strings.Replace(whole, "\r\n\r\nWriter name: 'Writer of VSS, number  1'", "\r\nThe network is slow\r\n\r\nWriter name: 'Writer of VSS, number  1'", 1), ""},
	} {
		heads := texttest.Read(t, []byte(c.text), Writers).Of(parse.ProviderListing)
		if len(heads) != 1 || heads[0].Text(parse.FieldLacks) != c.lacks {
			t.Errorf("%s: %d listings, lacks %q, want %q", name, len(heads), heads[0].Text(parse.FieldLacks), c.lacks)
		}
	}
}

// What somebody left out of a listing may have been there.
func TestCutListing(t *testing.T) {
	listing := en.listing(en.stableWriters()...)
	for name, text := range map[string]string{
		"behind a name":   listing + "Writer name: 'Registry Writer'\r\n[...]\r\n",
		"behind a writer": listing + "\r\n[...]\r\n",
		"between writers": strings.Replace(listing, "\r\n\r\nWriter name: 'WMI", "\r\n\r\n<snip>\r\n\r\nWriter name: "+
			"'WMI", 1),
		"in an ellipsis": listing + "(...)\r\n",
	} {
		r := texttest.Read(t, []byte(text), Writers)
		if len(r.Of(parse.ProviderWriter)) != 4 || r.Records[0].Text(parse.FieldCut) != "true" || r.Account.Slack > 8 {
			t.Errorf("%s: %s, damage %v, account %+v", name, texttest.Fields(r.Records[0]), r.Damage, r.Account)
		}
	}
	if r := texttest.Read(t, []byte(listing), Writers); r.Records[0].Text(parse.FieldCut) != "" {
		t.Error("a whole listing is cut")
	}
}

func TestSpoken(t *testing.T) {
	r := texttest.Read(
		t,
		[]byte("C:\\>vssadmin list writers\r\n"+en.listing()+"Error: A component of it met an unexpected error.\r\n"),
		Writers,
	)
	if c := r.Records[0]; c.Text(parse.FieldHResult) != "0x80042302" || c.Text(parse.FieldWriters) != "0" ||
		c.Text(parse.FieldHResultFrom) != parse.HResultWords {
		t.Error(texttest.Fields(c))
	}
	for _, row := range spoken {
		if code, _ := SpokenCode(strings.ReplaceAll(row.words, "+", " "), true); code != row.code {
			t.Errorf("%q: %#x, want %#x", row.words, code, row.code)
		}
	}
}

func TestLastErrors(t *testing.T) {
	for words, want := range map[string]string{
		"No error": "0x00000000", "Timed out": "0x800423f2", "Retryable error": "0x800423f3", "Non-retryable " +
			"error": "0x800423f4",
		"Inconsistent shadow copy": "0x800423f0", "Out of resources": "0x800423f1", "Unexpected error": "", "Zeitüberschreitung": "0x800423f2",
		"Aucune erreur": "0x00000000", "Cliché instantané incohérent": "0x800423f0", "Ressources insuffisantes": "0x800423f1",
		"Délai dépassé": "0x800423f2", "Erreur récupérable": "0x800423f3", "Erreur non récupérable": "0x800423f4",
		"Erreur inattendue": "", "Error no recuperable": "0x800423f4", "タイムアウト": "0x800423f2",
	} {
		r := texttest.Read(t, []byte(oneWriter(9, "Failed", words)), Writers)
		if got := r.Of(parse.ProviderWriter)[0].Text(parse.FieldHResult); got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
}

// Waiting lines and their interval are in the listing's record.
func TestWaiting(t *testing.T) {
	listing := oneWriter(1, "Stable", "No error")
	at := strings.Index(listing, "Writer name")
	for _, lines := range []string{
		"Waiting for responses.\r\nThese may be delayed if a shadow copy is being prepared.\r\n\r\n",
		"En attente de réponses.\r\nElles peuvent être retardées.\r\n\r\n", // unconfirmed
	} {
		r := texttest.Read(t, []byte(listing[:at]+lines+listing[at:]), Writers)
		if got := r.Of(parse.ProviderListing)[0].Text(parse.FieldWaiting); got != "true" {
			t.Errorf("%q: waiting = %q", lines, got)
		}
	}
	if got := texttest.Read(t, []byte(listing), Writers).Of(parse.ProviderListing)[0].Text(parse.FieldWaiting); got != "" {
		t.Errorf("waiting = %q without the lines", got)
	}
}

// The two lines alone, without the banner, are a listing whether writers follow or not; one of them, or a sentence that quotes
// them, is none.
func TestWaitingWithoutBanner(t *testing.T) {
	const lines = "Waiting for responses.\nThese may be delayed if a shadow copy is being prepared.\n"
	whole := oneWriter(1, "Stable", "No error")
	for text, want := range map[string]string{ // writers, "" for no listing
		"it hangs at\n\n" + lines:                                            "0",
		lines + "\nand never comes back.\n":                                  "0",
		lines + "\n" + whole[strings.Index(whole, "Writer name"):]:           "1",
		"Waiting for responses.\n":                                           "",
		"It says 'Waiting for responses. These may be delayed' and stops.\n": "",
	} {
		got := ""
		if r := texttest.Read(t, []byte(text), Writers).Of(parse.ProviderListing); len(r) > 0 {
			got = r[0].Text(parse.FieldWriters)
		}
		if got != want {
			t.Errorf("%q: %q writers, want %q", text, got, want)
		}
	}
}

// Texts that are something else must not be claimed.
func TestNoWriters(t *testing.T) {
	for _, s := range []string{
		"Provider name: 'Microsoft Software Shadow Copy provider 1.0'\n   Provider type: System\n   Provider " +
			"Id: " + guid(1) + "\n   Version: 1.0.0.7\n",
		"Title: 'x'\nid: " + guid(1) + "\nfoo\n",
		"* WRITER \"System Writer\"\n   - Status: 1 (VSS_WS_STABLE)\n",
		"Name: 'x'\n",
	} {
		if r := texttest.Read(t, []byte(s), Writers); len(r.Records) > 0 {
			t.Errorf("%q: %s", s, texttest.Fields(r.Records[0]))
		}
	}
}

func FuzzWriters(f *testing.F) {
	seeds := []string{
		oneWriter(9, "Failed", "Timed out"),
		"2007-02-03 02:00:00\r\n" + oneWriter(1, "Stable", "No error") + "02:00:05\r\n" + en.listing(),
	}
	for _, l := range languages {
		seeds = append(seeds, l.listing(l.stableWriters()...))
	}
	seeds = append(
		seeds,
		string(littleEndian(seeds[1])),
		`{"out-data":"`+strings.ReplaceAll(seeds[0], "\r\n", `\r\n`)+`"}`,
	)
	texttest.Fuzz(f, seeds, Writers)
}
