package eventtext

import (
	"strings"
	"unicode/utf8"
)

// part is what a label labels.
type part uint8

const (
	other   part = iota // a label that is known and not needed
	logName             // Application, System, ...
	source              // the provider
	date                // date, or date and time
	clock               // time of day
	eventID
	instance // InstanceId of Get-EventLog: the message id with its upper bits
	level
	category
	user
	computer
	message // description: the rendered message
	data    // hex dump
	xml     // the event as XML follows
	record  // record number
	binary  // Data of Get-EventLog
)

// language is how the labels of events are translated.
type language struct {
	name     string // as in BCP 47
	source   string // where the labels were seen
	dayFirst bool   // all of its locales write the day before the month (CLDR)
	labels   map[part]string
}

// languages is the table of translations. Several labels of one part are divided
// by |. Blanks before the colon do not count, nor does the case of ASCII letters.
var languages = []language{
	{"en", "Event Viewer, wevtutil, Get-WinEvent, Get-EventLog, SCOM alert context; real pastes", false, map[part]string{
		logName: "log name|log|event log|logname|channel|eventlog",
		source:  "source|event source|providername|provider name|provider|sourcename",
		date:    "date|date and time|timecreated|timegenerated|time generated|logged|time created|date/time",
		clock:   "time", eventID: "event id|eventid|id|event number|event code|eventcode|event", instance: "instanceid|instance id",
		level: "level|event type|entrytype|leveldisplayname|event level|type|severity", category: "task category|event category|category|taskdisplayname|categorynumber",
		user: "user|userid|username|user name", computer: "computer|machinename|logging computer|computername|machine|computer name|host",
		message: "description|message|event description|details|event details|general", data: "data", xml: "event xml", record: "recordid|index|eventrecordid|record id|recordnumber",
		other: "keywords|opcode|task|version|qualifiers|keywordsdisplaynames|opcodedisplayname|processid|threadid|activityid|relatedactivityid|containerlog|" +
			"providerid|matchedqueryids|bookmark|properties|replacementstrings|timewritten|site|container|level number|correlation id",
	}},
	{"de", "MicrosoftDocs/azure-docs.de-de, event ids for RDP; Exchange documentation, back pressure (Ereignistyp, Ereignisquelle)", true, map[part]string{
		logName: "protokollname", source: "quelle|ereignisquelle", date: "datum", clock: "uhrzeit|zeit", eventID: "ereignis-id|ereigniskennung", level: "ebene|ereignistyp",
		category: "aufgabenkategorie|ereigniskategorie", user: "benutzer", computer: "computer", message: "beschreibung", data: "daten", other: "schlüsselwörter",
	}},
	{"fr", "forsenergy.com, Event Viewer help in French; a public copy of Event Viewer's pane (Nom du journal)", true, map[part]string{
		logName: "nom du journal", source: "source", date: "date", eventID: "id de l'événement|id d'événement|id de l’événement|id d’événement", level: "niveau|type de l'événement",
		category: "catégorie de la tâche", user: "utilisateur", computer: "ordinateur", message: "description", other: "mots clés",
	}},
	{"ja", "jpwinsup.github.io (VSS 8229); learn.microsoft.com (イベント XML)", false, map[part]string{
		logName: "ログの名前", source: "ソース", date: "日付|日時", eventID: "イベント id|イベントid", level: "レベル", category: "タスクのカテゴリ", user: "ユーザー",
		computer: "コンピューター|コンピュータ", message: "説明|値", xml: "イベント xml", other: "キーワード",
	}},
	{"es", "MicrosoftDocs, TWinUI 5960 in Spanish; Exchange documentation; a forum paste of Windows XP (Origen del suceso)", true, map[part]string{
		logName: "nombre de registro", source: "origen|origen del evento|origen del suceso", date: "fecha", clock: "hora", eventID: "id. del evento|id. de evento|id. suceso",
		level: "nivel|tipo de evento|tipo de suceso", category: "categoría de la tarea|categoría de tarea|categoría del evento|categoría del suceso", user: "usuario", computer: "equipo",
		message: "descripción", data: "datos", other: "palabras clave",
	}},
	{"it", "MicrosoftDocs/sql-docs.it-it, event 17659; AD FS documentation; KB in Italian, Userenv 1000 (Origine evento)", true, map[part]string{
		logName: "nome registro|nome log", source: "origine|origine evento", date: "data", clock: "ora", eventID: "id evento", level: "livello|tipo evento",
		category: "categoria attività|categoria evento", user: "utente", computer: "computer", message: "descrizione", data: "dati", other: "parole chiave",
	}},
	{"pt", "MicrosoftDocs, TWinUI 5960 in Portuguese; MicrosoftDocs/azure-docs.pt-pt, event ids for RDP; forsenergy.com, Event Viewer help", true, map[part]string{
		logName: "nome do log|nome do registo", source: "fonte|origem", date: "data", eventID: "id do evento|identificação do evento", level: "nível",
		category: "categoria da tarefa|categoria de tarefa", user: "usuário|utilizador", computer: "computador", message: "descrição", other: "palavras-chave",
	}},
	{"ru", "a public write-up on XenApp with an event of Application Error; MicrosoftDocs/azure-docs.ru-ru", true, map[part]string{
		logName: "имя журнала", source: "источник", date: "дата", eventID: "код события|идентификатор события", level: "уровень", category: "категория задачи", user: "пользователь",
		computer: "компьютер", message: "описание", other: "ключевые слова",
	}},
	{"cs", "MicrosoftDocs/azure-docs.cs-cz, event ids for RDP; KB 833167 in Czech (Typ události, Zdroj události)", true, map[part]string{
		logName: "název protokolu", source: "zdroj|zdroj události", date: "datum", clock: "čas", eventID: "id události", level: "úroveň|typ události",
		category: "kategorie úlohy|kategorie události", user: "uživatel", computer: "počítač", message: "popis", data: "data", other: "klíčová slova",
	}},
	{"pl", "MicrosoftDocs/azure-docs.pl-pl, event ids for RDP", true, map[part]string{
		logName: "nazwa dziennika", source: "źródło", date: "data", eventID: "identyfikator zdarzenia", level: "poziom", category: "kategoria zadania", user: "użytkownik",
		computer: "komputer", message: "opis", other: "słowa kluczowe",
	}},
	{"nl", "MicrosoftDocs/azure-docs.nl-nl, event ids for RDP", true, map[part]string{
		logName: "logboeknaam", source: "bron", date: "datum", eventID: "gebeurtenis-id", level: "niveau", category: "taakcategorie", user: "gebruiker", computer: "computer",
		message: "beschrijving", other: "trefwoorden",
	}},
	{"sv", "MicrosoftDocs/azure-docs.sv-se, event ids for RDP", false, map[part]string{
		logName: "loggnamn", source: "källa", date: "datum", eventID: "händelse-id", level: "nivå", category: "aktivitetskategori", user: "användare", other: "nyckelord",
	}},
	{"tr", "MicrosoftDocs/azure-docs.tr-tr, event ids for RDP", true, map[part]string{
		logName: "günlük adı", source: "kaynak", date: "tarih", eventID: "olay kimliği", level: "düzey", category: "görev kategorisi", user: "kullanıcı", computer: "bilgisayar",
		message: "açıklama", other: "anahtar sözcükler",
	}},
	{"hu", "MicrosoftDocs/azure-docs.hu-hu, event ids for RDP", false, map[part]string{
		logName: "napló neve", source: "forrás", date: "dátum", eventID: "eseményazonosító", level: "szint", category: "feladatkategória", user: "felhasználó", computer: "számítógép",
		message: "leírás", other: "kulcsszavak",
	}},
	{"da", "MicrosoftDocs, onboarding of Defender in Danish (Lognavn, Hændelses-id, Beskrivelse)", true, map[part]string{
		logName: "lognavn", eventID: "hændelses-id", message: "beskrivelse",
	}},
	{"zh-CN", "public write-ups on Sysmon and Security events with Event Viewer's text", false, map[part]string{
		logName: "日志名称", source: "来源", date: "日期", eventID: "事件 id|事件id", level: "级别", category: "任务类别", user: "用户", computer: "计算机", message: "描述", other: "关键字",
	}},
	{"zh-TW", "a public write-up on Entity Framework and a question on Exchange with Event Viewer's text", false, map[part]string{
		logName: "記錄檔名稱", source: "來源", date: "日期", eventID: "事件識別碼|事件 id", level: "層級|等級", category: "工作類別", user: "使用者", computer: "電腦", message: "描述", other: "關鍵字",
	}},
	{"ko", "a public Sysmon event in Event Viewer's text", false, map[part]string{
		logName: "로그 이름", source: "원본", date: "날짜", eventID: "이벤트 id", level: "수준", category: "작업 범주", user: "사용자", computer: "컴퓨터", message: "설명", other: "키워드",
	}},
}

