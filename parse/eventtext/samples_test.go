package eventtext

import "fmt"

// viewerLabels are Event Viewer's labels for details copied as text: log, source,
// date, id, category, level, keywords, user, computer, description.
var viewerLabels = map[string][10]string{
	"en": {
		"Log Name:      ",
		"Source:        ",
		"Date:          ",
		"Event ID:      ",
		"Task Category: ",
		"Level:         ",
		"Keywords:      ",
		"User:          ",
		"Computer:      ",
		"Description:",
	},
	"de": {
		"Protokollname: ",
		"Quelle:        ",
		"Datum:         ",
		"Ereignis-ID:   ",
		"Aufgabenkategorie:",
		"Ebene:         ",
		"Schlüsselwörter:",
		"Benutzer:      ",
		"Computer:      ",
		"Beschreibung:",
	},
	"fr": {
		"Nom du journal : ",
		"Source :       ",
		"Date :         ",
		"ID de l’événement : ",
		"Catégorie de la tâche : ",
		"Niveau :       ",
		"Mots clés :    ",
		"Utilisateur :  ",
		"Ordinateur :   ",
		"Description :",
	},
	"ja": {
		"ログの名前:         ",
		"ソース:           ",
		"日付:            ",
		"イベント ID:       ",
		"タスクのカテゴリ:      ",
		"レベル:           ",
		"キーワード:         ",
		"ユーザー:          ",
		"コンピューター:       ",
		"説明:",
	},
	"es": {
		"Nombre de registro:",
		"Origen:        ",
		"Fecha:         ",
		"Id. del evento:",
		"Categoría de la tarea:",
		"Nivel:         ",
		"Palabras clave:",
		"Usuario:       ",
		"Equipo:        ",
		"Descripción:",
	},
	"it": {
		"Nome registro: ",
		"Origine:       ",
		"Data:          ",
		"ID evento:     ",
		"Categoria attività:",
		"Livello:       ",
		"Parole chiave: ",
		"Utente:        ",
		"Computer:      ",
		"Descrizione:",
	},
	"pt": {
		"Nome do Log:   ",
		"Fonte:         ",
		"Data:          ",
		"Identificação do Evento:",
		"Categoria da Tarefa:",
		"Nível:         ",
		"Palavras-chave:",
		"Usuário:       ",
		"Computador:    ",
		"Descrição:",
	},
	"ru": {
		"Имя журнала:   ",
		"Источник:      ",
		"Дата:          ",
		"Код события:   ",
		"Категория задачи:",
		"Уровень:       ",
		"Ключевые слова:",
		"Пользователь:  ",
		"Компьютер:     ",
		"Описание:",
	},
	"cs": {
		"Název protokolu:",
		"Zdroj:         ",
		"Datum:         ",
		"ID události:   ",
		"Kategorie úlohy:",
		"Úroveň:        ",
		"Klíčová slova: ",
		"Uživatel:      ",
		"Počítač:       ",
		"Popis:",
	},
	"pl": {
		"Nazwa dziennika:",
		"Źródło:        ",
		"Data:          ",
		"Identyfikator zdarzenia:",
		"Kategoria zadania:",
		"Poziom:        ",
		"Słowa kluczowe:",
		"Użytkownik:    ",
		"Komputer:      ",
		"Opis:",
	},
	"nl": {
		"Logboeknaam:   ",
		"Bron:          ",
		"Datum:         ",
		"Gebeurtenis-id:",
		"Taakcategorie: ",
		"Niveau:        ",
		"Trefwoorden:   ",
		"Gebruiker:     ",
		"Computer:      ",
		"Beschrijving:",
	},
	"sv": {
		"Loggnamn:      ",
		"Källa:         ",
		"Datum:         ",
		"Händelse-ID:   ",
		"Aktivitetskategori:",
		"Nivå:          ",
		"Nyckelord:     ",
		"Användare:     ",
		"Dator:         ",
		"Beskrivning:",
	},
	"tr": {
		"Günlük Adı:    ",
		"Kaynak:        ",
		"Tarih:         ",
		"Olay Kimliği:  ",
		"Görev Kategorisi:",
		"Düzey:         ",
		"Anahtar Sözcükler:",
		"Kullanıcı:     ",
		"Bilgisayar:    ",
		"Açıklama:",
	},
	"hu": {
		"Napló neve:    ",
		"Forrás:        ",
		"Dátum:         ",
		"Eseményazonosító:",
		"Feladatkategória:",
		"Szint:         ",
		"Kulcsszavak:   ",
		"Felhasználó:   ",
		"Számítógép:    ",
		"Leírás:",
	},
	"zh-CN": {
		"日志名称:          ",
		"来源:            ",
		"日期:            ",
		"事件 ID:         ",
		"任务类别:          ",
		"级别:            ",
		"关键字:           ",
		"用户:            ",
		"计算机:           ",
		"描述:",
	},
	"zh-TW": {
		"記錄檔名稱:         ",
		"來源:            ",
		"日期:            ",
		"事件識別碼:         ",
		"工作類別:          ",
		"層級:            ",
		"關鍵字:           ",
		"使用者:           ",
		"電腦:            ",
		"描述:",
	},
	"ko": {
		"로그 이름:         ",
		"원본:            ",
		"날짜:            ",
		"이벤트 ID:        ",
		"작업 범주:         ",
		"수준:            ",
		"키워드:           ",
		"사용자:           ",
		"컴퓨터:           ",
		"설명:",
	},
}

