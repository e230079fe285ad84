package knowledge

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/internal/strictyaml"
	"go.yaml.in/yaml/v3"
)

// maxYAML is the size of the largest file that is read, in bytes.
const maxYAML = 4 << 20

// strictYAML decodes one document into value, as strictyaml.Decode does.
func strictYAML(name string, data []byte, value any) (*yaml.Node, error) {
	if len(data) > maxYAML {
		return nil, fmt.Errorf("%s: %d bytes found, %d at most expected", name, len(data), maxYAML)
	}
	return strictyaml.Decode(name, data, value, func(key, value *yaml.Node, known []string) string {
		if value.Tag == "!!null" && value.Value == "" { // {says: this, that}
			return fmt.Sprintf(
				"%q stands where a field is expected; put quotes around the text before it, which holds a comma",
				key.Value,
			)
		}
		return fmt.Sprintf(
			"%s: no such field%s; there are %s",
			key.Value,
			Meant(key.Value, known),
			strings.Join(known, ", "),
		)
	})
}
