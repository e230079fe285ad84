package export_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/vsslog/vsslog/export"
)

// TestValidators checks the files for other programs by schemas and validators
// that are not ours: export/interop/ecs.mjs and validate.py say which.
func TestValidators(t *testing.T) {
	dir := export.WriteFixture(t, []string{"ecs", "ocsf", "sarif", "timesketch-csv", "timesketch-jsonl"}, 1)
	why := missingNode() // the schema of SARIF is in a package of node
	t.Run("ecs", func(t *testing.T) {
		if why != "" {
			t.Skip(why + ": the bulk file was not checked against the Elastic Common Schema")
		}
		if out, err := exec.Command("node", filepath.Join("interop", "ecs.mjs"), filepath.Join(dir, "events.ecs.ndjson")).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		out, err := exec.Command("node", filepath.Join("interop", "ecs.mjs"), "--columns", export.WriteECSColumns(t)).
			CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		t.Logf("%s", out)
	})
	t.Run("sarif, ocsf, timesketch", func(t *testing.T) {
		if why == "" {
			why = missingModules("jsonschema", "py_ocsf_models")
		}
		if matches, _ := filepath.Glob(filepath.Join("interop", "node_modules", "@microsoft", "sarif-multitool-linux")); why == "" &&
			len(matches) == 0 {
			why = "the package @microsoft/sarif-multitool-linux is not there"
		}
		if why != "" {
			t.Skip(why + ": SARIF, OCSF and Timesketch were not validated")
		}
		if out, err := exec.Command("python3", filepath.Join("interop", "validate.py"), dir).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		} else {
			t.Logf("%s", out)
		}
	})
}
