package export_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/export"
)

// TestSchemaSQLNamesEverything: every table and column is made, described and filled.
func TestSchemaSQLNamesEverything(t *testing.T) {
	script := export.SchemaSQL("it's")
	if !strings.Contains(script, "SET VARIABLE results = 'it''s';") {
		t.Error("the folder is not quoted")
	}
	for _, l := range export.Layouts() {
		begin := strings.Index(script, `CREATE OR REPLACE TABLE "`+l.Name+`" (`)
		if begin < 0 || !strings.Contains(script, `INSERT INTO "`+l.Name+`" BY NAME`) {
			t.Errorf("%s is not made, or not filled", l.Name)
			continue
		}
		columns, _, _ := strings.Cut(script[begin:], ");\n")
		for i := range l.Fields {
			f := &l.Fields[i]
			if !strings.Contains(columns, "\n    \""+f.Name+`" `) ||
				!strings.Contains(script, `COMMENT ON COLUMN "`+l.Name+`"."`+f.Name+`" IS '`) {
				t.Errorf("%s.%s is not declared, or not described", l.Name, f.Name)
			}
		}
	}
}

// TestSchemaSQLRuns: DuckDB takes the script, for tables with rows and without, and every
// view can be read.
func TestSchemaSQLRuns(t *testing.T) {
	if missing := missingModules("duckdb", "pytz"); missing != "" {
		t.Skip(missing)
	}
	text, err := os.ReadFile("schema_views.sql")
	if err != nil {
		t.Fatal(err)
	}
	views := regexp.MustCompile(`(?m)^CREATE OR REPLACE (?:VIEW|TABLE) (\w+) AS`).
		FindAllStringSubmatch(string(text), -1)
	if len(views) < 6 {
		t.Fatalf("%d views", len(views))
	}
	read := "import duckdb, sys\nc = duckdb.connect()\nc.execute(sys.stdin.read())\n"
	for _, v := range views {
		read += "c.execute('from " + v[1] + "').fetchall()\n"
	}
	for _, repeat := range []int{0, 1} {
		dir := export.WriteFixture(t, []string{"parquet"}, repeat)
		cmd := exec.Command("python3", "-c", read)
		cmd.Stdin = strings.NewReader(export.SchemaSQL(dir))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%d rows each: %v\n%s", repeat, err, out)
		}
	}
}
