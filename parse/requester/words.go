package requester

import (
	"strings"
	"sync"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
	"github.com/vsslog/vsslog/parse/vssadmin"
)

// thing is a name by which lines speak of shadow copies, in lower case. A strong one
// is of nothing else; a weak one many programs use for their own.
type thing struct {
	token  string
	strong bool
	source string
}

// things are the names; adding one is one row. Their sources are the translated
// documents of Microsoft (Microsoft Docs, "Volume Shadow Copy Service" and "Azure
// Backup" in each language), if no other is named.
var things = []thing{
	{"shadow cop", true, "en"},
	{"shadowcop", true, "Win32_ShadowCopy, HarddiskVolumeShadowCopy"},
	{"vss", true, "VSS, AlphaVSS, IVssBackupComponents; a word begins or ends there"},
	{"quiesc", true, "VMware, libvirt"},
	{"fsfreeze", true, "QEMU guest agent"},
	{"guest agent", true, "QEMU, Proxmox"},
	{"freeze guest", true, "Veeam"},
	{"prepare guest", true, "Veeam, its step before the shadow copy"},
	{"vss software", true, "Nutanix"},
	{"guest_agent", true, "QEMU guest agent, name of its channel"},
	{"qemu agent command", true, "libvirt"},
	{"agent socket", true, "libvirt, the channel of the guest agent"},
	{"schattenkopie", true, "de"},
	{"cliché instantané", true, "fr"},
	{"clichés instantanés", true, "fr"},
	{"instantáneas de volumen", true, "es"},
	{"instantánea de volumen", true, "es"},
	{"cópia de sombra", true, "pt"},
	{"cópias de sombra", true, "pt"},
	{"copia shadow", true, "it"},
	{"copie shadow", true, "it"},
	{"schaduwkopie", true, "nl, ordinary word, unconfirmed"},
	{"kopii w tle", true, "pl, ordinary words, unconfirmed"},
	{"kopia w tle", true, "pl, ordinary words, unconfirmed"},
	{"gölge kopya", true, "tr, ordinary words, unconfirmed"},
	{"skuggkopi", true, "sv, ordinary word, unconfirmed"},
	{"skyggekopi", true, "da and no, ordinary word, unconfirmed"},
	{"árnyékmásolat", true, "hu, ordinary word, unconfirmed"},
	{"dosnapshotset", true, "IVssBackupComponents"},
	{"instantánea", false, "es"},
	{"copia de sombra", true, "es, ordinary words, unconfirmed"},
	{"シャドウ コピー", true, "ja"},
	{"シャドウコピー", true, "ja"},
	{"卷影", true, "zh"},
	{"섀도 복사본", true, "ko"},
	{"теневого копирования", true, "ru"},
	{"теневой коп", true, "ru"},
	{"теневую коп", true, "ru"},
	{"stínová kopie", true, "cs"},
	{"stínové kopie", true, "cs"},
	{"snapshot", false, "en"},
	{"momentaufnahme", false, "de, Azure Backup"},
	{"capture instantanée", false, "fr, Azure Backup"},
	{"instantâneo", false, "pt, Azure Backup"},
	{"migawk", false, "pl, Azure Backup"},
	{"anlık görüntü", false, "tr, Azure Backup"},
	{"ögonblicksbild", false, "sv, Azure Backup"},
	{"ögonblicks bild", false, "sv, Azure Backup, as its translation cuts the word"},
	{"momentopname", false, "nl, ordinary word, unconfirmed"},
	{"pillanatkép", false, "hu, ordinary word, unconfirmed"},
	{"스냅샷", false, "ko, ordinary word, unconfirmed"},
	{"restore point", false, "en, System Restore"},
	{"system restore", false, "en"},
	{" hive", false, "en, the registry's; an archive is none"},
	{"system state", false, "en, Windows Server Backup"},
	{"crash-consistent", true, "en"},
	{"crash consistent", true, "en"},
	{"application consistent", true, "en"},
	{"application-consistent", true, "en"},
	{"checkpoint", false, "en, Hyper-V"},
	{"prüfpunkt", false, "de, Hyper-V"},
	{"points de contrôle", false, "fr, Hyper-V"},
	{"point de contrôle", false, "fr, Hyper-V"},
	{"スナップショット", false, "ja"},
	{"快照", false, "zh"},
	{"снимок", false, "ru"},
}

