package rendered

import "testing"

// An event that somebody wrote down by id and message has its source by both together.
func TestByIDAndWords(t *testing.T) {
	for _, one := range []struct {
		id            uint32
		message, want string
	}{
		{2034, "The writer of the Exchange Replication service says no, error FFFFFFFC.", "MSExchangeRepl"},
		{16389, "Writer Some Writer had trouble with its shadow copy.", "SPP"},
		{24581, "Sqllib-Fehler: nichts ist da.", "SQLWRITER"},
		{25, "Die Schattenkopien von C: sind weg, weil kein Platz war.", "VolSnap"},
		{8193, "Ошибка теневого копирования тома: что-то не так.", "VSS"},
		{7, "The device, \\Device\\Harddisk2\\DR2, is bad.", "disk"},
		{10103, "Virtual machine VM1 could not be reverted.", "Microsoft-Windows-Hyper-V-VMMS"},
		{2034, "Something else happened to the mail.", ""},
		{25, "The door of the cabinet is open.", ""},
		{60000, "Volume Shadow Copy Service error here.", ""},
	} {
		if got, _ := ByIDAndWords(one.id, one.message); got != one.want {
			t.Errorf("%d %q: %q, want %q", one.id, one.message, got, one.want)
		}
	}
}
