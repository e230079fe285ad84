package correlate

import "testing"

func TestServicePack(t *testing.T) {
	for text, want := range map[string]int{
		"Service Pack 2": 2, "service pack 1": 1, "Пакет обновления 2": 2, "N/A": 0, "": 0, " n/a ": 0,
		"Service Paketti kaksi": -1, "Nicht zutreffend": -1, "99999999999999999999": -1,
	} {
		if got := servicePack(text); got != want {
			t.Errorf("%q: got %d, expected %d", text, got, want)
		}
	}
}