// dates and level words as each language's Windows writes 5 April 2023, 23:02:11,
// and an error.
var viewerDates = map[string][2]string{
	"en": {
		"4/5/2023 11:02:11 PM",
		"Error",
	}, "de": {"05.04.2023 23:02:11", "Fehler"}, "fr": {"05/04/2023 23:02:11", "Erreur"}, "ja": {"2023/04/05 23:02:11", "エラー"},
	"es": {
		"05/04/2023 23:02:11",
		"Error",
	}, "it": {"05/04/2023 23:02:11", "Errore"}, "pt": {"05/04/2023 23:02:11", "Erro"}, "ru": {"05.04.2023 23:02:11", "Ошибка"},
	"cs": {
		"5. 4. 2023 23:02:11",
		"Chyba",
	}, "pl": {"2023-04-05 23:02:11", "Błąd"}, "nl": {"5-4-2023 23:02:11", "Fout"}, "sv": {"2023-04-05 23:02:11", "Fel"},
	"tr": {
		"5.04.2023 23:02:11",
		"Hata",
	}, "hu": {"2023. 04. 05. 23:02:11", "Hiba"}, "zh-CN": {"2023/4/5 23:02:11", "错误"}, "zh-TW": {"2023/4/5 下午 " +
		"11:02:11", "錯誤"},
	"ko": {"2023-04-05 오후 11:02:11", "오류"},
}

// someMessage is a message of our own words around the tokens that VSS writes in
// every language.
const someMessage = "Service message: something met Foo(0x80000000,...). hr = 0x80070005, no.\n.\n\nVorgang A:\n   " +
	"Step one\n\nContext B:\n" +
	"   Key one: {e8132975-6f93-4464-a53e-1050253ae220}\n   Key two: System Writer\n   Key three: " +
	"{1e6f93d8-40b7-4c52-9d0a-8c7b35e2f164}\n\n"

// viewerEvent is an event as Event Viewer copies it as text.
func viewerEvent(language string, k int) string {
	l, d := viewerLabels[language], viewerDates[language]
	return fmt.Sprintf(
		"%sApplication\n%sVSS\n%s%s\n%s8193\n%sNone\n%s%s\n%sClassic\n%sN/A\n%sHOST%d.example.org\n%s\n%s",
		l[0],
		l[1],
		l[2],
		d[0],
		l[3],
		l[4],
		l[5],
		d[1],
		l[6],
		l[7],
		l[8],
		k,
		l[9],
		someMessage,
	)
}

// xmlEvent is an event as XML.
func xmlEvent(k int) string {
	return fmt.Sprintf(`<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
  <System>
    <Provider Name="VSS" />
    <EventID Qualifiers="0">8193</EventID>
    <Level>2</Level>
    <TimeCreated SystemTime="2023-04-05T21:02:11.000000000Z" />
    <EventRecordID>%d</EventRecordID>
    <Channel>Application</Channel>
    <Computer>HOST.example.org</Computer>
  </System>
  <EventData>
    <Data>Foo(0x80000000,...)</Data>
    <Data>0x80070005, no.</Data>
    <Data>

Operation:
   Step one</Data>
  </EventData>
</Event>
`, 1000+k)
}
