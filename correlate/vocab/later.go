package vocab

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// laterIDs are events of VSS that no message file of Windows 5.2 has.
var laterIDs = []uint32{4003, 8224, 8225, 8229, 12323, 12324, 12325, 12326, 12338, 12339, 12340, 12341, 12349}

// LaterID reports whether a live record of VSS is one that only Windows 6.0 and later
// writes, by its number.
func LaterID(r *parse.Record) bool {
	return r.Provider == "VSS" && slices.Contains(laterIDs, r.EventID) || (r.Provider == "VSSAudit" || r.Provider == "VSS") && r.EventID == 8222
}

// Later reports whether a record shows that its host is Windows 6.0 or later: by its
// number, by a source or log that is declared in a manifest, or by the block of
// operations that VSS appends there.
func Later(s *Event) bool {
	r := s.Record
	if r.EventID == 0 || r.Stale || r.Salvaged || r.IsStatement() {
		return false
	}
	return LaterID(r) || strings.HasPrefix(r.Provider, shortNames) || strings.Contains(r.Channel, "/") ||
		r.Provider == "VSS" && s.Operation != ""
}
