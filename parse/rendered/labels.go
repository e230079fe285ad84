package rendered

import (
	"strings"
	"unicode/utf8"
)

// Part is what a label, or the name of a column, labels.
type Part uint8

// Parts of an event.
const (
	PartOther  Part = iota // a label that is known and not needed
	PartLog                // Application, System, ...
	PartSource             // the provider
	PartDate               // date, or date and time
	PartClock              // time of day
	PartEventID
	PartInstance // InstanceId of Get-EventLog: the message id with its upper bits
	PartLevel
	PartCategory
	PartUser
	PartComputer
	PartMessage // description: the rendered message
	PartData    // hex dump
	PartXML     // the event as XML follows
	PartRecord  // record number
	PartBinary  // Data of Get-EventLog
)

// Language is how the labels of events are translated.
type Language struct {
	Name     string // as in BCP 47
	Source   string // where the labels were seen
	DayFirst bool   // all of its locales write the day before the month (CLDR)
	Labels   map[Part]string
}

// Languages is the table of translations. Several labels of one part are divided
// by |. Blanks before the colon do not count, nor does the case of ASCII letters.
var Languages = []Language{
	{
		"en",
		"Event Viewer, wevtutil, Get-WinEvent, Get-EventLog, SCOM alert context; real pastes",
		false,
		map[Part]string{
			PartLog:      "log name|log|event log|logname|channel|eventlog",
			PartSource:   "source|event source|providername|provider name|provider|sourcename",
			PartDate:     "date|date and time|timecreated|timegenerated|time generated|logged|time created|date/time",
			PartClock:    "time",
			PartEventID:  "event id|eventid|id|event number|event code|eventcode|event|event id generated|generated event id",
			PartInstance: "instanceid|instance id",
			PartLevel:    "level|event type|entrytype|leveldisplayname|event level|type|severity",
			PartCategory: "task category|event category|category|taskdisplayname|categorynumber",
			PartUser:     "user|userid|username|user name", PartComputer: "computer|machinename|logging " +
				"computer|computername|machine|computer name|host",
			PartMessage: "description|message|event description|details|event details|general",
			PartData:    "data",
			PartXML:     "event xml",
			PartRecord:  "recordid|index|eventrecordid|record id|recordnumber",
			PartOther: "keywords|opcode|task|version|qualifiers|keywordsdisplaynames|opcodedisplayname|processid|threadid|activityid|relatedactivityid|containerlog|" +
				"providerid|matchedqueryids|bookmark|properties|replacementstrings|timewritten|site|container|level " +
				"number|correlation id",
		},
	},
	{
		"de",
		"MicrosoftDocs/azure-docs.de-de, event ids for RDP; Exchange documentation, back pressure (Ereignistyp, " +
			"Ereignisquelle)",
		true,
		map[Part]string{
			PartLog:      "protokollname",
			PartSource:   "quelle|ereignisquelle",
			PartDate:     "datum",
			PartClock:    "uhrzeit|zeit",
			PartEventID:  "ereignis-id|ereigniskennung",
			PartLevel:    "ebene|ereignistyp",
			PartCategory: "aufgabenkategorie|ereigniskategorie",
			PartUser:     "benutzer",
			PartComputer: "computer",
			PartMessage:  "beschreibung",
			PartData:     "daten",
			PartOther:    "schlüsselwörter",
		},
	},
	{
		"fr",
		"forsenergy.com, Event Viewer help in French; a public copy of Event Viewer's pane (Nom du journal)",
		true,
		map[Part]string{
			PartLog: "nom du journal", PartSource: "source", PartDate: "date", PartEventID: "id de l'événement|id " +
				"d'événement|id de l’événement|id d’événement", PartLevel: "niveau|type de l'événement",
			PartCategory: "catégorie de la tâche",
			PartUser:     "utilisateur",
			PartComputer: "ordinateur",
			PartMessage:  "description",
			PartOther:    "mots clés",
		},
	},
	{"ja", "jpwinsup.github.io (VSS 8229); learn.microsoft.com (イベント XML)", false, map[Part]string{
		PartLog:      "ログの名前",
		PartSource:   "ソース",
		PartDate:     "日付|日時",
		PartEventID:  "イベント id|イベントid",
		PartLevel:    "レベル",
		PartCategory: "タスクのカテゴリ",
		PartUser:     "ユーザー",
		PartComputer: "コンピューター|コンピュータ",
		PartMessage:  "説明|値",
		PartXML:      "イベント xml",
		PartOther:    "キーワード",
	}},
	{
		"es",
		"MicrosoftDocs, TWinUI 5960 in Spanish; Exchange documentation; a forum paste of Windows XP (Origen del " +
			"suceso)",
		true,
		map[Part]string{
			PartLog:     "nombre de registro",
			PartSource:  "origen|origen del evento|origen del suceso",
			PartDate:    "fecha",
			PartClock:   "hora",
			PartEventID: "id. del evento|id. de evento|id. suceso",
			PartLevel:   "nivel|tipo de evento|tipo de suceso", PartCategory: "categoría de la tarea|categoría de " +
				"tarea|categoría del evento|categoría del suceso", PartUser: "usuario", PartComputer: "equipo",
			PartMessage: "descripción", PartData: "datos", PartOther: "palabras clave",
		},
	},
	{
		"it",
		"MicrosoftDocs/sql-docs.it-it, event 17659; AD FS documentation; KB in Italian, Userenv 1000 (Origine evento)",
		true,
		map[Part]string{
			PartLog:      "nome registro|nome log",
			PartSource:   "origine|origine evento",
			PartDate:     "data",
			PartClock:    "ora",
			PartEventID:  "id evento",
			PartLevel:    "livello|tipo evento",
			PartCategory: "categoria attività|categoria evento",
			PartUser:     "utente",
			PartComputer: "computer",
			PartMessage:  "descrizione",
			PartData:     "dati",
			PartOther:    "parole chiave",
		},
	},
	{
		"pt",
		"MicrosoftDocs, TWinUI 5960 in Portuguese; MicrosoftDocs/azure-docs.pt-pt, event ids for RDP; " +
			"forsenergy.com, Event Viewer help",
		true,
		map[Part]string{
			PartLog:      "nome do log|nome do registo",
			PartSource:   "fonte|origem",
			PartDate:     "data",
			PartEventID:  "id do evento|identificação do evento",
			PartLevel:    "nível",
			PartCategory: "categoria da tarefa|categoria de tarefa",
			PartUser:     "usuário|utilizador",
			PartComputer: "computador",
			PartMessage:  "descrição",
			PartOther:    "palavras-chave",
		},
	},
	{
		"ru",
		"a public write-up on XenApp with an event of Application Error; MicrosoftDocs/azure-docs.ru-ru",
		true,
		map[Part]string{
			PartLog:      "имя журнала",
			PartSource:   "источник",
			PartDate:     "дата",
			PartEventID:  "код события|идентификатор события",
			PartLevel:    "уровень",
			PartCategory: "категория задачи",
			PartUser:     "пользователь",
			PartComputer: "компьютер",
			PartMessage:  "описание",
			PartOther:    "ключевые слова",
		},
	},
	{
		"cs",
		"MicrosoftDocs/azure-docs.cs-cz, event ids for RDP; KB 833167 in Czech (Typ události, Zdroj události)",
		true,
		map[Part]string{
			PartLog:      "název protokolu",
			PartSource:   "zdroj|zdroj události",
			PartDate:     "datum",
			PartClock:    "čas",
			PartEventID:  "id události",
			PartLevel:    "úroveň|typ události",
			PartCategory: "kategorie úlohy|kategorie události",
			PartUser:     "uživatel",
			PartComputer: "počítač",
			PartMessage:  "popis",
			PartData:     "data",
			PartOther:    "klíčová slova",
		},
	},
	{"pl", "MicrosoftDocs/azure-docs.pl-pl, event ids for RDP", true, map[Part]string{
		PartLog: "nazwa dziennika", PartSource: "źródło", PartDate: "data", PartEventID: "identyfikator " +
			"zdarzenia", PartLevel: "poziom", PartCategory: "kategoria zadania", PartUser: "użytkownik",
		PartComputer: "komputer", PartMessage: "opis", PartOther: "słowa kluczowe",
	}},
	{"nl", "MicrosoftDocs/azure-docs.nl-nl, event ids for RDP", true, map[Part]string{
		PartLog:      "logboeknaam",
		PartSource:   "bron",
		PartDate:     "datum",
		PartEventID:  "gebeurtenis-id",
		PartLevel:    "niveau",
		PartCategory: "taakcategorie",
		PartUser:     "gebruiker",
		PartComputer: "computer",
		PartMessage:  "beschrijving",
		PartOther:    "trefwoorden",
	}},
	{"sv", "MicrosoftDocs/azure-docs.sv-se, event ids for RDP", false, map[Part]string{
		PartLog:      "loggnamn",
		PartSource:   "källa",
		PartDate:     "datum",
		PartEventID:  "händelse-id",
		PartLevel:    "nivå",
		PartCategory: "aktivitetskategori",
		PartUser:     "användare",
		PartOther:    "nyckelord",
	}},
	{"tr", "MicrosoftDocs/azure-docs.tr-tr, event ids for RDP", true, map[Part]string{
		PartLog:      "günlük adı",
		PartSource:   "kaynak",
		PartDate:     "tarih",
		PartEventID:  "olay kimliği",
		PartLevel:    "düzey",
		PartCategory: "görev kategorisi",
		PartUser:     "kullanıcı",
		PartComputer: "bilgisayar",
		PartMessage:  "açıklama",
		PartOther:    "anahtar sözcükler",
	}},
	{"hu", "MicrosoftDocs/azure-docs.hu-hu, event ids for RDP", false, map[Part]string{
		PartLog:      "napló neve",
		PartSource:   "forrás",
		PartDate:     "dátum",
		PartEventID:  "eseményazonosító",
		PartLevel:    "szint",
		PartCategory: "feladatkategória",
		PartUser:     "felhasználó",
		PartComputer: "számítógép",
		PartMessage:  "leírás",
		PartOther:    "kulcsszavak",
	}},
	{
		"da",
		"MicrosoftDocs, onboarding of Defender in Danish (Lognavn, Hændelses-id, Beskrivelse)",
		true,
		map[Part]string{
			PartLog: "lognavn", PartEventID: "hændelses-id", PartMessage: "beskrivelse",
		},
	},
	{"zh-CN", "public write-ups on Sysmon and Security events with Event Viewer's text", false, map[Part]string{
		PartLog:      "日志名称",
		PartSource:   "来源",
		PartDate:     "日期",
		PartEventID:  "事件 id|事件id",
		PartLevel:    "级别",
		PartCategory: "任务类别",
		PartUser:     "用户",
		PartComputer: "计算机",
		PartMessage:  "描述",
		PartOther:    "关键字",
	}},
	{
		"zh-TW",
		"a public write-up on Entity Framework and a question on Exchange with Event Viewer's text",
		false,
		map[Part]string{
			PartLog:      "記錄檔名稱",
			PartSource:   "來源",
			PartDate:     "日期",
			PartEventID:  "事件識別碼|事件 id",
			PartLevel:    "層級|等級",
			PartCategory: "工作類別",
			PartUser:     "使用者",
			PartComputer: "電腦",
			PartMessage:  "描述",
			PartOther:    "關鍵字",
		},
	},
	{"ko", "a public Sysmon event in Event Viewer's text", false, map[Part]string{
		PartLog:      "로그 이름",
		PartSource:   "원본",
		PartDate:     "날짜",
		PartEventID:  "이벤트 id",
		PartLevel:    "수준",
		PartCategory: "작업 범주",
		PartUser:     "사용자",
		PartComputer: "컴퓨터",
		PartMessage:  "설명",
		PartOther:    "키워드",
	}},
}

