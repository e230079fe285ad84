package detect

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/knowledge"
)

// Signatures of the user's own, in YAML, in the terms of a Signature: a trigger by
// kinds, codes and event ids; needs by kind; predictions as bounds on differences
// of marks; kinds that must be absent. What such a file cannot say stays Go.

// userFile is one file. Every field that is not here is an error.
type userFile struct {
	ID          string           `yaml:"id"`
	Title       string           `yaml:"title"`
	Class       Class            `yaml:"class"`
	Severity    Severity         `yaml:"severity"`
	Scope       Scope            `yaml:"scope"`
	Cause       string           `yaml:"cause"`
	Mechanism   string           `yaml:"mechanism"`
	Advice      string           `yaml:"advice"`
	Windows     string           `yaml:"windows"`  // in words
	Versions    []string         `yaml:"versions"` // major.minor or major.minor.build; none: all
	Sources     []userSource     `yaml:"sources"`
	Trigger     userTrigger      `yaml:"trigger"`
	Needs       []userNeed       `yaml:"needs"`
	Predictions []userPrediction `yaml:"predictions"`
	Absent      []userAbsent     `yaml:"absent"`
	Assumptions []string         `yaml:"assumptions"`
	Explains    []string         `yaml:"explains"`
}

type userSource struct {
	Name string `yaml:"name"`
	URL  string `yaml:"url"`
	Says string `yaml:"says"`
}

type userTrigger struct {
	Kinds    []string `yaml:"kinds"`
	Codes    []string `yaml:"codes"`
	Provider string   `yaml:"provider"` // of the events
	Events   []uint32 `yaml:"events"`
	TimedOut bool     `yaml:"timed_out"`
	Writers  []string `yaml:"writers"` // none: any
}

type userNeed struct {
	What  string `yaml:"what"`
	Where string `yaml:"where"`
	Kind  string `yaml:"kind"`
}

type userPrediction struct {
	ID      string  `yaml:"id"`
	Later   string  `yaml:"later"`
	Earlier string  `yaml:"earlier"`
	Op      Op      `yaml:"op"`
	Limit   bool    `yaml:"limit"`   // the bound is the writer's limit, plus seconds
	Seconds float64 `yaml:"seconds"` // may be negative
	Says    string  `yaml:"says"`
}

type userAbsent struct {
	Title string   `yaml:"title"`
	Kinds []string `yaml:"kinds"`
}

// maxUserFile is far more than a signature needs.
const maxUserFile = 1 << 20

// Ends of the names of files that are no signatures: cases of signatures, and causes.
const (
	casesEnd = ".cases"
	causeEnd = ".cause"
)

// LoadCauses reads every *.cause.yaml of a folder: causes in the schema of the program's own,
// each in a file of its own. All errors of all files are returned together.
func LoadCauses(dir string) ([]*knowledge.Cause, error) {
	files, unread := ReadCauses(dir)
	found, err := LoadCauseFiles(files)
	return found, errors.Join(unread, err)
}

// ReadCauses reads the files that LoadCauses loads. Those that cannot be read are left out, and
// the error names them all.
func ReadCauses(dir string) (files []File, err error) { return filesOf(dir, causeEnd) }

// LoadCauseFiles loads files that ReadCauses read. All errors of all files are returned together,
// each with file and line.
func LoadCauseFiles(files []File) (found []*knowledge.Cause, err error) {
	var errs []error
	for _, f := range files {
		c, err := knowledge.Load(f.Name, f.Data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		found = append(found, c)
	}
	return found, errors.Join(errs...)
}

// LoadDir reads every *.yaml and *.yml file of a folder but the cases, in the order
// of their names. All errors of all files are returned together, each with file
// and line.
func LoadDir(dir string) ([]*Signature, error) {
	files, unread := ReadDir(dir)
	found, err := LoadFiles(files)
	return found, errors.Join(unread, err)
}

// File is a file with a signature. It may be sent to where its name is that of
// nothing.
type File struct {
	Name string // for errors
	Data []byte
}

// ReadDir reads the files that LoadDir loads. Those that cannot be read are left
// out, and the error names them all. It is an error if there are none.
func ReadDir(dir string) (files []File, err error) {
	files, err = filesOf(dir, "")
	if err != nil || len(files) > 0 {
		return files, err
	}
	names, err := yamlFiles(dir)
	if err == nil && !slices.ContainsFunc(names, func(f yamlFile) bool { return f.end == causeEnd }) {
		err = fmt.Errorf("%s: no *.yaml file with a signature, and no *.cause.yaml; each is a file of its own", dir)
	}
	return nil, err
}

// LoadFiles loads files that ReadDir read. All errors of all files are returned
// together, each with file and line.
func LoadFiles(files []File) ([]*Signature, error) {
	var found []*Signature
	var errs []error
	seen := map[string]string{}
	for _, s := range Catalogue {
		seen[s.ID] = "the built-in catalogue"
	}
	for _, f := range files {
		s, at, err := load(f.Name, f.Data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if other := seen[s.ID]; other != "" {
			errs = append(
				errs,
				fmt.Errorf("%s:%d: id: %q is taken by %s; choose another", f.Name, at.line("id"), s.ID, other),
			)
			continue
		}
		seen[s.ID] = f.Name
		found = append(found, s)
	}
	return found, errors.Join(errs...)
}

type yamlFile struct {
	path string
	end  string // casesEnd, causeEnd; "": a signature
}

func yamlFiles(dir string) ([]yamlFile, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []yamlFile
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if e.IsDir() || !strings.EqualFold(ext, ".yaml") && !strings.EqualFold(ext, ".yml") {
			continue
		}
		f := yamlFile{path: filepath.Join(dir, e.Name())}
		for _, end := range []string{casesEnd, causeEnd} {
			if strings.HasSuffix(strings.TrimSuffix(e.Name(), ext), end) {
				f.end = end
			}
		}
		files = append(files, f)
	}
	return files, nil
}

// filesOf reads the files of a folder that are of one kind, by the end of their names. The errors
// of all that cannot be read are returned together.
func filesOf(dir, end string) (found []File, err error) {
	files, err := yamlFiles(dir)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, f := range files {
		if f.end != end {
			continue
		}
		data, err := readAtMost(f.path, maxUserFile)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		found = append(found, File{f.path, data})
	}
	return found, errors.Join(errs...)
}

func readAtMost(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: more than %d bytes; a signature is a small file", path, limit)
	}
	return data, err
}
