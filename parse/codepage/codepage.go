// Package codepage finds the code page of 8-bit texts by the name that a user gives.
package codepage

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/vsslog/vsslog/parse"
)

// numbered are the code pages whose number at Windows is in no name that IANA knows.
var numbered = map[string]encoding.Encoding{
	"858": charmap.CodePage858,
	"932": japanese.ShiftJIS,
	"936": simplifiedchinese.GBK,
	"949": korean.EUCKR,
	"950": traditionalchinese.Big5,
}

// Find returns the code page of an IANA name such as IBM850, or of a number such as 850,
// cp850 or windows-932; nil for "". The error is a *parse.Error about source.
func Find(source, name string) (encoding.Encoding, error) {
	if name == "" {
		return nil, nil
	}
	number := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(name), "cp"), "windows-")
	if page := numbered[number]; page != nil {
		return page, nil
	}
	for _, iana := range []string{name, "windows-" + number, "IBM" + number} {
		if page, err := ianaindex.IANA.Encoding(iana); err == nil && page != nil {
			return page, nil
		}
	}
	return nil, &parse.Error{
		Source:   source,
		Expected: "the name or number of a code page",
		Found:    name,
		Reason:   fmt.Errorf("code page %q is not known", name),
		Advice:   "use a name or number such as IBM850, 932 or windows-1252, or none to infer it",
	}
}

// Known reports whether name is a code page, or "".
func Known(name string) bool {
	_, err := Find("", name)
	return err == nil
}