// Meaning is what a label may mean: in how many languages it means each part is of
// no concern, but whose dates they are is.
type Meaning struct {
	Part   Part
	Second Part   // what it means in another language; other if nothing: Data is a date, and a dump
	Langs  uint32 // bits of languages
}

// labelIndex is derived from Languages, and so are the bits of those that write the day first.
var labelIndex, DayFirstLanguages = indexLabels()

var labelShapes = shapesOf(labelIndex)

func indexLabels() (map[string]Meaning, uint32) {
	index, dayFirst := map[string]Meaning{}, uint32(0)
	for k, l := range Languages {
		if l.DayFirst {
			dayFirst |= 1 << k
		}
		for p := PartOther; p <= PartBinary; p++ {
			for _, label := range strings.Split(l.Labels[p], "|") {
				if label == "" {
					continue
				}
				for _, form := range []string{label, LowerASCII(strings.ToUpper(label)), Titled(label)} {
					m, known := index[form]
					switch {
					case !known:
						m.Part = p
					case m.Part != p:
						m.Second = p
					}
					m.Langs |= 1 << k
					index[form] = m
				}
			}
		}
	}
	return index, dayFirst
}

// Titled is a label whose first letter, which need not be ASCII, is upper case.
func Titled(label string) string {
	_, n := utf8.DecodeRuneInString(label)
	return LowerASCII(strings.ToUpper(label[:n]) + label[n:])
}

// LowerASCII is s with its ASCII letters in lower case.
func LowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// MaxLabel is how many bytes a label may have.
const MaxLabel = 64

// FindLabel looks a label up, without its colon and blanks around it.
func FindLabel(label string) (m Meaning, ok bool) {
	if len(label) == 0 || len(label) > MaxLabel || !labelShapes.may(label) {
		return m, false
	}
	var buf [MaxLabel]byte
	for i := 0; i < len(label); i++ {
		buf[i] = lower(label[i])
	}
	m, ok = labelIndex[string(buf[:len(label)])]
	return m, ok
}
