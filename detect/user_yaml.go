package detect

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/strictyaml"
)

// strictYAML decodes one document into value, as strictyaml.Decode does.
func strictYAML(name string, data []byte, value any) (*yaml.Node, error) {
	return strictyaml.Decode(name, data, value, func(key, _ *yaml.Node, known []string) string {
		return fmt.Sprintf(
			"%s: no such field%s; there are %s",
			key.Value,
			knowledge.Meant(key.Value, known),
			strings.Join(known, ", "),
		)
	})
}
