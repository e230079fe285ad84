package console

import "strings"

// Names of months and weekdays as Windows prints them in long dates and before
// %DATE%, without case. They only serve to read stamps; a name that is missing
// here costs the stamp, nothing else. Sources: CLDR 44 (en, fr, de, es, it, pt, nl; of ru, pl, cs, sv, da, hu, tr
// the long names as dates have them).
var monthNames = [12][]string{
	{"january", "jan", "janvier", "janv", "januar", "jänner", "enero", "ene", "gennaio", "gen", "janeiro", "januari",
		"января", "янв", "stycznia", "ledna", "január", "ocak"},
	{"february", "feb", "février", "févr", "februar", "febrero", "febbraio", "fevereiro", "fev", "februari",
		"февраля", "февр", "lutego", "února", "február", "şubat"},
	{"march", "mar", "mars", "märz", "mrz", "marzo", "março", "maart", "mrt",
		"марта", "мар", "marca", "března", "marts", "március", "mart"},
	{"april", "apr", "avril", "avr", "abril", "abr", "aprile",
		"апреля", "апр", "kwietnia", "dubna", "április", "nisan"},
	{"may", "mai", "mayo", "maggio", "mag", "maio", "mei", "мая", "maja", "května", "maj", "május", "mayıs"},
	{"june", "jun", "juin", "juni", "junio", "giugno", "giu", "junho",
		"июня", "czerwca", "června", "június", "haziran"},
	{"july", "jul", "juillet", "juil", "juli", "julio", "luglio", "lug", "julho",
		"июля", "lipca", "července", "július", "temmuz"},
	{"august", "aug", "août", "agosto", "ago", "augustus", "августа", "авг", "sierpnia", "srpna", "augusti",
		"augusztus", "ağustos"},
	{"september", "sep", "sept", "septembre", "septiembre", "settembre", "set", "setembro",
		"сентября", "сент", "września", "září", "szeptember", "eylül"},
	{"october", "oct", "octobre", "oktober", "okt", "octubre", "ottobre", "ott", "outubro", "out",
		"октября", "окт", "października", "října", "október", "ekim"},
	{"november", "nov", "novembre", "noviembre", "novembro", "ноября", "нояб", "listopada", "listopadu", "kasım"},
	{"december", "dec", "décembre", "déc", "dezember", "dez", "diciembre", "dic", "dicembre", "dezembro",
		"декабря", "дек", "grudnia", "prosince", "aralık"},
}

var weekdayNames = [7][]string{
	{"sunday", "sun", "dimanche", "dim", "sonntag", "so", "domingo", "dom", "domenica", "zondag", "zo", "вс", "日"},
	{
		"monday",
		"mon",
		"lundi",
		"lun",
		"montag",
		"mo",
		"lunes",
		"lunedì",
		"segunda-feira",
		"seg",
		"maandag",
		"ma",
		"пн",
		"月",
	},
	{
		"tuesday",
		"tue",
		"mardi",
		"mar",
		"dienstag",
		"di",
		"martes",
		"martedì",
		"terça-feira",
		"ter",
		"dinsdag",
		"вт",
		"火",
	},
	{
		"wednesday",
		"wed",
		"mercredi",
		"mer",
		"mittwoch",
		"mi",
		"miércoles",
		"mié",
		"mercoledì",
		"quarta-feira",
		"qua",
		"woensdag",
		"wo",
		"ср",
		"水",
	},
	{
		"thursday",
		"thu",
		"jeudi",
		"jeu",
		"donnerstag",
		"do",
		"jueves",
		"jue",
		"giovedì",
		"gio",
		"quinta-feira",
		"qui",
		"donderdag",
		"чт",
		"木",
	},
	{
		"friday",
		"fri",
		"vendredi",
		"ven",
		"freitag",
		"fr",
		"viernes",
		"vie",
		"venerdì",
		"sexta-feira",
		"sex",
		"vrijdag",
		"vr",
		"пт",
		"金",
	},
	{
		"saturday",
		"sat",
		"samedi",
		"sam",
		"samstag",
		"sa",
		"sábado",
		"sáb",
		"sabato",
		"sab",
		"zaterdag",
		"za",
		"сб",
		"土",
	},
}

// longestMonth is how many bytes the name of a month has at most.
const longestMonth = 16

// monthAt reads a month's name at s[i:]; 0 if there is none.
func monthAt(s string, i int) (month, next int) {
	end := i
	for end < len(s) && (isLetter(s[end]) || s[end] >= 0x80) {
		end++
	}
	if end-i < 3 || end-i > longestMonth {
		return 0, i
	}
	if s[i] < 0x80 && !monthStarts[s[i]|0x20] {
		return 0, i
	}
	if month, ok := months[strings.ToLower(s[i:end])]; ok {
		return month, end
	}
	return 0, i
}

// months are the numbers of monthNames, and the letters that they begin with.
var months, monthStarts = func() (map[string]int, [256]bool) {
	all, starts := map[string]int{}, [256]bool{}
	for m, names := range monthNames {
		for _, name := range names {
			all[name] = m + 1
			starts[name[0]] = true
		}
	}
	return all, starts
}()

// weekdayBefore reads the weekday at the end of s, -1 if there is none, and
// where it begins.
func weekdayBefore(s string) (weekday, at int) {
	t := strings.TrimRight(s, " ,.(")
	start := len(t)
	for start > 0 && (isLetter(t[start-1]) || t[start-1] >= 0x80 || t[start-1] == '-' && start > 1) {
		start--
	}
	if start == len(t) {
		return -1, len(s)
	}
	word := strings.ToLower(strings.TrimLeft(t[start:], "-"))
	for d, names := range weekdayNames {
		for _, name := range names {
			if word == name {
				return d, start
			}
		}
	}
	return -1, len(s)
}
