package rendered

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// describedSource is a source whose events people write down by their id and message alone: the ids,
// and words of which its messages have one, in lower case.
type describedSource struct {
	provider string
	ids      [][2]uint32
	words    *lazyregexp.Regexp
}

// describedSources are recognised by id and words together; either alone would be too little. Sources: the
// ids are those that the knowledge has of each; the words are names of products and things, which
// messages have in every language, or ordinary words of the languages in which they were seen.
var describedSources = []describedSource{
	{"SPP", [][2]uint32{{16384, 16390}}, lazyregexp.New(`\bwriter\b|shadow cop|restore point|schattenkopie|wiederherstellungspunkt`)},
	{"MSExchangeRepl", [][2]uint32{{2021, 2040}, {2104, 2153}}, lazyregexp.New(`replication service|replikationsdienst|service de réplication|servicio de replicación`)},
	{"MSExchangeIS", [][2]uint32{{9500, 9899}, {1159, 1159}}, lazyregexp.New(`exchange vss writer|storage group|information store|mailbox (?:store|database)|speichergruppe`)},
	{"SQLWRITER", [][2]uint32{{24577, 24585}}, lazyregexp.New(`sqllib`)},
	{"SQLVDI", [][2]uint32{{1, 1}}, lazyregexp.New(`\bsqlvdi\b|loc=`)},
	{"MSSQLSERVER", [][2]uint32{{3041, 3041}, {18204, 18210}, {18264, 18278}}, lazyregexp.New(`\bbackup\b|backupiorequest|sicherung`)},
	{"Microsoft-Windows-CAPI2", [][2]uint32{{512, 513}}, lazyregexp.New(`onidentity|system ?writer`)},
	{"VolSnap", [][2]uint32{{1, 58}}, lazyregexp.New(`shadow cop|flush and hold|schattenkopie|clichés? instantané|instantánea|copi[ae] shadow|cópias? de sombra|теневы[ехм]|теневой коп|シャドウ ?コピー|卷影|섀도`)},
	{"VSS", [][2]uint32{{8193, 8240}, {12288, 12400}}, lazyregexp.New(`\bvss\b|shadow cop|schattenkopie|clichés? instantané|instantánea|copi[ae] shadow|cópias? de sombra|теневого коп|シャドウ ?コピー|卷影|섀도`)},
	{"Microsoft-Windows-Backup", [][2]uint32{{4, 9}, {14, 22}, {49, 52}, {514, 565}, {750, 760}}, lazyregexp.New(`\bbackup\b|wbengine|sicherung|sauvegarde|copia de seguridad|архив|バックアップ|备份|備份|백업`)},
	{"Microsoft-Windows-Hyper-V-VMMS", [][2]uint32{{10102, 10178}, {18012, 18016}, {19060, 19110}, {3280, 3282}}, lazyregexp.New(`virtual machine|checkpoint|snapshot|virtuelle[rn]? (?:maschine|computer)|machine virtuelle|máquina virtual|\bvms?\b|\bvhdx?\b`)},
	{"ESENT", [][2]uint32{{2001, 2010}}, lazyregexp.New(`snapshot session|shadow copy|\(\d+(?:,[^()]*)?\)`)},
	{"ESE", [][2]uint32{{215, 227}, {467, 482}}, lazyregexp.New(`information store|storage group|\bbackup\b`)},
	{"disk", [][2]uint32{{7, 7}, {11, 11}, {15, 15}, {51, 51}, {153, 154}, {157, 158}}, lazyregexp.New(`\\device\\harddisk`)},
	{"Ntfs", [][2]uint32{{55, 55}, {57, 57}, {137, 137}, {140, 140}}, lazyregexp.New(`file system|transaction log|dateisystem|volume`)},
	{"Service Control Manager", [][2]uint32{{7000, 7001}, {7009, 7011}, {7022, 7024}, {7031, 7034}, {7036, 7036}}, lazyregexp.New(`\bservice\b|dienst|\bservicio\b|\bservizio\b|serviço|служб|サービス|服务`)},
	{"Microsoft-Windows-FailoverClustering", [][2]uint32{{5120, 5121}, {5142, 5142}, {1069, 1069}, {1230, 1230}}, lazyregexp.New(`cluster`)},
}

// ByIDAndWords finds the source of an event of which somebody wrote down the id and the message.
func ByIDAndWords(id uint32, message string) (provider string, ok bool) {
	if len(message) < 16 || len(message) > 2000 {
		return "", false
	}
	lower := ""
	for k := range describedSources {
		s := &describedSources[k]
		if !s.has(id) {
			continue
		}
		if lower == "" {
			lower = strings.ToLower(message)
		}
		if s.words.MatchString(lower) {
			return s.provider, true
		}
	}
	return "", false
}

func (s *describedSource) has(id uint32) bool {
	for _, r := range s.ids {
		if id >= r[0] && id <= r[1] {
			return true
		}
	}
	return false
}
