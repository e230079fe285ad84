package vssadmin

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// Who publishes a listing may put words in the place of ids.
func TestPlaceholderIDs(t *testing.T) {
	text := "Writer name: 'Example Writer'\n   Writer Id: WriterId\n   Writer Instance Id: InstanceId\n   State: [8] " +
		"Failed\n   Last error: Timed out\n\n" +
		"Writer name: 'Other Writer'\n   Writer Id: WriterId\n   Writer Instance Id: InstanceId\n   State: [1] " +
		"Stable\n   Last error: No error\n"
	all := texttest.Read(t, []byte(text), Writers).Of(parse.ProviderWriter)
	if len(all) != 2 || all[0].Text(parse.FieldWriterName) != "Example Writer" ||
		all[0].Text(parse.FieldStateCode) != "8" ||
		all[1].Text(parse.FieldStateCode) != "1" {
		t.Errorf("%d writers", len(all))
	}
	for _, one := range all {
		if one.Text(parse.FieldWriterID) != "" {
			t.Errorf("an id was made of a word: %s", texttest.Fields(one))
		}
	}
}
