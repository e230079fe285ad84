package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// manifestName is the file that marks a directory as results of vsslog: such a
// directory is never an input. It is written last, so that a directory with one
// is whole.
const manifestName = "manifest.json"

// Manifest is what manifest.json holds under the key vsslog.
type Manifest struct {
	SchemaVersion    string          `json:"schema_version"`
	Version          string          `json:"version"`
	Options          json.RawMessage `json:"options"` // an object, sorted by name
	SignaturesSHA256 string          `json:"signatures_sha256,omitempty"`
	Result           *Result         `json:"result,omitempty"` // null where the tables were written without a run
	Inputs           []InputDigest   `json:"inputs"`
	Files            []ManifestFile  `json:"files"`
}

// ManifestFile is one result.
type ManifestFile struct {
	Name   string `json:"name"`            // inside the directory, forward slashes
	Table  string `json:"table,omitempty"` // "" for what is no table
	Format string `json:"format,omitempty"`
	Rows   int64  `json:"rows"` // of the table that are in it
	// LeftOut counts rows that the format cannot express: a timeline has no place
	// for what has no time.
	LeftOut int64  `json:"left_out,omitempty"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"`
}

type manifestDocument struct {
	Vsslog *Manifest `json:"vsslog"`
}

// ReadManifest reads the manifest of a directory of results. The error is
// os.ErrNotExist if there is none.
func ReadManifest(dir string) (*Manifest, error) {
	path := filepath.Join(dir, manifestName)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var d manifestDocument
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if d.Vsslog == nil {
		return nil, notOurs(path)
	}
	var names []string
	for _, f := range d.Vsslog.Files {
		names = append(names, f.Name)
	}
	return d.Vsslog, localNames(path, names)
}

// filesOf lists the files that a manifest names. It passes over the inputs one by one:
// those of a fleet are megabytes of text.
func filesOf(path string) (names []string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	d := json.NewDecoder(bufio.NewReader(file))
	ours := false
	err = eachField(d, func(key string) error {
		if key != "vsslog" {
			return d.Decode(new(json.RawMessage))
		}
		ours = true
		return eachField(d, func(key string) error {
			switch key {
			case "inputs":
				return eachItem(d, func() error { return d.Decode(&struct{}{}) })
			case "files":
				return eachItem(d, func() error {
					var f ManifestFile
					err := d.Decode(&f)
					names = append(names, f.Name)
					return err
				})
			}
			return d.Decode(new(json.RawMessage))
		})
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if !ours {
		return nil, notOurs(path)
	}
	return names, localNames(path, names)
}

// eachField reads an object, whose values visit is to read.
func eachField(d *json.Decoder, visit func(key string) error) error {
	return within(d, '{', func() error {
		key, err := d.Token()
		if err != nil {
			return err
		}
		return visit(key.(string)) // of an object, the decoder returns nothing else here
	})
}

// eachItem reads an array, whose items visit is to read.
func eachItem(d *json.Decoder, visit func() error) error { return within(d, '[', visit) }

func within(d *json.Decoder, open json.Delim, visit func() error) error {
	if t, err := d.Token(); err != nil {
		return err
	} else if t != open {
		return fmt.Errorf("expected %v, found %v", open, t)
	}
	for d.More() {
		if err := visit(); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func notOurs(path string) error {
	return fmt.Errorf("%s: expected the key vsslog, found none: it was not written by vsslog", path)
}

// localNames demands that files lie inside the directory of their manifest.
func localNames(path string, names []string) error {
	for _, name := range names {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("%s: lists the file %q outside the folder", path, name)
		}
	}
	return nil
}

// write writes the manifest with the inputs that each passes on. They go out one by
// one: those of a fleet are megabytes of text.
func (m *Manifest) write(w io.Writer, each func(visit func(InputDigest) error) error) error {
	slices.SortFunc(m.Files, func(a, b ManifestFile) int { return strings.Compare(a.Name, b.Name) })
	rest := *m
	rest.Inputs = []InputDigest{}
	text, err := indentedJSON(manifestDocument{&rest}, "")
	if err != nil {
		return err
	}
	const key = "\n    \"inputs\": [" // a text of an option has no line break and no bare quote in it
	before, after, _ := bytes.Cut(text, []byte(key))
	out := bufio.NewWriter(w)
	out.Write(before)
	out.WriteString(key)
	some := false
	err = each(func(digest InputDigest) error {
		text, err := indentedJSON(digest, "      ")
		if some {
			out.WriteByte(',')
		}
		some = true
		out.WriteString("\n      ")
		out.Write(bytes.TrimRight(text, "\n"))
		return err
	})
	if some {
		out.WriteString("\n    ")
	}
	out.Write(after)
	if err != nil {
		return err
	}
	return out.Flush()
}

// indentedJSON is v as written in a manifest, with a line break at its end.
func indentedJSON(v any, prefix string) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	err := enc.Encode(v)
	return buf.Bytes(), err
}
