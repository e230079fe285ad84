package main

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/core"
)

func text(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestDocumentedFlags: the commands of the documentation have no flag that this
// program and the SDK do not know.
func TestDocumentedFlags(t *testing.T) {
	commands := regexp.MustCompile(`(?:vsslog-fleet|flink/run (?:submit|external)) (--(?:[^\n]*\\\n)*[^\n]*)`)
	flags := regexp.MustCompile(`(?:^|\s)--([a-z_]+)`)
	found := map[string]bool{}
	for _, path := range []string{"../../../docs/scale.md", "../../README.md", "../../flink/run", "../../Dockerfile"} {
		for _, command := range commands.FindAllStringSubmatch(text(t, path), -1) {
			for _, name := range flags.FindAllStringSubmatch(command[1], -1) {
				found[name[1]] = true
				if flag.Lookup(name[1]) == nil {
					t.Errorf("%s: there is no flag --%s:\n%s", path, name[1], command[1])
				}
			}
		}
	}
	for _, name := range []string{"runner", "environment_type", "environment_expiration_millis", "sdk_container_image", "out"} {
		if !found[name] {
			t.Errorf("no command of the documentation has --%s: the test looks in the wrong place", name)
		}
	}
}

// TestImageHasTheSDK: the image is made from that of the SDK that the program is
// built with.
func TestImageHasTheSDK(t *testing.T) {
	if want := "\nFROM apache/beam_go_sdk:" + core.SdkVersion + "\n"; !strings.Contains(
		text(t, "../../Dockerfile"),
		want,
	) {
		t.Errorf("the Dockerfile lacks %q", want)
	}
}
