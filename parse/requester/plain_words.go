package requester

import (
	"strings"
	"sync"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// The words are ordinary ones of each language; those of the things are the names that the
// translated documents of Windows Server Backup and of backup programs have for them (Microsoft
// Learn, wbadmin and Windows Server Backup, in each language; manuals of Acronis and Veeam), as far
// as they were seen; else they are inferred.
const (
	plainOwnTarget = `backup (?:storage )?(?:location|target|destination|disk|drive|volume|device|media|medium|repository|folder|directory|share|storage|path|vault)s?\b` +
		`|(?:location|target|destination|disk|drive|volume|device|repository|folder|share|storage|path) (?:for|of) (?:the |this |your )?backups?\b` +
		`|windowsimagebackup|file history:? (?:your |the )?(?:drive|disk|storage|location)s?\b` +
		`|sicherungs(?:speicher|ziel|medi|datenträger|laufwerk|ordner|pfad|platte|volume|festplatte|freigabe)\p{L}*|backup-?(?:ziel|speicher|medi|laufwerk|platte|ordner|verzeichnis|datenträger)\p{L}*|speicherort (?:der|für die|für) (?:\p{L}+ )?(?:sicherung|backup)\p{L}*` +
		`|(?:emplacement|destination|disque|lecteur|volume|dossier|support|cible|référentiel|partage|répertoire|espace)s?(?: de stockage| de destination| cible| réseau)?(?: des?| de la| pour la| de votre) (?:sauvegardes?|backups?)` +
		`|(?:ubicación|destino|disco|unidad|volumen|carpeta|repositorio|almacenamiento|medio|ruta)(?: de almacenamiento| de destino| compartida)?(?: de| para| de la| de las| para la) (?:copias? de seguridad|respaldos?|backups?)` +
		`|(?:percorso|destinazione|posizione|disco|unità|volume|cartella|archivio|supporto|repository)(?: di archiviazione| di destinazione| condivisa)?(?: del| di| per il| dei) backup` +
		`|(?:local|destino|disco|unidade|volume|pasta|repositório|mídia|caminho)(?: de armazenamento| de destino)?(?: de| do| para o| da| para) (?:backups?|cópias? de segurança)` +
		`|back-?up(?:locatie|doel|schijf|station|map|opslag|medium|bestemming)\p{L}*|opslaglocatie voor (?:de )?back-?up` +
		`|(?:lokalizacj|miejsc|dysk|folder|magazyn|repozytori|nośnik)\p{L}*(?: \p{L}+)? kopii zapasow\p{L}*` +
		`|(?:расположени|мест|хранилищ|диск|том|папк|носител|устройств|каталог)\p{L}*(?: для)?(?: \p{L}+)? (?:резервн\p{L}+ копи\p{L}+|архив\p{L}*|резервного копирования|бэкап\p{L}*|бекап\p{L}*)` +
		`|バックアップ(?:の|を|用の?)?(?:保存|格納)?(?:先|場所|ターゲット|ディスク|ボリューム|デバイス|フォルダー?|メディア|領域)|バックアップストレージ` +
		`|备份(?:的)?(?:存储|保存)?(?:位置|目标|磁盘|目的地|存储库|介质|驱动器|文件夹|盘)|備份(?:的)?(?:儲存|存放)?(?:位置|目標|磁碟|目的地|資料夾|裝置)` +
		`|백업 ?(?:대상|저장 ?위치|위치|디스크|저장소|드라이브|폴더)`
	plainAnyTarget = plainOwnTarget + `|(?:target|destination) (?:path|disk|drive|volume|device|media|medium|folder|directory|location|share|storage|server|repository|partition|file|host)\b` +
		`|storage (?:location|repository|pool|vault)|repositor(?:y|ies)\b|\bdatastore\b|\bvault\b|(?:the|this|your) (?:target|destination)\b|\b(?:target|destination) (?:is|was|has|does|not|full|unavailable|offline|unreachable|already)\b|\b(?:nas|external (?:disk|drive|hard (?:disk|drive))|network (?:share|drive|location|folder|path)|usb (?:disk|drive|stick|device)|shared folder)\b` +
		`|ziel(?:pfad|laufwerk|datenträger|ordner|verzeichnis|volume|freigabe|speicher|festplatte|medium|server|platte)\p{L}*|\brepository\b|netzlaufwerk|netzwerk(?:pfad|freigabe|ordner)|externe\p{L}* (?:festplatte|laufwerk)` +
		`|(?:dossier|chemin|disque|lecteur|volume|répertoire|support|serveur) (?:de destination|cible|réseau|externe)|la (?:destination|cible)\b|référentiel` +
		`|(?:carpeta|ruta|disco|unidad|volumen|servidor) (?:de destino|de red|externo|externa)|el destino\b|repositorio` +
		`|(?:percorso|disco|unità|volume|cartella|server) (?:di destinazione|di rete|estern[oa])|la destinazione\b` +
		`|(?:pasta|caminho|disco|unidade|volume|servidor) (?:de destino|de rede|extern[oa])|o destino\b|repositório` +
		`|doel(?:map|schijf|pad|locatie|station|server)\p{L}*|(?:ścieżk|folder|dysk)\p{L}* docelow\p{L}*` +
		`|целев\p{L}+ (?:диск|том|папк|каталог|пут|расположени|носител|хранилищ|сервер)\p{L}*|место назначения|репозитори\p{L}*|сетев\p{L}+ (?:папк|пут|диск|ресурс)\p{L}*|внешн\p{L}+ диск\p{L}*|хранилищ\p{L}*` +
		`|保存先|格納先|出力先|ターゲット|ネットワーク(?:ドライブ|共有|パス|フォルダー?)|リポジトリ|目标(?:路径|磁盘|卷|文件夹|驱动器|位置|存储|盘|目录)|存储库|目標(?:路徑|磁碟|資料夾|磁碟區)|대상 ?(?:경로|디스크|볼륨|폴더|드라이브)|리포지토리`
	plainFull = `(?:not (?:have )?(?:enough|sufficient)|n't (?:have )?(?:enough|sufficient)|insufficient|too little|no more|no free|no (?:disk |storage |available )?(?:space|room|capacity)|lacks?(?: the)?|low on|low in|out of|running (?:low|out)|ran out of|run out of|short of|lack of|has no|have no|less than the (?:required|minimum))(?: (?:of|on|the|free|available|disk|storage|remaining|sufficient|enough|empty|usable|hard|drive))* ?(?:space|capacity|room)\b|no (?:space|room|capacity)\b` +
		`|(?:space|capacity|room|quota)(?: \S+){0,6}? (?:is|was|are|has been|have been|were)?(?: not| in)?(?:n't)? ?(?:insufficient|sufficient|exhausted|exceeded|running out|too low|critically low|used up|not available)|(?:required|needed) space was not|(?:not|n't) have (?:\S+ ){0,6}(?:space|room|capacity)\b|\bonly \S+ ?(?:[kmgt]i?b|bytes)?(?: is| are)? (?:free|available|left|remaining)\b|(?:is|was|are|became|almost|nearly|getting|already) full\b|\b(?:disk|drive|storage|repository|volume|vault|target|destination|location|device|share|datastore|pool) full\b|too small|quota (?:\S+ )?(?:is |has been |was )?(?:exceeded|reached)|free space(?: \S+){0,6} (?:below|less|under|low)|not large enough|not big enough|filled up` +
		`|(?:nicht (?:genügend|genug|ausreichend)|ungenügend|zu wenig|kein|keinen|unzureichend|mangels|mangelnde\p{L})\p{L}*(?: \p{L}+){0,3}? ?(?:speicherplatz|speicher|platz|plattenplatz|kapazität)\b|(?:speicherplatz|platz|kapazität|speicher)\p{L}*(?: \S+){0,6}? (?:reicht nicht|nicht aus|erschöpft|knapp|unzureichend|ausreicht|aufgebraucht)|(?:ist|sind|war) (?:fast )?voll\b|zu klein` +
		`|(?:espace|place|capacité)(?: \S+){0,7}? (?:insuffisante?|épuisée?|saturée?)|(?:pas|plus|manque|trop peu)(?: \S+){0,2}? ?(?:d['’]espace|de place)|espace insuffisant|(?:est|sont) (?:presque )?(?:plein|saturé)e?s?\b|trop petit` +
		`|(?:espacio|capacidad)(?: \S+){0,7}? (?:insuficiente|agotado|agotada)|(?:no hay|sin|falta|falta de|poco|insuficiente|no tiene|no queda|queda poco|no dispone de)(?: \S+){0,3}? espacio|está (?:casi )?llen[oa]|demasiado pequeñ` +
		`|spazio(?: \S+){0,7}? (?:insufficiente|esaurito|sufficiente)|(?:poco|manca|non c'è|non vi è|senza)(?: \S+){0,3}? spazio|è (?:quasi )?pien[oa]\b|troppo piccol` +
		`|espaço(?: \S+){0,7}? (?:insuficiente|esgotado)|(?:não há|sem|falta|falta de|pouco|não tem|não possui)(?: \S+){0,3}? espaço|est[áa] (?:quase )?chei[oa]|muito pequen|(?:onvoldoende|niet genoeg|te weinig|geen)(?: \S+){0,3}? (?:ruimte|schijfruimte|opslagruimte)|is vol\b|(?:za mało|brak|niewystarczając\p{L}*|mało)(?: \S+){0,3}? miejsca|jest pełn` +
		`|(?:недостаточно|нет|мало|не хватает|нехватка|закончилось|исчерпано)(?: \S+){0,4}? (?:мест\p{L}+|пространств\p{L}+)|(?:место|места|пространство)(?: \S+){0,6}? (?:закончилось|исчерпано|недостаточно|заканчивается|не хватает)|переполнен|заполнен` +
		`|(?:空き領域|空き容量|容量|領域|スペース|空き)(?:が|は|の)?[^。]{0,14}?(?:不足|足りま|足りない|十分では|少な|ありません)|いっぱい|满了|已满|已滿|(?:空间|容量|空間)[^。]{0,8}?(?:不足|不够|耗尽|不夠)|(?:没有|沒有)(?:足够|足夠)[^。]{0,8}?(?:空间|空間)|(?:공간|용량)[^.]{0,8}?(?:부족|없)|가득`
	plainExists  = `already (?:exists?|present|in place)|exists already|(?:existiert|existieren) bereits|bereits vorhanden|schon vorhanden|existe déjà|existent déjà|ya existe|esiste già|já existe|bestaat al|już istnieje|уже существует|既に存在|すでに存在|既にあります|已存在|已经存在|이미 (?:있|존재)`
	plainRefused = `mapped to a drive letter|not hosted on a volume formatted|(?:is )?not formatted with|not (?:a |an )?(?:\S+ ){0,2}?(?:valid|supported|suitable|eligible|acceptable|allowed|permitted|compatible)\b|isn't (?:\S+ )?(?:valid|supported)|\bunsupported\b|\binvalid\b|(?:can(?:not|'t)|can not|may not|must not|could not) be (?:used|selected|specified|chosen|stored|saved|written)|(?:does not|doesn't|do not) support\b|not support\b` +
		`|nicht (?:\p{L}+ )?(?:unterstützt|zulässig|geeignet|gültig|kompatibel)|kein(?:e|en)? (?:gültige|unterstützte|zulässige)\p{L}*|ungültig|nicht (?:als \S+ |für \S+ )?(?:verwendet|ausgewählt|benutzt|angegeben) werden` +
		`|(?:n['’]est|ne sont|n['’]a) pas (?:\S+ )?(?:prise?s? en charge|valide|valable|compatible|supporté)|non prise?s? en charge|ne peut (?:pas )?être (?:utilisé|sélectionné)|ne prend pas en charge` +
		`|no (?:es|son|está|están) (?:\S+ )?(?:compatibles?|válid\p{L}+|admitid\p{L}+)|no (?:se admite|admite|es posible usar|se puede usar|se puede utilizar)|non (?:è |sono )?(?:supportat|valid|compatibil|ammess)\p{L}*|non può essere utilizzat|não (?:é|são|está) (?:\S+ )?(?:suportad|compatív|válid|permitid)\p{L}*|não pode ser usad|sem suporte` +
		`|niet ondersteund|ongeldig|nie jest obsługiwan|nieobsługiwan|не поддерживается|не поддерживаются|недопустим|не может быть использован|нельзя использовать|サポートされて|対応していま|使用できません|有効ではありません|使えません|不支持|不受支持|无效|不能用作|不能作为|지원(?:되지|하지)|사용할 수 없`
	plainMissing = `(?:not|n't) (?:be )?(?:found|located|detected|available|present|connected|attached|mounted|accessible|reachable|online|ready|exist|opened|accessed|reached|contacted|recogni[sz]ed|responding|resolved)|(?:cannot|can't|can not|could not|couldn't|unable to|failed to|failure to|was unable to) (?:\S+ )?(?:find|locate|access|reach|connect|open|mount|detect|contact|resolve|establish|see)|no longer (?:exists?|available|connected|accessible)|\bis missing|was missing|unavailable|inaccessible|unreachable|offline|disconnected|unplugged|not connected|connection (?:to \S+ )?(?:was |has been )?(?:lost|refused|failed|closed|reset|timed out)|lost connection|dismounted` +
		`|nicht (?:\p{L}+ )?(?:gefunden|vorhanden|erreichbar|verfügbar|angeschlossen|verbunden|zugreifbar|erreicht|geöffnet|bereit|zugegriffen|hergestellt|verfügbar)|getrennt|nicht mehr (?:vorhanden|verfügbar)|fehlt\b|keine verbindung` +
		`|introuvable|inaccessible|indisponible|injoignable|déconnecté|(?:n['’]est|ne sont|n['’]a) (?:pas|plus) (?:\S+ )?(?:disponible|accessible|trouvé|connecté|joignable|été trouvé)|impossible (?:de|d['’]) ?(?:\S+ )?(?:trouver|accéder|se connecter|joindre|ouvrir|localiser|contacter)|n['’]existe (?:pas|plus)` +
		`|no (?:se (?:encuentra|encontró|ha encontrado|pudo encontrar|puede (?:encontrar|acceder|conectar)|pudo (?:acceder|conectar))|está (?:disponible|conectad\p{L}+|accesible)|existe|disponible|encontrad\p{L}+)|inaccesible|desconectad|no es posible (?:acceder|conectar)` +
		`|non (?:è (?:stato |stata )?(?:disponibile|raggiungibile|trovat\p{L}+|accessibile|collegat\p{L}+|conness\p{L}+)|esiste|trovat\p{L}+|disponibile|raggiungibile)|impossibile (?:trovare|accedere|connettersi|raggiungere|aprire|individuare)|irraggiungibile` +
		`|não (?:foi (?:encontrad|possível (?:acessar|conectar|localizar|encontrar|aceder))|est(?:á|ava) (?:disponív|conectad|acessív)|existe|encontrad|disponív)\p{L}*|inacessív|indisponív|niet (?:\S+ )?(?:gevonden|beschikbaar|bereikbaar|aangesloten|verbonden|toegankelijk)|onbereikbaar|nie (?:można|znaleziono|jest dostępn|jest podłączon)|niedostępn` +
		`|не (?:найден|доступ|существует|подключ|удается (?:найти|подключиться|получить доступ|открыть)|удалось (?:найти|подключиться|получить доступ|открыть))\p{L}*|недоступ|отсутствует|отключен|見つかりません|見つからない|アクセスできません|接続できません|存在しません|接続されていません|利用できません|找不到|无法(?:访问|连接|找到|打开)|不存在|不可用|未连接|離線|無法(?:存取|連線|找到)|未找到|찾을 수 없|연결할 수 없|액세스할 수 없|존재하지 않`
	plainDeniedThere = `access (?:\S+ ){0,6}?(?:is |was |has been )?denied|denied access|access denied|permission denied|(?:not have|no|insufficient|lacks?|without|missing|not enough|doesn't have)(?: (?:the|sufficient|enough|required|necessary|write|proper|any|adequate|needed|administrative))* ?(?:permissions?|rights\b|privileges?|write access)|not authori[sz]ed|unauthori[sz]ed|zugriff (?:\S+ ){0,6}?(?:wurde |ist )?verweigert|zugriff verweigert|keine (?:\S+ )?(?:berechtigung|rechte|schreibrecht)|accès (?:\S+ ){0,6}?(?:est |a été )?refusé|acceso (?:\S+ ){0,6}?denegado|accesso (?:\S+ ){0,6}?negato|acesso (?:\S+ ){0,6}?negado|отказано в доступе|нет (?:прав|доступа)|доступ (?:\S+ )?запрещен|アクセス(?:が|を)?拒否|アクセス権|拒绝访问|访问被拒绝|存取被拒|没有(?:写入)?权限|액세스[^.]{0,6}거부|권한이 없|toegang (?:\S+ )?geweigerd|odmowa dostępu`
	plainReadOnly    = `\bread-?only|write[- ]protect\p{L}*|schreibgeschützt|protégé\p{L}* (?:en|contre l['’]) ?écriture|lecture seule|protegid\p{L}+ contra (?:la )?escritura|solo lectura|protett\p{L}+ da scrittura|sola lettura|protegid\p{L}+ contra gravação|somente leitura|защищен\p{L}* от записи|только для чтения|書き込み(?:保護|禁止)|読み取り専用|写保护|只读|防寫|쓰기 금지|읽기 전용|alleen-lezen`
	plainInUseThere  = `(?:is|are|was|currently|already|being) (?:\S+ )?(?:in use|used|locked|busy)\b|\bin use\b|locked (?:by|from)|wird (?:bereits |gerade )?(?:\S+ ){0,3}?(?:verwendet|benutzt)|in benutzung|gesperrt|en cours d['’]utilisation|verrouillé|utilisé par|en uso|bloquead[oa]|in uso\b|bloccat|em uso|in gebruik|w użyciu|используется|занят|заблокирован|使用中|ロックされ|사용 중|被占用|锁定`
	plainDamaged     = `corrupt\p{L}*|damaged|\binconsistent|crc (?:error|mismatch|check failed)|checksum (?:error|mismatch|failed|failure|invalid|does not match|verification failed)|hash mismatch|integrity (?:check|verification|test)(?: \S+)? (?:failed|error)|unreadable|not readable|cannot be read|could not be read|failed (?:verification|validation|integrity)|(?:verification|validation) (?:has )?failed|beschädigt|defekt|prüfsummenfehler|prüfsumme\p{L}* (?:falsch|stimmt nicht|ungültig)|corrompu|endommagé|dañad|danneggiat|corrott|corrompid|danificad|beschadigd|uszkodz|поврежд\p{L}+|破損|壊れて|损坏|毀損|損毀|손상`
	plainWrongLogon  = `(?:(?:user ?names?|passwords?|credentials?|log[io]ns?|accounts?|authentication|sign-?in)\b(?: \S+){0,9}? (?:incorrect|invalid|wrong|failed|rejected|expired|not valid|not accepted|not correct|locked|disabled|missing|refused)|(?:incorrect|invalid|wrong|bad|unknown|expired|missing|no valid|rejected) (?:\S+ ){0,3}?(?:user ?names?|passwords?|credentials?|log[io]ns?|account)\b|(?:log[io]n|authentication|login|sign-?in) (?:failure|failed|error|denied)|failed to (?:log ?on|log ?in|authenticate|login))` +
		`|(?:anmeldeinformation|kennwort|passwort|benutzername|anmeldedaten|zugangsdaten|anmeldung)\p{L}*(?: \S+){0,9}? (?:falsch|ungültig|abgelaufen|fehlgeschlagen|abgelehnt|nicht korrekt|gesperrt|nicht gültig)|(?:falsche|ungültige)\p{L}* (?:\S+ ){0,2}?(?:anmeldeinformation|kennwort|passwort|anmeldedaten|zugangsdaten)` +
		`|(?:identifiants?|mot de passe|informations d['’]identification|nom d['’]utilisateur|authentification)(?: \S+){0,9}? (?:incorrecte?s?|invalides?|expirée?s?|échoué|refusée?s?|erronée?s?)|échec (?:de l['’]authentification|d['’]ouverture de session)|(?:credenciales|contraseña|nombre de usuario|autenticación)(?: \S+){0,9}? (?:incorrect|válid|caducad|incorrectas|fall|error|denegad)\p{L}*|(?:credenziali|password|nome utente|autenticazione)(?: \S+){0,9}? (?:errat|non valid|scadut|non riuscit|fallit|non corrett)\p{L}*|(?:credenciais|senha|nome de usuário|autenticação)(?: \S+){0,9}? (?:incorret|inválid|expirad|falhou)\p{L}*` +
		`|(?:учетны\p{L}+ данны\p{L}+|парол\p{L}+|имя пользователя|аутентификац\p{L}+|учетной записи)(?: \S+){0,9}? (?:неверн|недействительн|истек|ошибк|не удалась|неправильн)\p{L}*|(?:неверн|неправильн)\p{L}+ (?:\S+ ){0,3}?парол\p{L}+|(?:資格情報|パスワード|ユーザー名|認証)[^。]{0,14}?(?:正しくありません|無効|失敗|間違|期限切れ)|(?:凭据|密码|用户名|身份验证|认证)[^。]{0,10}?(?:不正确|无效|错误|失败|过期)|(?:자격 증명|암호|인증)[^.]{0,10}?(?:잘못|올바르지|실패|만료)`
	plainEnded      = `cancell?ed|stopped by|terminated by|(?:interrupted|aborted|ended|abgebrochen|interrompue?|interrott[oa]|interrompid[oa]|прерван[оа]?) (?:by|durch|von|vom|par|da|dall['’]|por|pelo|por el) ?(?:the |a |an |den |einen |dem |l['’]|un |request of |el |o )*(?:user|operator|administrator|benutzer|utilisateur|utente|usuario|usuário|time ?limit|schedule)|прерван\p{L}* (?:пользователем|администратором)|annulée?|cancelad|annullat|отменен|отменено|キャンセル|取消|취소|geannuleerd|anulowan`
	plainConnection = `\bconnections?\b|\bnetwork\b|\bsocket\b|\bhost\b|verbindung\p{L}*|connexion|conexión|connessione|conexão|соединени\p{L}+|подключени\p{L}+|接続|连接|連線|연결`
	plainCutOff     = `reset by peer|forcibly closed|broken pipe|no route to host|(?:connection|verbindung|connexion|conexión|connessione|conexão) (?:\S+ ){0,3}?(?:reset|refused|aborted|dropped|timed out|terminated|unterbrochen|abgebrochen|getrennt|interrompue|perdue|interrumpida|perdida|interrotta|persa|perdida|interrompida)|network (?:error|is unreachable|is down)|host is down|соединение (?:\S+ )?(?:разорвано|прервано|потеряно)|接続が(?:切断|失われ)|连接(?:已)?(?:断开|中断|重置)`
	plainAnyFile    = `\bfiles?\b|\bdisks?\b|\bvmdk\b|\bdatastore\b|\bvolume\b|\bdatei|fichier|archivo|\bfile\b|arquivo|файл|ファイル|文件`
	plainTooLarge   = `larger than (?:the )?(?:maximum|max)\b|exceeds? (?:the )?(?:maximum|max)(?:imum)? (?:supported |allowed |possible )?(?:file |disk )?size|(?:maximum|max) file size (?:is |was )?(?:exceeded|reached)|file (?:is )?too large for|datei (?:\S+ )?zu groß|trop (?:grand|volumineux)|demasiado grande|troppo grande|muito grande|слишком (?:большой|велик)`
	plainClocks     = `requesttimetooskewed|difference between the (?:request|server|client) time and the (?:current|server|client) time|(?:clock|time) (?:skew|drift) (?:is |was )?(?:too|exceed|detected|error|beyond|larger)|clocks? (?:\S+ ){0,4}?(?:not synchroni[sz]ed|out of sync|too far|too great|differ)|time (?:on|of) (?:\S+ ){0,4}?(?:is not synchroni[sz]ed|out of sync)|system (?:time|clock) is (?:wrong|incorrect)|uhrzeit\p{L}* (?:\S+ ){0,5}?(?:weicht|abweich|unterschied)\p{L}*`
	plainDrive      = `\btape\b|\bstorage device\b|\blibrary\b|\brobot(?:ic)?\b|\bautoloader\b|\bdrive\b|\bmedi(?:a|um)\b|bandlaufwerk|lecteur de bande|unidad de cinta|unità nastro`
	plainHardware   = `hardware (?:error|failure|fault)|reported an error on a request|(?:medium|media) error|sense (?:key|data|code)|scsi (?:\S+ )?error|hardwarefehler|erreur matérielle|error de hardware|errore hardware`
	plainDatabase   = `\bdatabases?\b|\bsql (?:server )?instance\b|\bsql server\b|\bdatenbank\p{L}*|base de données|base de datos|\bbanco de dados|баз\p{L}+ данных|データベース|数据库`
	plainNoRight    = `(?:is |was )?not able to access the database|cannot open database|login failed for|permission (?:was )?denied (?:in|on) (?:the )?(?:database|object)|(?:is )?not a member of (?:the )?sysadmin|lacks? the sysadmin|(?:the )?sysadmin (?:role|permission|right)s? (?:is |are )?(?:missing|required)`
	plainLocalBase  = `unexpected difference in fileset|local database (?:\S+ ){0,4}?(?:corrupt|inconsistent|damaged|invalid|does not match)|database (?:\S+ ){0,3}?needs? repair|detected non-empty blocksets with no associated blocks|found \d+ remote files that are not recorded in local storage|\d+ files that are missing from the remote storage`
	plainNoSCSI     = `no scsi controllers? attached|without (?:a |any )?scsi controllers?|scsi-controller\p{L}* (?:\S+ ){0,3}?(?:fehlt|angeschlossen)|aucun contrôleur scsi|ningún controlador scsi|nessun controller scsi`
	plainAborted    = `\baborted|\binterrupted|abgebrochen|interrompue?|interrott|interrompid|прерван|中止され|中断|przerwan|afgebroken|abortad`
	plainNotice     = `\b(?:e-?mails?|smtp|notifications?|webhooks?|(?:send(?:ing)?|mail) (?:\S+ ){0,2}reports?|reports? (?:mail|e-?mail)|status mail)\b|(?:^|[\])>:]\s*|\d\s+)report (?:failed|could not be sent)|benachrichtigung|courriels?\b|correo electr|notificaci[oó]n|notifica\b|уведомлени|письм|メール|通知|邮件`
	plainNotSent    = `fail|could not|couldn't|cannot|can't|unable|error|refused|denied|rejected|timed? ?out|konnte nicht|konnten nicht|fehler|abgelehnt|échec|impossible|erreur|no se pudo|error al|impossibile|errore|não foi possível|не удалось|ошибка|失敗|できません|错误|失败`
	// Of the sentence nothing is left but what names the job and says that it failed.
	plainOnlyFailed = `(?:^|[\]>)|:]\s*|\d\s+|\b(?:error|fatal|critical|fehler|erreur|info)\s+)(?:the |die |der |das |la |le |el |il |a |o )?(?:backup|job|task|sicherung|sicherungs(?:auftrag|job|vorgang)|auftrag|sauvegarde|tâche|copia de seguridad|trabajo|processo|processo di backup|tarefa|резервное копирование|задание|バックアップ|ジョブ|备份|任务|備份)` +
		`(?: (?:backup|job|task|run|"[^"]{1,40}"|'[^']{1,40}'|[\w.-]{1,24})){0,2}[ :]{0,3}(?:has |was |is |ist |wurde |a |ha |se ha |est |completed |ended |finished |beendet )?(?:failed|unsuccessful|not successful|with errors?|fehlgeschlagen|gescheitert|nicht erfolgreich|échoué|en échec|fallid[oa]|falló|fallado|con errores|fallit[oa]|falhou|не выполнено|завершилось ошибкой|завершено с ошибкой|失敗しました|失敗|失败)[.!]*(?: [\w.@]+=\S+)*$` +
		`|\b(?:backup|job|task|session|auftrag|sicherung\p{L}*|tâche|sauvegarde|trabajo|tarea)\b(?:[ =:"'\[\]\w.@-]{0,60}?)[ ,;]+(?:status|state|result|outcome|ergebnis|statut|état|résultat|estado|resultado|stato|esito|состояние|результат)\s?[:=]\s?["']?(?:failed|failure|error|unsuccessful|fehlgeschlagen|fehler|échec|échoué|error|fallid[oa]|fallito|ошибка)["']?[\s.!\])]*$` +
		`|\b(?:backup|job|task|session)\b(?:[ =:"'\[\]\w.@-]{0,60}?) (?:finished|ended|completed|terminated) with (?:an? )?(?:failed|failures?|errors?)[\s.!]*$`
	plainTooLong = `tim(?:ed|es) ?-?out|time-?out|zeitüberschreitung|zeitlimit|délai (?:\S+ ){0,3}?(?:dépassé|expiré|écoulé)|tiempo de espera|tempo (?:\S+ ){0,2}?(?:scaduto|esgotado|limite)|timeout scaduto|время ожидания|тайм-?аут|タイムアウト|超时|逾時|시간 초과`
)

const (
	plainLicence    = `\blicen[cs]\p{L}*|lizenz\p{L}*|licencia\p{L}*|licenz[ae]\b|licença\p{L}*|licentie|licencj\p{L}+|лицензи\p{L}+|ライセンス|许可证|授权|授權|라이선스|subscription|abonnement|maintenance (?:contract|period)`
	plainNoLicence  = `expired?|expires|invalid|exceed\p{L}*|not (?:been )?(?:found|valid|sufficient|available|licensed|enough|installed|activated|assigned|cover\p{L}*|include\p{L}*)|no (?:\S+ ){0,2}?(?:licen[cs]es?|valid)|limit|missing|insufficient|not enough|required|revoked|unlicensed|too few|requires? a|abgelaufen|überschritten|ungültig|fehlt|keine|reicht nicht|nicht (?:\S+ )?(?:lizenziert|gefunden|ausreich\p{L}*|aktiviert)|expirée?|invalide|dépassée?|insuffisant\p{L}*|caducad|caducó|vencid|ha expirado|inválid|no (?:es )?válid|superad|scadut|non valid|insufficient|expirou|expirad|excedid|истек|недействительн|превышен|не найден|отсутствует|期限(?:が)?切れ|無効|超過|不足|ありません|过期|到期|无效|已超|만료|유효하지`
	plainTruncation = `(?:truncat|trunk|tronc|trunc|tronqu|abschneid|abgeschnitten|kürz\p{L}+|усеч|усек|切り捨て|截断|截斷|잘라|przyci|afkap)\p{L}*`
	plainAnyLogs    = `\blogs?\b|transaction|transaktion|protokoll\p{L}*|journa(?:l|ux)|registros?|registri|журнал\p{L}*|ログ|日志|記錄|로그|logboek`
	plainJob        = `\b(?:backup|copy|replication|archive|sync|restore|imaging)(?: copy)? (?:job|task|session|operation|plan|policy|process|schedule|window)s?\b|\banother (?:backup|job|task|instance)\b|\b(?:previous|other) (?:backup|job|instance|session)\b|\b(?:the|this) (?:backup|job)\b|\b(?:job|task|backup)\b|(?:sicherungs|backup-?)(?:auftrag|job|vorgang|aufgabe|fenster|lauf|zeit)\p{L}*|\bsicherung\b|(?:travail|tâche|opération|plan|fenêtre) de sauvegarde|\bsauvegarde\b|(?:tarea|trabajo|operación|ventana|plan) de (?:copia|respaldo|backup)\p{L}*|copia de seguridad|(?:processo|operazione|attività|finestra|piano) di backup|\bbackup\b|(?:tarefa|trabalho|operação|janela|plano) de backup|задани\p{L}+ резервного копирования|резервно\p{L}+ копировани\p{L}+|バックアップ(?:ジョブ| ジョブ|タスク|処理)?|备份(?:作业|任务)?|備份|백업 ?(?:작업)?`
	plainAlready    = `already (?:running|in progress|active|started|being (?:run|executed))|still (?:running|in progress)|concurrent(?:ly)? running|another (?:\S+ ){0,3}?(?:is|was) (?:running|in progress|active)|(?:läuft|wird) (?:bereits|noch)|ein anderer (?:\S+ )?(?:auftrag|job)|eine andere sicherung|bereits (?:ausgeführt|gestartet|aktiv)|déjà en cours|est déjà en cours|une autre (?:\S+ )?sauvegarde|ya (?:está|se está) (?:en|ejecut|en curso)\p{L}*|otra copia|già in (?:corso|esecuzione)|già in|já está (?:em|sendo)\p{L}*|outro backup|уже (?:выполняется|запущен)\p{L}*|(?:既に|すでに|別の|他の)[^。]{0,16}(?:実行|進行)|(?:另一个|其他|已经|已有)[^。]{0,12}(?:正在|在)?(?:运行|进行|执行)|已在运行|이미 실행|다른 [^.]{0,12}(?:실행|진행)`
	plainOutside    = `(?:outside|out) (?:of )?(?:the |its |allowed |permitted )*(?:backup |job |time |operation |allowed )*(?:window|hours|schedule)|(?:window|time limit|maximum (?:run ?time|duration)|time slot|run ?time)(?: \S+){0,4}? (?:exceeded|expired|closed|ended|over|passed|reached)|(?:exceed\p{L}*|beyond|past) (?:the |its |allowed |permitted )*(?:backup |job |time |allowed |maximum )*(?:window|run ?time|duration|time limit)|außerhalb des (?:\S+ )?(?:zeitfensters|sicherungsfensters|backup-fensters)|(?:zeitfenster|sicherungsfenster|laufzeit)\p{L}*(?: \S+){0,4}? (?:überschritten|abgelaufen|geschlossen|beendet)|(?:hors|en dehors) de la (?:fenêtre|plage)|(?:fenêtre|plage horaire|durée maximale)(?: \S+){0,5}? (?:dépassée|expirée|terminée)|fuera de la ventana|(?:ventana|duración máxima)(?: \S+){0,5}? (?:agotad|superad|finaliz|expir)\p{L}*|fuori dalla finestra|fora da janela|(?:окно|время|времени)(?: \S+){0,4}? (?:истекло|превышено|вне)|вне окна|時間枠|時間帯|备份窗口`
	plainCatalogue  = `(?:backup|global|system) catalog(?:ue)?s?\b|catalog(?:ue)? (?:of|for) (?:the )?backups?|sicherungskatalog\p{L}*|catalogue de(?: la| l[ae]s)? sauvegardes?|catálogo de (?:la )?copias? de seguridad|catalogo (?:di|del) backup|catálogo de backup|каталог\p{L}* (?:резервн|архив)\p{L}*|バックアップ カタログ|バックアップカタログ|备份(?:编录|目录)|備份類別目錄|백업 카탈로그`
	plainPoints     = `(?:recovery|restore|backup) points?\b|backup (?:file|files|set|sets|chain|image|images|archive|version|versions|data|metadata)\b|(?:full|incremental|differential|previous|base) backups?\b|\bvib\b|\bvbk\b|\bbackup archive\b|wiederherstellungspunkt\p{L}*|sicherungs(?:datei|satz|kette|archiv|image|abbild|version)\p{L}*|backup-?(?:datei|kette|archiv)\p{L}*|points? de (?:récupération|restauration)|(?:fichier|jeu|chaîne|archive|image) de sauvegarde|puntos? de (?:recuperación|restauración)|(?:archivo|conjunto|cadena) de (?:copia|copias|respaldo|backup)\p{L}*|punt[oi] di (?:ripristino|recupero)|(?:file|catena|set) di backup|pontos? de (?:recuperação|restauração)|(?:arquivo|cadeia|conjunto) de backup|точк\p{L}+ восстановления|(?:файл|цепочк|набор|архив)\p{L}* (?:резервн\p{L}+ копи\p{L}+|резервного копирования|архива)|резервная копия|復元ポイント|回復ポイント|バックアップ ?(?:ファイル|チェーン|セット|イメージ)|恢复点|还原点|备份(?:文件|链|集|映像)|復原點|복구 지점|백업 ?파일`
	plainScript     = `(?:pre|post)-?(?:backup|freeze|thaw|job|snapshot|command|data)?[- ](?:script|command|scripts|commands)\b|\bscript (?:file )?|vor(?:ab)?befehl|(?:vor|nach)\p{L}*-?(?:skript|befehl|script)\p{L}*|script (?:de )?pré|comando previo|script preliminare|скрипт\p{L}*|スクリプト|脚本|スクリプト`
	plainScriptBad  = `not (?:be )?found|does not exist|(?:could not|cannot|can't|unable to|failed to) (?:be )?(?:start|run|execute|launch|find|started|executed|found|launched)|failed\b|returned (?:an )?error|non-?zero|exit(?:ed)? (?:with )?(?:code|status) -?[1-9]|timed out|not a valid win32|nicht gefunden|fehlgeschlagen|konnte nicht|introuvable|échoué|no se encuentra|falló|non trovato|non riuscit|falhou|не найден|ошибк|見つかりません|失敗|找不到|失败`
	plainAgentWord  = `\b(?:backup |guest |client |remote |protection |proxy |data )?agents?\b|\bproxy\b|\bbackup (?:server|service|proxy)\b|\bmedia server\b|management server|sicherungs(?:dienst|server|agent)\p{L}*|backup-?(?:server|agent|dienst)\p{L}*|\bagenten?\b|serveur de sauvegarde|agente\b|servidor de (?:copia|backup|respaldo)\p{L}*|server di backup|агент\p{L}*|сервер\p{L}* резервного копирования|エージェント|バックアップ ?サーバー?|代理|备份服务器|에이전트`
	plainMedia      = `\b(?:tape|media|medium|cartridge|library|disc|dvd|removable (?:media|disk))\b|bandlaufwerk|\bbänder?\b|medium\b|datenträger|\bbande\b|support amovible|\bcinta\b|nastro|\bfita\b|лент\p{L}+|носител\p{L}+|テープ|メディア|磁带|介质|테이프`
	plainNoMedia    = `(?:no|not) (?:\S+ ){0,4}?(?:available|writable|appendable|loaded|inserted|found|valid|blank|scratch|recogni[sz]ed|ready|mounted)|insert (?:\S+ ){0,3}?(?:media|medium|tape|disk|disc)|please insert|is full|kein(?:e)? (?:\S+ )?(?:medium|datenträger|band|bänder)|nicht (?:eingelegt|bereit|beschreibbar)|aucune? (?:\S+ )?(?:support|bande)|no hay (?:\S+ )?(?:cinta|medio)|nessun (?:\S+ )?(?:nastro|supporto)|нет (?:\S+ )?(?:лент|носител)\p{L}*|ありません|没有可用`
	plainPassphrase = `(?:encryption|decryption|backup|archive|repository|vault)(?: file)? (?:key|password|passphrase|phrase)|\bpassphrase\b|(?:decrypt|verschlüsselungs|entschlüssel|chiffrement|déchiffr|cifrado|descifr|crittograf|decrittograf|decifr|шифровани|расшифров|暗号|復号|加密|解密|암호화)\p{L}*`
	plainWrongKey   = `incorrect|invalid|wrong|not (?:match|correct|found|set|valid)|mismatch|lost|missing|failed|unable|cannot|can't|couldn't|could not|falsch|ungültig|stimmt nicht|fehlt|konnte nicht|incorrecte?|invalide|impossible|incorrect[ao]|no coincide|no válid|errat|non valid|incorret|inválid|неверн|неправильн|не совпада|не удалось|正しくありません|一致しません|失敗|不正确|错误|不匹配|失败|잘못|일치하지`
	plainExport     = `export-vm\b|(?:export|экспорт|エクスポート|导出|匯出|내보내)\p{L}*(?: \S+){0,9}? ?(?:\bvms?\b|virtual|virtuel|виртуальн|仮想|虚拟|虛擬|가상)|(?:\bvms?\b|virtual|virtuel|виртуальн|仮想|虚拟|虛擬|가상)\p{L}*(?: \S+){0,9}? ?(?:export|esport|экспорт|エクスポート|导出|匯出|내보내)`
	plainSource     = `(?:source|selected|specified|protected) (?:volume|disk|drive|partition|folder|path|file|directory|item)s?\b|(?:volume|disk|drive|partition|folder|path|file|item)s? (?:\S+ ){0,4}?(?:to (?:be )?back(?:ed)? ?up|selected for backup|specified for backup|in the backup (?:selection|job|set|plan))|quell(?:volume|laufwerk|datenträger|pfad|ordner|verzeichnis)\p{L}*|(?:volume|disque|dossier|chemin|lecteur) source|(?:volumen|disco|carpeta|ruta|unidad) de origen|(?:volume|disco|cartella|percorso) di origine|(?:volume|disco|pasta|caminho) de origem|исходн\p{L}+ (?:том|диск|папк|пут)\p{L}*|バックアップ(?:元|対象)|源(?:卷|磁盘|文件夹|路径)|원본 (?:볼륨|디스크|폴더)`
	plainLongPath   = `(?:path|file ?name|filename)s?(?: \S+){0,8}? too long|too long (?:\S+ )?(?:path|file ?name)|exceeds? (?:\S+ ){0,4}?(?:260|max_path|maximum (?:path|length))|(?:pfad|dateiname)\p{L}*(?: \S+){0,6}? zu lang|(?:chemin|nom de fichier)(?: \S+){0,6}? trop long|(?:ruta|nombre)(?: \S+){0,6}? demasiado larg|(?:percorso|nome)(?: \S+){0,6}? troppo lung|(?:путь|имя)(?: \S+){0,6}? слишком длин|(?:パス|ファイル名)[^。]{0,10}?長すぎ|路径[^。]{0,6}?过长|(?:文件名|路徑)[^。]{0,6}?(?:太长|過長)`
	plainMissed     = `\bmissed\b|was not (?:run|started|executed)|(?:did not|didn't|failed to|could not|was unable to|was not able to) (?:start|run|begin)|(?:wurde|ist) nicht (?:gestartet|ausgeführt)|verpasst|konnte nicht gestartet|n['’]a pas (?:démarré|été exécuté|pu (?:démarrer|être démarré))|no se (?:inició|ejecutó|ha iniciado|pudo iniciar)|non è stato (?:avviato|eseguito)|não foi (?:iniciad|executad)|не (?:был\p{L}* )?(?:запущен|запустил|выполнен)\p{L}*|開始されません|実行されません|開始できません|未运行|未启动|错过`
)

// plainNear are names of programs and things by which a text is about a backup.
var plainNear = lazyregexp.New(
	`(?i)\b(?:veeam|acronis|macrium|arcserve|nakivo|altaro|hornetsecurity|aomei|easeus|paragon|cobian|duplicati|synology|carbonite|datto|shadowprotect|storagecraft|msp360|cloudberry|ahsay|comet|iperius|retrospect|commvault|rubrik|cohesity|unitrends|avamar|networker|spectrum protect|data protector|wbadmin|wbengine|ntbackup|file history|system image|windows image|restore points?|recovery points?|checkpoints?|replica(?:tion)?|retention|tape|data protection manager)\b|windowsimagebackup|системы? образ|архив|復元ポイント`,
)

// plainRows are looked at in their order: the first that fits says most.
var plainRows = []plainRow{
	row(noticeNotSent, plainNotice, plainNotSent).itself(),
	row("log truncation failed", plainTruncation, plainAnyLogs).itself().failing(),
	row("VM export failed for what exists", plainExport, plainExists),
	row("VM export refused access", plainExport, plainDeniedThere),
	row("backup left on the target", plainOwnTarget, plainExists).itself(),
	row("target has no space", plainOwnTarget, plainFull).itself(),
	row("catalogue is damaged", plainCatalogue, plainDamaged).itself(),
	row("catalogue is not there", plainCatalogue, plainMissing).itself(),
	row("licence does not cover it", plainLicence, plainNoLicence),
	row("key does not fit", plainPassphrase, plainWrongKey),
	row("target is write-protected", plainOwnTarget, plainReadOnly).itself(),
	row("target refuses the logon", plainOwnTarget, plainWrongLogon).itself(),
	row("target refuses access", plainOwnTarget, plainDeniedThere).itself(),
	row("target is in use", plainOwnTarget, plainInUseThere).itself(),
	row("target is damaged", plainOwnTarget, plainDamaged).itself(),
	row("target is not there", plainOwnTarget, plainMissing).itself(),
	row("target did not answer in time", plainOwnTarget, plainTooLong).itself(),
	row("target is no kind that is taken", plainOwnTarget, plainRefused).itself(),
	row("restore point is damaged", plainPoints, plainDamaged).itself(),
	row("target has no space", plainAnyTarget, plainFull).targets(),
	row("backup left on the target", plainAnyTarget, plainExists).targets(),
	row("target is write-protected", plainAnyTarget, plainReadOnly).targets(),
	row("target refuses the logon", plainAnyTarget, plainWrongLogon).targets(),
	row("target refuses access", plainAnyTarget, plainDeniedThere).targets(),
	row("target is in use", plainAnyTarget, plainInUseThere).targets(),
	row("target is damaged", plainAnyTarget, plainDamaged).targets(),
	row("target is not there", plainAnyTarget, plainMissing).targets(),
	row("target did not answer in time", plainAnyTarget, plainTooLong).targets(),
	row("target is no kind that is taken", plainAnyTarget, plainRefused).targets(),
	row("restore point is not there", plainPoints, plainMissing).itself(),
	row("clocks differ", "", plainClocks),
	row("local database does not fit", "", plainLocalBase),
	row("virtual machine has no SCSI controller", "", plainNoSCSI).itself(),
	row("file is larger than the storage takes", plainAnyFile, plainTooLarge),
	row("database refuses the account", plainDatabase, plainNoRight),
	row("tape or drive reports a hardware error", plainDrive, plainHardware),
	row("script did not run", plainScript, plainScriptBad),
	row("job outside its window", plainJob, plainOutside),
	row("media is not there", plainMedia, plainNoMedia),
	row("source is not there", plainSource, plainMissing),
	row("path is too long", "", plainLongPath),
	row("agent is not reached", plainAgentWord, plainMissing),
	row("agent is not reached", plainAgentWord, plainTooLong),
	row("connection was lost", plainConnection, plainCutOff),
	row("logon failed", plainJob, plainWrongLogon),
	row("job already runs", plainJob, plainAlready),
	row("job was cancelled", plainJob, plainEnded),
	row("job did not start", plainJob, plainMissed),
	row("disk has no space for the backup", plainJob, plainFull),
	row("job was aborted", plainJob, plainAborted).reasonless(),
	row("job only failed", "", plainOnlyFailed).reasonless(),
}

// plainRow is a trouble that a thing of a backup has, as programs and people put it. Its name is
// that of the message, whose meaning is a row of internal/knowledge/data/messages/plain.yaml.
type plainRow struct {
	name    string
	thing   *lazyregexp.Regexp // nil: what the trouble names
	trouble *lazyregexp.Regexp
	own     bool // the thing is of a backup and of nothing else, so that nothing around it needs to say so
	target  bool // the thing is one that something is written to
	none    bool // it gives no reason, so that a code beside it says more
	bad     bool // the words name a step of a backup, and something else has to say that it failed
}

func row(name, thing, trouble string) plainRow {
	r := plainRow{name: name, trouble: sharedWords(trouble)}
	if thing != "" {
		r.thing = sharedWords(thing)
	}
	return r
}

func (row plainRow) itself() plainRow     { row.own = true; return row }
func (row plainRow) targets() plainRow    { row.target = true; return row }
func (row plainRow) reasonless() plainRow { row.none = true; return row }
func (row plainRow) failing() plainRow    { row.bad = true; return row }

// sharedWords returns the expression of a list of words, one for all rows that use it.
func sharedWords(words string) *lazyregexp.Regexp {
	if plainExprs[words] == nil {
		plainExprs[words] = lazyregexp.New(words)
	}
	return plainExprs[words]
}

var plainExprs = map[string]*lazyregexp.Regexp{}

// plainIn finds the row that a line, in lower case, states, nil if there is none. Thing and
// trouble stand in one sentence, which supposes nothing and gives no advice.
func plainIn(lower string) *plainRow {
	if len(lower) > longestPlain {
		lower = strings.ToValidUTF8(lower[:longestPlain], "")
	}
	if plainMay(lower).Empty() { // as of nearly all lines
		return nil
	}
	lower = cmdletName.ReplaceAllString(lower, "")
	lower = counted.ReplaceAllString(lower, " ")
	lower = strings.ReplaceAll(strings.ReplaceAll(lower, "\u3002", ". "), "! ", ". ")
	best := -1
	for sentence := range strings.SplitSeq(lower, ". ") {
		if len(sentence) < 8 {
			continue
		}
		if k := plainSentence(sentence, lower); k >= 0 && (best < 0 || k < best) && !isHint(sentence) {
			best = k
		}
	}
	if best < 0 {
		return nil
	}
	return &plainRows[best]
}

// isHint reports a sentence that says what has to be, should be, or might be, or that asks.
func isHint(sentence string) bool {
	trimmed := strings.TrimSpace(sentence)
	return requires.MatchString(sentence) || advises.MatchString(trimmed) || supposes(sentence) || asks(trimmed)
}

// requires are words of rules and hints, which say what has to be and not what is.
var requires = lazyregexp.New(
	`^\W*(?:tip|hint|note|hinweis|tipp|remarque|nota|примечание|注意|注)\b|\b(?:must|should|has to|have to|needs? to|make sure|ensure|before you|recommended|muss|müssen|sollte|sollten|stellen sie sicher|doit|doivent|devrait|vérifiez|assurez|debe|deben|debería|asegúrese|deve|devono|dovrebbe|verificare|devem|verifique|следует|должен|должна|должно|убедитесь)\b|してください|请(?:确保|检查)|하십시오`,
)

// counted are counts of what did not happen.
var counted = lazyregexp.New(
	`\b(?:0|no) (?:\w+ )?(?:errors?|failures?|aborted|cancell?ed|failed|interrupted|abgebrochen|fehlgeschlagen)\b|\b0 connections? (?:\w+ ?){1,2}|\bconnections? (?:\w+ )?(?:closed|terminated|ended) (?:normally|gracefully)\b|\b(?:closed|terminated|ended) (?:normally|gracefully)\b|\bconnection terminated normally\b|\b(?:aborted|cancell?ed|failed|interrupted|abgebrochen|fehlgeschlagen|errors?)(?: \w+)?\s?[:=] ?0\b`,
)

// cmdletName is that of the cmdlet in front of its message, in lower case: a verb, but no advice.
var cmdletName = lazyregexp.New(`^[a-z]+-[a-z]+ ?: `)

// plainMay finds the rows of whose trouble and of whose thing a text may have a word, by their number. The number
// behind them stands for what is counted.
func plainMay(text string) console.Groups {
	troubles := plainTroubles().In(text)
	if troubles.Empty() {
		return troubles
	}
	return troubles.And(plainThings().In(text))
}

var (
	plainTroubles = sync.OnceValue(func() *console.Words {
		return plainWordsOf(func(row *plainRow) *lazyregexp.Regexp { return row.trouble }, counted)
	})
	plainThings = sync.OnceValue(func() *console.Words {
		return plainWordsOf(func(row *plainRow) *lazyregexp.Regexp { return row.thing }, nil)
	})
)

// plainWordsOf has a group for each row, and one for what stands behind them: the words of an expression, or any text.
func plainWordsOf(of func(row *plainRow) *lazyregexp.Regexp, behind *lazyregexp.Regexp) *console.Words {
	groups := make([][]string, len(plainRows)+1)
	for k := range groups {
		re := behind
		if k < len(plainRows) {
			re = of(&plainRows[k])
		}
		if re != nil {
			groups[k] = re.Words()
		}
		if groups[k] == nil {
			groups[k] = []string{""}
		}
	}
	return console.NewWords(groups)
}

// plainSentence returns the number of the row that a sentence of a line states, -1 if none.
func plainSentence(sentence, whole string) int {
	may := plainMay(sentence)
	seen := map[*lazyregexp.Regexp]bool{}
	holds := func(re *lazyregexp.Regexp) bool {
		if re == nil {
			return true
		}
		found, ok := seen[re]
		if !ok {
			found = re.MatchString(sentence)
			seen[re] = found
		}
		return found
	}
	for k := may.Next(0); k < len(plainRows); k = may.Next(k + 1) {
		row := &plainRows[k]
		if row.name == noticeNotSent && backupWord.MatchString(sentence) { // what the notice says, and not that it failed
			continue
		}
		if holds(row.trouble) && holds(row.thing) && (!row.bad || failed(whole) || notDone.MatchString(sentence)) {
			return k
		}
	}
	return -1
}

// notDone says that something did not come about, with other words between those that say so.
var notDone = lazyregexp.New(
	`(?:konnte|konnten|wurde|wurden|kann|können) (?:\S+ ){0,7}nicht\b|n['’](?:a|ont) (?:\S+ )?pas (?:pu|été)|no (?:se )?(?:ha|han) podido|non (?:è|sono|ha|hanno) (?:\S+ )?(?:stat|potut|riuscit)|não (?:foi|foram|pôde|puderam)|could (?:\S+ ){1,4}not\b|не (?:был|были|удалось|смог)`,
)

// longestPlain is how many bytes of a line are weighed: who states a trouble does so in front.
const longestPlain = 600

// plainly gives a line with a code that says nothing its message in plain words.
func (f *facts) plainly(line string) {
	if len(f.codes) != 1 || f.codes[0] != codeUnspecified || f.message != "" {
		return
	}
	if row := plainIn(strings.ToLower(line)); row != nil && !row.none {
		f.message, f.phrase = row.name, parse.PhraseOwnMessage
	}
}

// truncates are the words of a step that comes after the shadow copy, whatever part of the program
// logs it.
var truncates = lazyregexp.New(plainTruncation)

// codeUnspecified is E_FAIL.
const codeUnspecified = 0x80004005

// noticeNotSent is the message of a program that could not tell anybody how its backup went.
const noticeNotSent = "notice was not sent"

// notice makes that of a line about a mail or a notification, whatever code it has: that is of the network or the
// mail server, and of no backup.
func (f *facts) notice(line string) bool {
	lower := strings.ToLower(line)
	if found, _ := thingIn(lower); found || f.writer != "" || f.message != "" {
		return false
	}
	if row := plainIn(lower); row == nil || row.name != noticeNotSent {
		return false
	}
	f.codes, f.names, f.from, f.message, f.phrase = nil, nil, "", noticeNotSent, parse.PhraseOwnMessage
	return true
}

// plain gives a line that states neither a code nor a number its message in plain words.
func (f *facts) plain(line string) {
	if f.notice(line) {
		return
	}
	if len(f.codes) > 0 && f.from != parse.HResultWords || f.message != "" || f.failedState() || f.writer != "" {
		return
	}
	lower := strings.ToLower(line)
	found, strong := thingIn(lower)
	if strong && (!strings.Contains(lower, "trunc") || !truncates.MatchString(lower)) {
		return
	}
	if row := plainIn(lower); row != nil && !(row.none && len(f.codes) > 0) {
		f.message = row.name
		if f.phrase == "" || f.phrase == parse.PhraseSnapshotFailed && (!found || row.bad) {
			f.phrase = parse.PhraseOwnMessage
		}
	}
}

// plainWords are parts of the words of things, without one of which no line is looked at.
var plainWords = []string{
	"ackup", "ACKUP", "arget", "TARGET", "estination", "DESTINATION", "torage", "epositor", "ault", "atastore",
	"abgeschnitten", "istory", "isk", "rive", "aufwerk", "truncat", "Truncat", "runcat", "trunk", "tronqu", "icen", "izen", "assphrase", "script", "Script",
	"gent", "roxy", "ape", "edia", "edium", "ecovery point", "estore point", "rchive", "ncrypt", "ecrypt", "xport",
	"olume", "ource", "too long", "zu lang", "trop long", "icherung", "iel", "peicher", "auvegarde", "ible",
	"opia", "estino", "epositorio", "ercorso", "estinazione", "ópia", "epositório", "oel", "kopii",
	"архив", "резервн", "адани", "адач", "хранилищ", "целев", "лиценз", "точк", "カタログ", "バックアップ", "保存先", "ターゲット",
	"リポジトリ", "ライセンス", "パスフレーズ", "备份", "備份", "目标", "目標", "存储", "许可", "授权", "백업", "대상",
	"라이선스", "SCSI", "atabase", "onnection", "Skewed", "lock", "request time", "ibrary", "fileset", "etwork", "xternal", "USB", "NAS", "etz", "ubscription",
}
