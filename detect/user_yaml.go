package detect

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/internal/strictyaml"
	"go.yaml.in/yaml/v3"
)

// strictYAML decodes one document into value, as strictyaml.Decode does.
func strictYAML(name string, data []byte, value any) (*yaml.Node, error) {
	return strictyaml.Decode(name, data, value, func(key, _ *yaml.Node, known []string) string {
		return fmt.Sprintf("%s: no such field%s; there are %s", key.Value, meant(key.Value, known), strings.Join(known, ", "))
	})
}
