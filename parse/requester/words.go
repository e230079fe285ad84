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

// spokenCodes are failures that lines tell in words, without their code. A row holds
// words that only the failure of that code has among them, in lower case, joined by
// "+". Source of the meanings: the names of the constants in vswriter.h and winerror.h.
var spokenCodes = []struct {
	words string
	code  uint32
}{
	{"writer+non-transient", 0x800423f4},
	{"writer+transient error", 0x800423f3},
	{"writer+timed out+freeze", 0x800423f2},
	{"writer+timeout expired+freeze and thaw", 0x800423f2},
	{"writer+out of resources", 0x800423f1},
	{"writer+ran out of memory", 0x800423f1},
	{"writer+resource allocation failed", 0x800423f1},
	{"writer+subset of the volumes", 0x800423f0},
	{"writer+inconsistent+shadow copy", 0x800423f0},
	{"access+denied", 0x80070005},
	{"parameter+incorrect", 0x80070057},
	{"cannot find+file specified", 0x80070002},
	{"cannot find+path specified", 0x80070003},
	{"volume label syntax+incorrect", 0x8007007b},
	{"file system limitation", 0x80070299},
	{"vss freeze timed out", 0x800423f2},
	{"vss+not ntfs", 0x8004230c},
	{"shadow copy+not ntfs", 0x8004230c},
	{"vss service+disabled", 0x80070422},
	{"volume shadow copy service+disabled", 0x80070422},
	{"vss service+not running", 0x80070426},
	{"volume shadow copy service+not running", 0x80070426},
	// Windows' words for errors of its own, as programs print them without the number.
	{"used by another process", 0x80070020},
	{"von einem anderen prozess verwendet", 0x80070020},
	{"utilisé par un autre processus", 0x80070020},
	{"utilizzato da un altro processo", 0x80070020},
	{"siendo utilizado por otro proceso", 0x80070020},
	{"usado por outro processo", 0x80070020},
	{"занят другим процессом", 0x80070020},
	{"zugriff verweigert", 0x80070005},
	{"zugriff+wurde verweigert", 0x80070005},
	{"accès refusé", 0x80070005},
	{"accès+est refusé", 0x80070005},
	{"accesso negato", 0x80070005},
	{"acceso denegado", 0x80070005},
	{"acesso negado", 0x80070005},
	{"отказано в доступе", 0x80070005},
	{"アクセスが拒否", 0x80070005},
	{"拒绝访问", 0x80070005},
	{"not enough space+shadow copy storage", 0x8004231f},
	{"free space is below+minimum", 0x8004231f},
	{"not enough space on the disk", 0x80070070},
	{"not enough+disk space", 0x80070070},
	{"no space left on", 0x80070070},
	{"network path was not found", 0x80070035},
	{"network name is no longer available", 0x80070040},
	{"network name cannot be found", 0x80070043},
	{"semaphore timeout", 0x80070079},
	{"user name or password is incorrect", 0x8007052e},
	{"device is not ready", 0x80070015},
	{"cyclic redundancy", 0x80070017},
	{"i/o device error", 0x8007045d},
	{"media in the drive may have changed", 0x80070456},
	{"media is write protected", 0x80070013},
	{"incorrect function", 0x80070001},
	{"unzulässige funktion", 0x80070001},
	{"fonction incorrecte", 0x80070001},
	{"función incorrecta", 0x80070001},
	{"funzione non corretta", 0x80070001},
	{"неверная функция", 0x80070001},
	{"ファンクションが間違って", 0x80070001},
	{"函数不正确", 0x80070001},
	{"request is not supported", 0x80070032},
	{"handle is invalid", 0x80070006},
	{"insufficient system resources", 0x800705aa},
	{"catastrophic failure", 0x8000ffff},
	{"schwerwiegender fehler", 0x8000ffff},
	{"défaillance irrémédiable", 0x8000ffff},
	{"class not registered", 0x80040154},
	{"rpc server is unavailable", 0x800706ba},
	{"element not found", 0x80070490},
	{"not enough storage+process this command", 0x80070008},
	{"not enough memory+process this command", 0x80070008},
	{"not enough storage+complete this operation", 0x8007000e},
	{"not enough memory+complete this operation", 0x8007000e},
	{"ran out of memory", 0x8007000e},
	{"attached to the system is not functioning", 0x8007001f},
	{"locked a portion of the file", 0x80070021},
	{"network resource or device is no longer available", 0x80070037},
	{"unexpected network error", 0x8007003b},
	{"network password is not correct", 0x80070056},
	{"pipe has been ended", 0x8007006d},
	{"specified path is invalid", 0x800700a1},
	{"wait operation timed out", 0x80070102},
	{"directory name is invalid", 0x8007010b},
	{"i/o operation has been aborted", 0x800703e3},
	{"does not contain a recognized file system", 0x800703ed},
	{"volume for a file has been externally altered", 0x800703ee},
	{"dependency service or group failed", 0x8007042c},
	{"service did not start due to a logon failure", 0x8007042d},
	{"system shutdown is in progress", 0x8007045b},
	{"multiple connections to a server", 0x800704c3},
	{"network location cannot be reached", 0x800704cf},
	{"specified logon session does not exist", 0x80070520},
	{"angegebene anmeldesitzung ist nicht vorhanden", 0x80070520},
	{"required privilege is not held", 0x80070522},
	{"password for this account has expired", 0x80070532},
	{"account+currently disabled", 0x80070533},
	{"not been granted the requested logon type", 0x80070569},
	{"file or directory is corrupted and unreadable", 0x80070570},
	{"disk structure is corrupted", 0x80070571},
	{"paging file is too small", 0x800705af},
	{"timeout period expired", 0x800705b4},
	{"rpc server is too busy", 0x800706bb},
	{"remote procedure call failed", 0x800706be},
	{"no more endpoints available", 0x800706d9},
	{"not enough quota is available", 0x80070718},
	{"referenced account is currently locked out", 0x80070775},
	// The same in other languages: the words that the messages of Windows have for these errors.
	{"netzwerkname ist nicht mehr verfügbar", 0x80070040},
	{"nom réseau spécifié n'est plus disponible", 0x80070040},
	{"nom réseau spécifié n’est plus disponible", 0x80070040},
	{"nombre de red especificado ya no está disponible", 0x80070040},
	{"nome di rete specificato non è più disponibile", 0x80070040},
	{"nome de rede especificado não está mais disponível", 0x80070040},
	{"сетевое имя более недоступно", 0x80070040},
	{"指定されたネットワーク名は利用できません", 0x80070040},
	{"指定的网络名不再可用", 0x80070040},
	{"netwerknaam is niet langer beschikbaar", 0x80070040},
	{"netzwerkpfad wurde nicht gefunden", 0x80070035},
	{"chemin réseau n'a pas été trouvé", 0x80070035},
	{"encontró la ruta de acceso de la red", 0x80070035},
	{"encontrado la ruta de acceso de la red", 0x80070035},
	{"impossibile trovare il percorso di rete", 0x80070035},
	{"caminho da rede não foi encontrado", 0x80070035},
	{"не найден сетевой путь", 0x80070035},
	{"ネットワーク パスが見つかりません", 0x80070035},
	{"找不到网络路径", 0x80070035},
	{"netwerkpad is niet gevonden", 0x80070035},
	{"nie można odnaleźć ścieżki sieciowej", 0x80070035},
	{"netzwerkname wurde nicht gefunden", 0x80070043},
	{"nom de réseau introuvable", 0x80070043},
	{"no se encuentra el nombre de red", 0x80070043},
	{"impossibile trovare il nome della rete", 0x80070043},
	{"не найдено сетевое имя", 0x80070043},
	{"nicht genug speicherplatz auf dem datenträger", 0x80070070},
	{"espace insuffisant sur le disque", 0x80070070},
	{"espacio en disco insuficiente", 0x80070070},
	{"spazio su disco insufficiente", 0x80070070},
	{"espaço insuficiente no disco", 0x80070070},
	{"espaço suficiente no disco", 0x80070070},
	{"недостаточно места на диске", 0x80070070},
	{"ディスクに十分な空き領域がありません", 0x80070070},
	{"磁盘空间不足", 0x80070070},
	{"zeitlimit für die semaphore", 0x80070079},
	{"temporisation de sémaphore", 0x80070079},
	{"tiempo de espera del semáforo", 0x80070079},
	{"timeout del semaforo", 0x80070079},
	{"таймаут семафора", 0x80070079},
	{"セマフォがタイムアウト", 0x80070079},
	{"信号灯超时", 0x80070079},
	{"benutzername oder das kennwort ist falsch", 0x8007052e},
	{"benutzername oder falsches kennwort", 0x8007052e},
	{"nom d'utilisateur ou le mot de passe est incorrect", 0x8007052e},
	{"nombre de usuario o la contraseña no", 0x8007052e},
	{"nome utente o password non corrett", 0x8007052e},
	{"nome de usuário ou a senha est", 0x8007052e},
	{"неверное имя пользователя или пароль", 0x8007052e},
	{"имя пользователя или пароль+неверн", 0x8007052e},
	{"ユーザー名またはパスワードが正しくありません", 0x8007052e},
	{"用户名或密码不正确", 0x8007052e},
	{"e/a-gerätefehler", 0x8007045d},
	{"erreur de périphérique d'e/s", 0x8007045d},
	{"error de dispositivo de e/s", 0x8007045d},
	{"errore di dispositivo i/o", 0x8007045d},
	{"ошибка ввода/вывода на устройстве", 0x8007045d},
	{"i/o デバイス エラー", 0x8007045d},
	{"i/o 设备错误", 0x8007045d},
	{"datenfehler (crc", 0x80070017},
	{"contrôle de redondance cyclique", 0x80070017},
	{"comprobación de redundancia cíclica", 0x80070017},
	{"controllo di ridondanza ciclico", 0x80070017},
	{"ошибка в данных (crc", 0x80070017},
	{"巡回冗長検査", 0x80070017},
	{"循环冗余检查", 0x80070017},
	{"kann die angegebene datei nicht finden", 0x80070002},
	{"le fichier spécifié est introuvable", 0x80070002},
	{"no puede encontrar el archivo especificado", 0x80070002},
	{"impossibile trovare il file specificato", 0x80070002},
	{"не удается найти указанный файл", 0x80070002},
	{"指定されたファイルが見つかりません", 0x80070002},
	{"找不到指定的文件", 0x80070002},
	{"kann den angegebenen pfad nicht finden", 0x80070003},
	{"chemin d'accès spécifié est introuvable", 0x80070003},
	{"no puede encontrar la ruta especificada", 0x80070003},
	{"impossibile trovare il percorso specificato", 0x80070003},
	{"не удается найти указанный путь", 0x80070003},
	{"指定されたパスが見つかりません", 0x80070003},
	{"找不到指定的路径", 0x80070003},
	{"rpc-server ist nicht verfügbar", 0x800706ba},
	{"serveur rpc n'est pas disponible", 0x800706ba},
	{"servidor rpc no está disponible", 0x800706ba},
	{"server rpc non+disponibile", 0x800706ba},
	{"servidor rpc não está disponível", 0x800706ba},
	{"сервер rpc недоступен", 0x800706ba},
	{"rpc サーバーを利用できません", 0x800706ba},
	{"rpc 服务器不可用", 0x800706ba},
	{"das gerät ist nicht bereit", 0x80070015},
	{"périphérique n'est pas prêt", 0x80070015},
	{"dispositivo no está listo", 0x80070015},
	{"periferica non è pronta", 0x80070015},
	{"dispositivo não está pronto", 0x80070015},
	{"устройство не готово", 0x80070015},
	{"デバイスの準備ができていません", 0x80070015},
	{"设备未就绪", 0x80070015},
	{"別のプロセスが使用中", 0x80070020},
	{"另一个程序正在使用此文件", 0x80070020},
	{"door een ander proces gebruikt", 0x80070020},
	{"używany przez inny proces", 0x80070020},
	// Sockets, as programs of Windows and of others print them.
	{"connection reset by peer", 0x80072746},
	{"forcibly closed by the remote host", 0x80072746},
	{"vom remotehost geschlossen", 0x80072746},
	{"connexion existante+hôte distant", 0x80072746},
	{"conexión existente+host remoto", 0x80072746},
	{"connessione+forzatamente+host remoto", 0x80072746},
	{"разорвал существующее подключение", 0x80072746},
	{"connected party did not properly respond", 0x8007274c},
	{"actively refused it", 0x8007274d},
	{"no such host is known", 0x80072af9},
	{"remote name could not be resolved", 0x80072ee7},
	// COM+ could not talk to the transaction coordinator, in the languages of the
	// documentation of Azure VM backup.
	{"com+distributed transaction coordinator", 0x8004e00f},
	{"com+dağıtılmış işlem düzenleyici", 0x8004e00f},
	{"com+coordenador de transações distribuídas", 0x8004e00f},
	{"com+coordinador de transacciones distribuidas", 0x8004e00f},
	{"com+koordinator för distribuerad transaktion", 0x8004e00f},
	{"com+分散式事務協調員", 0x8004e00f},
	{"com+分散トランザクション コーディネーター", 0x8004e00f},
}

// spokenIn finds the code that a line tells in words. Words of VSS itself count only
// where the line names it.
func spokenIn(lower string, strong bool) (code uint32, basis string) {
	if strings.Contains(lower, "cloud operation is not supported") { // of a file in a copy, not of a volume
		return 0, ""
	}
	if code, basis = vssadmin.SpokenCode(lower, strong); basis != "" {
		return code, basis
	}
	for _, row := range spokenCodes {
		if rendered.HoldsAll(lower, row.words) {
			return row.code, parse.HResultWords
		}
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
