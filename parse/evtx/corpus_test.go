package evtx

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// corpusFile is a real file with what is known about it from its headers.
type corpusFile struct {
	name    string
	path    string
	data    []byte
	records int // live, by walking record headers
	oracle  int // records that the oracle could read
}

// corpus returns the real files named by the environment variable VSSLOG_CORPUS.
func corpus(t testing.TB) []corpusFile {
	t.Helper()
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Skip("VSSLOG_CORPUS is not set: no real files to test with")
	}
	index, err := os.Open(filepath.Join(root, "evtx", "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	table := csv.NewReader(index)
	table.Comma = '\t'
	rows, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var files []corpusFile
	for _, row := range rows[1:] {
		f := corpusFile{name: row[column["file"]]}
		f.path = filepath.Join(root, "evtx", f.name)
		f.records, _ = strconv.Atoi(row[column["live_records"]])
		f.oracle, _ = strconv.Atoi(row[column["oracle_records"]])
		if f.data, err = os.ReadFile(f.path); err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// isStub reports whether the file is the text stub that only has the name of one.
func (f *corpusFile) isStub() bool { return len(f.data) < fileHeaderSize }

// oracleXML returns the XML of each record by its id in the record header.
func (f *corpusFile) oracleXML(t *testing.T) map[uint64]string {
	t.Helper()
	path := filepath.Join(filepath.Dir(f.path), "..", "oracle", f.name+".jsonl.gz")
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[uint64]string{}
	for lines := json.NewDecoder(unzipped); ; {
		var line struct {
			ID  uint64 `json:"record_id"`
			XML string `json:"xml"`
		}
		if err := lines.Decode(&line); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[line.ID] = line.XML
	}
}

// memory is an input that lies in memory.
func memory(name string, data []byte) *parse.Input {
	return &parse.Input{
		Source: name, Size: int64(len(data)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

// result is everything that reading an input yields, kept.
type result struct {
	records []*parse.Record
	damage  []parse.Damage
	runs    []parse.Run
	account parse.Account
	err     error
}

func (res *result) take(b *parse.Batch) error {
	for i := range b.Records {
		res.records = append(res.records, b.Records[i].Clone())
	}
	res.damage = append(res.damage, b.Damage...)
	for _, run := range b.Runs {
		run.Channel, run.Computer = string([]byte(run.Channel)), string([]byte(run.Computer))
		res.runs = append(res.runs, run)
	}
	res.account.Add(b.Account)
	b.Release()
	return nil
}

// readAll reads data whole.
func readAll(data []byte, opt parse.Options) *result {
	res := new(result)
	res.err = Read(context.Background(), memory("test.evtx", data), opt, res.take)
	return res
}