// backupWords are backups in lines whose level says that something failed.
var backupWords = []string{
	"backup",
	"datensicherung",
	"sauvegarde",
	"copia de seguridad",
	"резервн",
	"バックアップ",
	"备份",
	"zálohov",
}

// thingIn tells whether a line, in lower case, names a shadow copy or what makes
// one; strong: by a name that nothing else has.
func thingIn(lower string) (found, strong bool) {
	for _, t := range things {
		if !strings.Contains(lower, t.token) || t.token == "vss" && !vssWord.MatchString(lower) {
			continue
		}
		if t.strong {
			return true, true
		}
		found = true
	}
	return found, false
}

// vssWord is VSS as a word, or as the beginning or the end of a name.
var vssWord = lazyregexp.New(`\bi?vss|vss\b|_vss|vss_`)

// failing are the words by which a line says that something did not come about.
// They are ordinary words of each language.
var failing = []string{
	"failed", "failure", "faild", "could not", "couldn't", "cannot", "can not", "can't", "unable to", "aborted",
	"timed out", "timeout occurred", "time-out occurred", "denied", "refused",
	"rejected", "not running", "was deleted", "were deleted", "been deleted", "been lost", "not found", "is incorrect",
	"is invalid", "an error occurred", "unexpected error", "was skipped", "crashed",
	"had an error", "had an unexpected error", "error occured", "error occurred", "ended unexpectedly",
	"terminated unexpectedly", "did not complete successfully",
	"got error", "not in a stable state", "not stable", "became unstable", "is unstable", "error creating",
	"error taking", "error while", "error during", "error starting", "error deleting", "error mounting",
	"stopped responding", "not responding", "bad state",
	"fehlgeschlagen", "fehler beim ", "fehler bei ", "konnte nicht", "konnten nicht", "kann nicht",
	"zeitlimit überschritten", "zeitüberschreitung", "abgebrochen", "wurde gelöscht", "wurden gelöscht", "échoué",
	"échec", "impossible", "a été supprimé", "ont été supprimé", "abandonné", "erreur lors",
	"délai d'attente dépassé", "délai dépassé", "no se pudo", "no se puede", "no pudo ", "no podía", "no podido",
	"tiempo de espera agotado", "ha fallado", "falló", "error al ", "impossibile", "non riuscit", "errore durante",
	"non può essere", "tempo scaduto", "não foi possível", "não pôde", "falhou", "не удалось", "не удается", "ошибка",
	"отказано", "превышено время", "истекло время", "сбой",
	"できません", "エラーが発生", "失敗し", "タイムアウトしま", "タイムアウトが発生", "拒否されま", "失败", "備份失敗", "建立失敗", "出错", "無法", "无法", "超时", "逾時", "被拒绝",
	"실패", "할 수 없", "수 없습니다", "시간 초과", "거부", "오류가 발생", "selhal", "chyba při", "nelze ", "nie powiod", "nie można",
	"błąd podczas", "mislukt", "kan niet", "misslyckades", "kunde inte", "mislykkedes", "kunne ikke", "başarısız",
	"oluşturulamadı", "yapılamadı", "nem sikerült", "sikertelen", "epäonnistui", "eșuat", "zlyhal",
}

// failed finds one of them that is not denied.
func failed(lower string) bool {
	return failingIn().In(lower).Has(0) && failingIn().In(denied.ReplaceAllString(lower, " ")).Has(0)
}

var failingIn = wordsOf(failing)

// wordsOf makes what looks for one of words, in lower case, when it is first asked for.
func wordsOf(words []string) func() *console.Words {
	return sync.OnceValue(func() *console.Words { return console.NewWords([][]string{words}) })
}

// failingOf are words that say it only where a shadow copy itself is named: anything
// else may well be missing.
var failingOf = []string{
	"does not exist",
	"no longer exists",
	"end of file from",
	"did not ",
	"didn't ",
	"is missing",
	"not registered",
	"not installed",
	"is not supported",
	"wait timeout",
	"not enough",
	"insufficient",
	"ran out of",
	"expired",
	"is disabled",
	"been disabled",
	"are disabled",
	"integration service is not enabled",
	"integration service is either not enabled",
	"already in use",
	"not specified",
	"hung ",
	"hangs",
	"is stuck",
	"got stuck",
	"stalls",
	"took too long",
	"never completes",
	"never finishes",
	"aborting",
	"rolled back",
}