// meaning is what a label may mean: in how many languages it means each part is of
// no concern, but whose dates they are is.
type meaning struct {
	part   part
	second part   // what it means in another language; other if nothing: Data is a date, and a dump
	langs  uint32 // bits of languages
}

// labelIndex is derived from languages.
var labelIndex, dayFirstLanguages = indexLabels()

func indexLabels() (map[string]meaning, uint32) {
	index, dayFirst := map[string]meaning{}, uint32(0)
	for k, l := range languages {
		if l.dayFirst {
			dayFirst |= 1 << k
		}
		for p := other; p <= binary; p++ {
			for _, label := range strings.Split(l.labels[p], "|") {
				if label == "" {
					continue
				}
				for _, form := range []string{label, lowerASCII(strings.ToUpper(label)), titled(label)} {
					m, known := index[form]
					switch {
					case !known:
						m.part = p
					case m.part != p:
						m.second = p
					}
					m.langs |= 1 << k
					index[form] = m
				}
			}
		}
	}
	return index, dayFirst
}

// titled is a label whose first letter, which need not be ASCII, is upper case.
func titled(label string) string {
	_, n := utf8.DecodeRuneInString(label)
	return lowerASCII(strings.ToUpper(label[:n]) + label[n:])
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// maxLabel is how many bytes a label may have.
const maxLabel = 64

// findLabel looks a label up, without its colon and blanks around it.
func findLabel(label string) (meaning, bool) {
	if len(label) == 0 || len(label) > maxLabel {
		return meaning{}, false
	}
	var buf [maxLabel]byte
	for i := 0; i < len(label); i++ {
		c := label[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	m, ok := labelIndex[string(buf[:len(label)])]
	return m, ok
}

// labelled is a line "Label: value".
type labelled struct {
	meaning
	known bool // the label is in the table
	label string
	value string
	at    int // of the value in the line
}

// readLabel reads a line as label and value. The label is short and stands before
// the first colon, or before a tab.
func readLabel(line string) (l labelled, ok bool) {
	start := 0
	for start < len(line) && (line[start] == ' ' || line[start] == '\t') {
		start++
	}
	if start < len(line) && (line[start] == '-' || line[start] == '*') && start+1 < len(line) && line[start+1] == ' ' { // a bullet
		start += 2
	}
	rest := line[start:]
	if rest == "" || rest[0] >= '0' && rest[0] <= '9' {
		return l, false
	}
	end := strings.IndexByte(rest[:min(len(rest), maxLabel)], ':')
	if wide := gapIn(rest, end); wide > 0 { // a table without colons
		if m, ok := findLabel(rest[:wide]); ok && m.part != other && m.part != data {
			value := wide
			for value < len(rest) && (rest[value] == ' ' || rest[value] == '\t') {
				value++
			}
			return labelled{meaning: m, known: true, label: rest[:wide], value: rest[value:], at: start + value}, true
		}
	}
	if end < 1 {
		return l, false
	}
	value := end + 1
	label := strings.TrimRight(rest[:end], " \t")
	if tab := strings.IndexByte(label, '\t'); tab > 0 { // "Date<tab>3/14/2023 11:02": the colon is the value's
		return l, false
	}
	label = strings.Trim(label, "*_")
	l.label = label
	l.meaning, l.known = findLabel(label)
	for value < len(rest) && (rest[value] == ' ' || rest[value] == '\t' || rest[value] == '*') {
		value++
	}
	l.at, l.value = start+value, rest[value:]
	return l, true
}

// gapIn returns where a tab or two blanks end the first words of s, before the colon
// at end if there is one; 0 if there is no such gap.
func gapIn(s string, end int) int {
	limit := min(len(s), 40)
	if end > 0 {
		limit = min(limit, end)
	}
	for i := 1; i+1 < limit; i++ {
		if s[i] == '\t' || s[i] == ' ' && s[i+1] == ' ' {
			if strings.TrimLeft(s[i:limit], " \t") == "" { // blanks before the colon
				return 0
			}
			return i
		}
	}
	return 0
}

// nextLabel returns where in a value the next label of the table begins: where line
// breaks are lost, or where Event Viewer's pane sets two labels side by side. -1 if
// there is none.
func nextLabel(value string) int {
	for from := 0; ; {
		colon := strings.IndexByte(value[from:min(len(value), 400)], ':')
		if colon < 0 {
			return -1
		}
		colon += from
		from = colon + 1
		if colon+1 < len(value) && value[colon+1] != ' ' && value[colon+1] != '\t' {
			continue
		}
		end := len(strings.TrimRight(value[:colon], " "))
		for words, start := 0, end; words < 5 && start > 0; words++ {
			start = strings.LastIndexAny(value[:start], " \t|,;") // to the blank before the word
			if start < 0 {
				break
			}
			if m, ok := findLabel(value[start+1 : end]); ok && (m.part != other || m.second != other || words > 0 || keywordLabel(value[start+1:end])) && longestLabel(value, start, end) {
				return start + 1
			}
		}
	}
}

// longestLabel reports whether the word before does not belong to the label as
// well: "ID" ends "Event ID".
func longestLabel(value string, start, end int) bool {
	head := strings.TrimRight(value[:start], " ")
	blank := strings.LastIndexAny(head, " \t|,;")
	_, longer := findLabel(value[blank+1 : end])
	return !longer || blank+1 == 0
}

// keywordLabel reports whether a label of one word is not worth keeping and yet ends
// the value before it.
func keywordLabel(label string) bool {
	m, ok := findLabel(label)
	return ok && m.part == other && len(label) > 5
}
