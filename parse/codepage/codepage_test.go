package codepage

import (
	"errors"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/vsslog/vsslog/parse"
)

func TestFind(t *testing.T) {
	for name, want := range map[string]encoding.Encoding{
		"":             nil,
		"windows-1252": charmap.Windows1252, "1252": charmap.Windows1252, "cp1252": charmap.Windows1252,
		"IBM850": charmap.CodePage850, "ibm850": charmap.CodePage850, "850": charmap.CodePage850, "CP850": charmap.CodePage850,
		"437": charmap.CodePage437, "852": charmap.CodePage852, "858": charmap.CodePage858, "866": charmap.CodePage866,
		"1250": charmap.Windows1250, "Windows-1251": charmap.Windows1251, "iso-8859-15": charmap.ISO8859_15,
		"932": japanese.ShiftJIS, "Shift_JIS": japanese.ShiftJIS, "windows-932": japanese.ShiftJIS,
		"936": simplifiedchinese.GBK, "GBK": simplifiedchinese.GBK, "949": korean.EUCKR, "EUC-KR": korean.EUCKR,
		"950": traditionalchinese.Big5, "Big5": traditionalchinese.Big5,
	} {
		if got, err := Find("x", name); err != nil || got != want {
			t.Errorf("%q: %v, %v", name, got, err)
		}
	}
	for _, name := range []string{"klingon", "0", "cp", "windows-", "12"} {
		_, err := Find("x.txt", name)
		if e := new(parse.Error); !errors.As(err, &e) || e.Source != "x.txt" || e.Found != name || Known(name) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