// supposed are words of sentences that tell what would be, not what was.
var supposed = lazyregexp.New(
	`(?:^|[\s"'(])(?:(?:when|whenever|may|might|would|should|can fail|will|kann es|peut|si|lorsque|caso|когда)\s|` + ifWords + `)|場合|경우|` + ifWide,
)

// whileDoing is a time at which something failed, and supposes nothing: "when adding ...".
var whileDoing = lazyregexp.New(
	`\b(?:when|whenever|wenn) (?:\w+ing\b|(?:it|the \w+|vss|windows) (?:tried|attempted|attempts|tries)\b)`,
)

// supposes reports whether a sentence, in lower case, tells what would be.
func supposes(lower string) bool {
	if !supposed.MatchString(lower) {
		return false
	}
	return supposed.MatchString(whileDoing.ReplaceAllString(lower, ""))
}

// denied are phrases that say that nothing failed; they are taken out before the
// words of failing are looked for.
var denied = lazyregexp.New(
	`\b(?:no|0|none|without|without any|without an|zero|ohne|keine|sans|aucune|sin|senza)(?: (?:vss|of|the|\d+|files?|writers?|snapshots?|items?|jobs?|volumes?|shadow|cop(?:y|ies)))* (?:errors?|failures?|failed|failing|timed out|aborted|fehler|erreur|errores|errori)\b` +
		`|\b(?:errors?|failures?|failed|error_?count|timed[_ ]?out)(?: \([^()]{1,12}\))?"?\s?[=:]\s?(?:0\b|null|none|no\b|false|""|\[\])|ignore[_-]failed\S*|\bfail(?:ed)?[_-]\w+=` + // none
		// a setting
		`|\b\w*(?:fail|error|abort)\w*"?\s?[=:]\s?(?:continue|ignore|false|true|skip|abort|retry|off|on|\d{1,5})\b` +
		`|\b\w*(?:failed|failure|error)(?:handler|callback|policy|action|listener)s?\b|\b(?:fail\w*|error) (?:handling|policy|action|mode|retries|count|threshold|notification)s?\b|\bfailed? [\w ()]{0,40}: (?:0|no|none|never|n/a)\b|\bfailures?: (?:no|none|never|n/a)\b|\bfail job if\b.*` +
		`|\b(?:check|look|search|scan)\w* for (?:any )?failed \w+|\bretr(?:y|ies|ying)(?: \w+)? failed \w+` +
		// a count of nothing in a row, a limit
		`|\b(?:failed|failures?|errors?)\s+0(?:[\s;,|)]|$)|\b0 (?:\w+ ){0,3}in (?:an? )?(?:failed|error) state` +
		`|\bfail(?:ed|s|ures?)?\s?(?:>=?|&gt;|≥)\s?\d+` +
		// either way: who asks which it was says of neither that it was
		`|\bsuccess(?:es|ful|fully)? (?:or|and|vs\.?) (?:fail(?:ure|ed|s|ures)?|error|unsuccessful)\b|\bfail(?:ure|ed|s|ures)? (?:or|and|vs\.?) success(?:es|ful|fully)?\b|\bsucceed(?:s|ed)? or fail(?:s|ed)?\b`,
)

// spokenIn finds the code that a line tells in words. Words of VSS itself count only
// where the line names it.
func spokenIn(lower string, strong bool) (code uint32, basis string) {
	if strings.Contains(lower, "cloud operation is not supported") { // of a file in a copy, not of a volume
		return 0, ""
	}
	if code, basis = vssadmin.SpokenCode(lower, strong); basis != "" {
		return code, basis
	}
	if code, ok := rendered.SpokenCode(lower); ok {
		return code, parse.HResultWords
	}
	return 0, ""
}

// exceptions are those of .NET whose class fixes the code. Source: Microsoft Learn,
// the remarks of each class ("uses the HRESULT ... which has the value").
var exceptions = map[string]uint32{
	"UnauthorizedAccessException": 0x80070005,
	"OutOfMemoryException":        0x8007000e,
	"FileNotFoundException":       0x80070002,
	"DirectoryNotFoundException":  0x80070003,
	"DeviceNotReadyException":     0x80070015, // of AlphaFS: its message begins with the number, (21)
	"ArgumentException":           0x80070057,
	"NotImplementedException":     0x80004001,
	"InvalidCastException":        0x80004002,
}
