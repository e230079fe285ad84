package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/parse"
)

var tabular = []string{"arrow", "arrows", "parquet", "csv", "jsonl"}

// missingModules says what Python lacks, "" if nothing.
func missingModules(names ...string) string {
	path, err := exec.LookPath("python3")
	if err != nil {
		return "python3 is not there"
	}
	for _, name := range names {
		if err := exec.Command(path, "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('"+name+"') is None)").Run(); err != nil {
			return "python3 has no module " + name
		}
	}
	return ""
}

func missingSpark() string {
	if _, err := exec.LookPath("java"); err != nil {
		return "java, which Spark needs, is not there"
	}
	return missingModules("pyspark", "pyarrow")
}

func missingNode() string {
	if _, err := exec.LookPath("node"); err != nil {
		return "node is not there"
	}
	if _, err := os.Stat(filepath.Join("interop", "node_modules")); err != nil {
		return "the packages of node are not there (npm ci in export/interop)"
	}
	return ""
}

// outside are the readers that are no Go programs. Each says why it cannot run
// here, or compares directories and notes what it found equal.
var outside = []struct {
	name    string
	missing func() string
	compare func(t *testing.T, cells map[string]string, dirs ...string)
}{
	{
		"python",
		func() string { return missingModules("pyarrow", "polars", "pandas", "duckdb", "pytz") },
		compareScript("readers.py"),
	},
	{"spark", missingSpark, compareScript("spark_readers.py")},
	{"node", missingNode, compareNode},
}

// TestReaders has every file read by other programs and compared, value by
// value, with the JSON Lines.
func TestReaders(t *testing.T) {
	dirs := []string{
		export.WriteFixture(t, tabular, 1),
		export.WriteManyChunks(t, tabular, 20),
		export.WriteFixture(t, tabular, 0),
	}
	cells := map[string]string{}
	compareGo(t, cells, dirs...)
	ran := 0 // groups; -run may leave some out
	for _, group := range outside {
		t.Run(group.name, func(t *testing.T) {
			if why := group.missing(); why != "" {
				t.Skip(why + ": what other readers make of the files was not compared")
			}
			group.compare(t, cells, dirs...)
			ran++
		})
	}
	if t.Failed() {
		return
	}
	page := filepath.Join("..", "docs", "interoperability.md")
	if ran == len(outside) {
		export.CheckGolden(t, page, matrix(cells))
		return
	}
	// The page is of all readers: what ran here has to be in it.
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(matrix(cells), "\n") {
		if !strings.Contains(string(text), line) {
			t.Errorf("%s does not have the line\n%s", page, line)
		}
	}
}

// TestDatasets has datasets in partitions, of hosts with odd names, read back.
func TestDatasets(t *testing.T) {
	python, spark := missingModules("pyarrow", "polars", "duckdb", "pytz"), missingSpark()
	if python != "" && spark != "" {
		t.Skip(python + "; " + spark + ": datasets were not read back")
	}
	dir := export.WriteDataset(t, []string{"arrow", "parquet", "csv"})
	for _, group := range []struct{ name, missing, flag string }{{"python", python, ""}, {"spark", spark, "--spark"}} {
		t.Run(group.name, func(t *testing.T) {
			if group.missing != "" {
				t.Skip(group.missing + ": datasets were not read back")
			}
			cmd := exec.Command("python3", filepath.Join("interop", "datasets.py"), dir, group.flag)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("%v\n%s%s", err, out, stderr.Bytes())
			}
			t.Logf("%s", out)
		})
	}
}

// TestReadersOfCompressedArrow has Python's readers read Arrow with compressed
// bodies, with a buffer among them that cannot be compressed.
func TestReadersOfCompressedArrow(t *testing.T) {
	if why := missingModules("pyarrow", "polars", "pandas", "duckdb", "pytz"); why != "" {
		t.Skip(why)
	}
	for _, compression := range []string{"lz4", "zstd"} {
		t.Run(compression, func(t *testing.T) {
			compareScript("readers.py")(t, map[string]string{}, export.WriteCompressed(t, tabular, compression))
		})
	}
}

