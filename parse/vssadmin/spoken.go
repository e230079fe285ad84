package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// spoken are failures of VSS that vssadmin and backup programs tell in the sentence that Windows has
// for a code, without the code. Each row holds words that only the sentence of that code has among
// them; the sentence itself is not here. The first row that fits counts. Rows of words that stand
// beside their code in public (the enumeration VSS_ERROR of https://github.com/dahall/Vanara, looked at
// 2026-12-02, or reports; the Japanese ones https://blog.onk164.net/archives/753.html and
// https://jpwinsup.github.io/blog/2023/04/10/Storage/Management/vss8229/, the German one
// https://wiki.eidolf.de/index.php?title=DPM_Fehlermeldungen, looked at 2026-12-02) are confirmed, the others
// are from memory.
var spoken = []struct {
	words     string // all of them, separated by "+", in lower case
	code      uint32
	confirmed bool
}{
	{"does not support+shadow copying+volume", 0x8004230e, true},
	{"shadow copying+volume+not supported", 0x8004230c, true},
	{"provider+unexpected error", 0x8004230f, true},
	{"shadow copy provider had an error", 0x80042306, true},
	{"component+unexpected error", 0x80042302, true},
	{"another shadow copy+progress", 0x80042316, true},
	{"shadow copy+already in progress", 0x80042316, true},
	{"snapshot set+in progress", 0x80042316, true},
	{"insufficient storage", 0x8004231f, true},
	{"maximum number of shadow copies", 0x80042317, true},
	{"maximum number of volumes", 0x80042312, true},
	{"maximum number of shadow copy storage associations", 0x8004231e, true},
	{"volume+not supported", 0x8004230c, false},
	{"provider+timed out+flush", 0x80042313, true},
	{"provider+timed out+holding", 0x80042314, true},
	{"provider+not registered", 0x80042304, true},
	{"provider+veto", 0x80042306, false},
	{"problems while sending events to writers", 0x80042315, true},
	{"trying to contact vss writers", 0x80042318, true},
	{"writer infrastructure", 0x80042318, false},
	{"writer did not respond+gatherwriterstatus", 0x80042319, true},
	{"object was in an incorrect state", 0x80042301, true},
	{"provider does not support+shadow copy type", 0x8004231b, true},
	{"no shadow copies were successfully imported", 0x80042320, true},
	{"shadow copies were not successfully imported", 0x80042321, true},
	{"does not support remote shadow", 0x80042324, true},
	{"revert is currently in progress", 0x80042325, true},
	{"volume being reverted was lost", 0x80042326, true},
	{"timeout+while freezing a transaction manager", 0x80042328, true},
	{"thawing the transaction manager", 0x80042329, true},
	{"nested too deeply", 0x8004232c, true},
	{"volume being backed up is not mounted on the local", 0x8004232d, true},
	{"timeout+preparing a cluster shared volume", 0x8004232e, true},
	{"only a subset of the volumes", 0x800423f0, true},
	{"resource allocation failed while processing", 0x800423f1, true},
	{"writer's timeout expired", 0x800423f2, true},
	{"writer experienced a transient", 0x800423f3, true},
	{"writer experienced a non-transient", 0x800423f4, true},
	{"writer experienced an error+recover", 0x800423f5, true},
	{"シャドウ コピー プロバイダーでエラーが発生", 0x80042306, true},
	{"freeze および thaw+ライターがタイムアウト", 0x800423f2, true},
	{"シャドウ コピーの記憶域ファイル+十分な記憶域がありません", 0x8004231f, false},
	{"シャドウ コピー プロバイダ+で予期しないエラー", 0x8004230f, false},
	{"シャドウ コピー サービス コンポーネント+予期しないエラー", 0x80042302, false},
	{"schattenkopieanbieter+unerwartet", 0x8004230f, false},
	{"volumeschattenkopie+komponente+unerwartet", 0x80042302, false},
	{"schattenkopie+speicher+nicht genügend", 0x8004231f, false},
	{"fournisseur+cliché+erreur inattendue", 0x8004230f, false},
	{"composant+cliché+erreur inattendue", 0x80042302, false},
	{"autre cliché+en cours", 0x80042316, false},
	{"proveedor+instantánea+error inesperado", 0x8004230f, false},
	{"componente+instantánea+error inesperado", 0x80042302, false},
	{"otra instantánea+en curso", 0x80042316, false},
	{"provider+copi+shadow+errore imprevisto", 0x8004230f, false},
	{"altra copia shadow+in corso", 0x80042316, false},
	{"provedor+sombra+erro inesperado", 0x8004230f, false},
	{"outra cópia de sombra+andamento", 0x80042316, false},
	{"поставщик+теневого+непредвиденн", 0x8004230f, false},
	{"卷影副本提供程序+意外", 0x8004230f, false},
	{"卷影复制服务+组件+意外", 0x80042302, false},
	{"generator+ein nicht vorübergehender fehler", 0x800423f4, true},
	{"writer experienced a partial failure", 0x80042336, true},
	{"set break operation failed+identities", 0x800423f6, true},
	{"expected hidden volume did not arrive", 0x800423f9, true},
	{"expected volume did not arrive", 0x800423fa, true},
	{"autorecovery operation failed to complete", 0x800423fb, true},
	{"processing the dynamic disks", 0x800423fc, true},
	{"clustered disks could not be enumerated", 0x80042400, true},
	{"missing disk for a dynamic volume", 0x80042404, true},
	{"system recovery failed the shadow copy", 0x80042405, true},
	{"writer status is not available", 0x80042409, true},
}

// SpokenCode finds the code that a sentence stands for; basis is a parse.HResult constant, "" if
// there is none. Unless the sentence is known to be about shadow copies, only rows of so many words
// count that nothing else says them.
func SpokenCode(sentence string, ofCopies bool) (code uint32, basis string) {
	const many = 28 // bytes
	sentence = strings.ToLower(sentence)
rows:
	for _, row := range spoken {
		if !ofCopies && len(row.words) < many {
			continue
		}
		for words := range strings.SplitSeq(row.words, "+") {
			if !strings.Contains(sentence, words) {
				continue rows
			}
		}
		if row.confirmed {
			return row.code, parse.HResultWords
		}
		return row.code, parse.HResultWordsUnconfirmed
	}
	return 0, ""
}
