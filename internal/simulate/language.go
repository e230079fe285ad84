package simulate

import (
	"fmt"
	"strings"
	"time"
)

// Language is how vssadmin speaks and how the host writes a date. Only what is
// known from real output is used; where a state word is not known in a language
// the English one stands.
type Language struct {
	Tag                          string
	Banner, Name, ID, InstanceID string
	State, Error, Quote          string
	States                       map[int]string
	Errors                       map[string]string
	Date                         func(time.Time) string

	// Words of records, where the host speaks another language than English.
	// The French ones of a VSS context block and the names of services are
	// unconfirmed: what matters is that they are not the English ones.
	Services map[string]string // display names by key
	Words    map[string]string // of service states and of context blocks
}

// says returns the language's word for an English one.
func (l Language) says(english string) string { return word(l.Words, english, english) }

var stateWords = map[int]string{
	1:  "Stable",
	2:  "Waiting for freeze",
	3:  "Waiting for thaw",
	4:  "Waiting for post-snapshot",
	5:  "Waiting for completion",
	7:  "Failed",
	8:  "Failed",
	9:  "Failed",
	10: "Failed",
	11: "Failed",
}

var english = Language{Tag: "en",
	Banner:     "vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool",
	Name:       "Writer name:",
	ID:         "Writer Id:",
	InstanceID: "Writer Instance Id:",
	State:      "State:",
	Error:      "Last error:",
	Quote:      "'",
	States:     stateWords, Date: dateEnglish}

var french = Language{Tag: "fr",
	Banner: "vssadmin 1.1 - Outil ligne de commande d\u2019administration du service de clich\u00e9 instantan\u00e9 " +
		"de volume",
	Name: "Nom du r\u00e9dacteur\u00a0:", ID: "ID du r\u00e9dacteur\u00a0:", InstanceID: "ID de l\u2019instance du " +
		"r\u00e9dacteur\u00a0:",
	State: "\u00c9tat\u00a0:", Error: "Derni\u00e8re erreur\u00a0:", Quote: "'",
	States: stateWords, Errors: map[string]string{errorNone: "Aucune erreur"}, Date: dateFrench,
	Services: map[string]string{
		"VSS":   "Clich\u00e9 instantan\u00e9 de volume",
		"swprv": "Fournisseur de clich\u00e9 instantan\u00e9 de logiciel Microsoft",
	},
	Words: map[string]string{
		"running":            "en cours d\u2019ex\u00e9cution",
		"stopped":            "arr\u00eat\u00e9",
		"Operation":          "Op\u00e9ration\u00a0",
		"Context":            "Contexte\u00a0",
		"Execution Context":  "Contexte d\u2019ex\u00e9cution\u00a0",
		"Writer Class Id":    "ID de classe du r\u00e9dacteur\u00a0",
		"Writer Name":        "Nom du r\u00e9dacteur\u00a0",
		"Writer Instance ID": "ID d\u2019instance du r\u00e9dacteur\u00a0",
		"Thaw Event":         "\u00c9v\u00e9nement de d\u00e9gel",
		"Freeze Event":       "\u00c9v\u00e9nement de gel",
	}}

var german = Language{Tag: "de",
	Banner:     "vssadmin 1.1 - Verwaltungsbefehlszeilenprogramm des Volumeschattenkopie-Dienstes",
	Name:       "Verfassername:",
	ID:         "Verfasserkennung:",
	InstanceID: "Verfasserinstanzkennung:",
	State:      "Status:",
	Error:      "Letzter Fehler:",
	Quote:      "\"",
	States: map[int]string{
		1:  "Stabil",
		5:  "Warten auf Abschluss",
		7:  "Fehlgeschlagen",
		8:  "Fehlgeschlagen",
		9:  "Fehlgeschlagen",
		10: "Fehlgeschlagen",
	},
	Errors: map[string]string{errorNone: "Kein Fehler", errorRetryable: "Wiederholbarer Fehler"}, Date: dateGerman,
	Services: map[string]string{"VSS": "Volumeschattenkopie", "swprv": "Microsoft-Softwareschattenkopie-Anbieter"},
	Words: map[string]string{
		"running":   "Wird ausgef\u00fchrt",
		"stopped":   "Beendet",
		"Operation": "Vorgang",
		"Context":   "Kontext",
	}}

func dateEnglish(t time.Time) string { return t.Format("Mon 01/02/2006 ") + clockText(t, ".") }
func dateFrench(t time.Time) string  { return t.Format("02/01/2006 ") + clockText(t, ",") }
func dateGerman(t time.Time) string  { return t.Format("02.01.2006 ") + clockText(t, ",") }
func dateISO(t time.Time) string     { return t.Format("2006-01-02 ") + clockText(t, ".") }

// clockText is %TIME%: the hour padded with a blank, hundredths cut, not rounded.
func clockText(t time.Time, point string) string {
	return fmt.Sprintf("%2d:%02d:%02d%s%02d", t.Hour(), t.Minute(), t.Second(), point, t.Nanosecond()/1e7)
}

func (l Language) stamp(t time.Time) string { return l.Date(t) }

func word[K comparable](words map[K]string, key K, fallback string) string {
	if w, ok := words[key]; ok {
		return w
	}
	return fallback
}

// writers prints one listing as vssadmin does, with CR LF.
func (l Language) writers(os System, c *writerListing, waiting bool) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\r\n") }
	line(l.Banner)
	line("(C) Copyright " + os.Copyright + " Microsoft Corp.")
	line("")
	if waiting {
		line("Waiting for responses.")
		line("These may be delayed if a shadow copy is being prepared.")
		line("")
	}
	for _, s := range c.states {
		line(l.Name + " " + l.Quote + s.w.Name + l.Quote)
		line("   " + l.ID + " " + s.w.Class)
		line("   " + l.InstanceID + " " + s.instance)
		line(
			fmt.Sprintf(
				"   %s [%d] %s",
				l.State,
				s.state,
				word(l.States, s.state, word(stateWords, s.state, "Unknown")),
			),
		)
		line("   " + l.Error + " " + word(l.Errors, s.err, s.err))
		line("")
	}
	return b.String()
}