// TestReadersOfRealRecords does the same with all records of the corpus.
func TestReadersOfRealRecords(t *testing.T) {
	if os.Getenv("VSSLOG_CORPUS") == "" {
		t.Skip("VSSLOG_CORPUS is not set: it names the folder with real logs")
	}
	if why := missingModules("pyarrow", "polars", "pandas", "duckdb", "pytz"); why != "" {
		t.Skip(why)
	}
	files, _ := logFiles(t)
	dir := t.TempDir()
	for _, format := range tabular {
		f, err := atomicfile.Create(filepath.Join(dir, "events."+format), false)
		if err != nil {
			t.Fatal(err)
		}
		s, err := export.NewStream(f, format, []string{"TargetUserName", "Image", "param1", "Level"}, export.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, path := range files {
			if i%20 == 0 { // of all of them Python takes minutes
				readAll(t, []string{path}, func(source string, b *parse.Batch) error { return s.Batch(source, b) })
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	compareScript("readers.py")(t, map[string]string{}, dir)
	if why := missingNode(); why == "" {
		compareNode(t, map[string]string{}, dir)
	}
}

// compareScript runs a script of Python and notes what it says of format, reader and table.
func compareScript(script string) func(*testing.T, map[string]string, ...string) {
	return func(t *testing.T, cells map[string]string, dirs ...string) {
		t.Helper()
		cmd := exec.Command("python3", append([]string{filepath.Join("interop", script)}, dirs...)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		compared := 0
		for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			parts := strings.Split(line, "\t")
			if len(parts) < 4 || parts[3] != "ok" {
				t.Error(line)
				continue
			}
			compared++
			cells[parts[0]+"\t"+parts[1]+"\t"+parts[2]] = "equal"
		}
		if err != nil || compared == 0 {
			t.Errorf("%v\n%s", err, stderr.Bytes())
		}
		t.Logf("%d comparisons", compared)
	}
}

// compareNode has the readers of JavaScript write what they find as JSON Lines,
// and compares those with ours.
func compareNode(t *testing.T, cells map[string]string, dirs ...string) {
	t.Helper()
	found := t.TempDir()
	if out, err := exec.Command("node", append([]string{filepath.Join("interop", "readers.mjs"), found}, dirs...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	compared := 0
	for i, dir := range dirs {
		paths, _ := filepath.Glob(filepath.Join(found, strconv.Itoa(i), "*"))
		for _, path := range paths {
			parts := strings.SplitN(filepath.Base(path), ".", 3) // events.parquet.parquet-wasm.jsonl
			table, format, reader := parts[0], parts[1], strings.TrimSuffix(parts[2], ".jsonl")
			text, err := os.ReadFile(path)
			if err == nil && strings.HasSuffix(path, ".error") {
				err = errors.New(string(text))
			}
			var rows []map[string]any
			if err == nil {
				rows, err = decodeLines(text)
			}
			if err == nil {
				err = sameRows(jsonRows(t, filepath.Join(dir, table+".jsonl")), rows, false)
			}
			if err != nil {
				t.Errorf("%s, %s, %s: %v", format, reader, table, err)
				continue
			}
			compared++
			cells[format+"\t"+reader+"\t"+table] = "equal"
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
	t.Logf("%d comparisons", compared)
}

// matrix is the page that says who reads what.
func matrix(cells map[string]string) string {
	var tables, readers []string
	for _, l := range export.Layouts() {
		tables = append(tables, l.Name)
	}
	for key := range cells {
		parts := strings.Split(key, "\t")
		if r := parts[0] + "\t" + parts[1]; !slices.Contains(readers, r) {
			readers = append(readers, r)
		}
	}
	slices.Sort(readers)
	var b strings.Builder
	b.WriteString(matrixHead)
	for _, table := range tables {
		fmt.Fprintf(&b, " %s |", table)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(tables)) + "\n")
	for _, r := range readers {
		b.WriteString("| " + strings.ReplaceAll(r, "\t", " | ") + " |")
		for _, table := range tables {
			cell := cells[r+"\t"+table]
			if cell == "" {
				cell = "-"
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const matrixHead = `# Who reads what

Generated by ` + "`go test ./export -run TestReaders -update`" + `: every table was written in every format and read by each program, and all
values were compared with the JSON Lines: with a few rows, with several record batches, and without rows.

- "duckdb (types)" is a CSV file read without any option: DuckDB must detect header, times and integers. The other CSV readers were
  told to read every cell as text, because CSV has no types.
- **DuckDB and pandas**: times inside lists, and timestamps with a zone in DuckDB before 2.0, have microseconds.
- **PySpark** has no type for nanoseconds and refuses such Parquet files ("Illegal Parquet type: INT64 (TIMESTAMP(NANOS,true))")
  unless ` + "`spark.sql.legacy.parquet.nanosAsLong`" + ` is true; times are then int64, in nanoseconds since 1970. Read Arrow with
  ` + "`spark.createDataFrame(pyarrow.ipc.open_file(PATH).read_all())`" + `, with times in microseconds; it cannot read a table
  with lists and no rows. CSV needs ` + "`multiLine=True, escape='\"'`" + `.
- **JavaScript** has milliseconds in a Date: apache-arrow's ` + "`get()`" + ` and hyparquet's default return those. ` + "`timestamp_ns`" + ` is a BigInt
  with all digits; so are the raw values (` + "`vector.data[0].values`" + `) and those of hyparquet's ` + "`parsers.timestampFromNanoseconds`" + `.
  hyparquet needs ` + "`compressors`" + ` of hyparquet-compressors, and ` + "`utf8: false`" + ` to leave the column ` + "`binary`" + ` as bytes.
- **Go**: encoding/csv turns CR LF inside a cell into a line feed. A Go program needs no file at all: ` + "`ExampleAnalyze_tables`" + ` is twenty
  lines that use the packages, and ` + "`TestLibraryGivesTheSame`" + ` compares all values with those of the command.
- **Compressed Arrow** (` + "`--compression lz4`" + ` or ` + "`zstd`" + `): pyarrow, polars, pandas and arrow-go return all values (` + "`TestReadersOfCompressedArrow`" + `); apache-arrow JS needs a codec
  that the page provides.
- **Datasets** (` + "`--partition host,date`" + `), with hosts such as ` + "`a/b`, `..`, `x=y%`, `007` and `ä " +
	"b`" + `, are read completely by polars (Parquet, Arrow),
  pyarrow (Parquet, Arrow), DuckDB (Parquet, CSV), pandas (Parquet) and PySpark (Parquet): ` + "`TestDatasets`" + `. State the types of the columns in the
  path, as the cookbook does; in Spark, set ` + "`spark.sql.sources.partitionColumnTypeInference.enabled`" + ` to false.

| format | reader |`
