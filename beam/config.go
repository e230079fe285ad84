package beam

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	_ "github.com/vsslog/vsslog/export/columnar"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/internal/seal"
	"github.com/vsslog/vsslog/internal/source"
)

// Config says what to analyse and where the results go. It is sent to every
// worker.
type Config struct {
	Paths    []string // files, folders, globs, archives; absolute
	Out      string   // directory of the parts; absolute
	Parts    int      // directories of results, from 1 on
	Workers  int      // chunks of one file decoded, and hosts of one part judged, at the same time
	Formats  []string // of the tables
	Zone     string   // as in ingest.Options, like all that follows
	As       string
	CodePage string
	Password string
	Slack    bool
	Since    string // RFC 3339 or a date
	Until    string
	Version  string // of the program, for the metadata

	Redact    []string // kinds of names to replace by pseudonyms, as in vsslog.Options; nil: none
	RedactKey string   // of the pseudonyms, and of what is kept and passed on; with Redact there must be one

	Signatures []detect.File // of one's own, beside those of the catalogue; they reach the workers by their content
	Causes     []detect.File // of one's own, likewise
}

// ErrConfig is the reason of a Config that cannot be run.
var ErrConfig = errors.New("cannot be run")

// Complete fills in what is left out and makes paths absolute. Its error wraps
// ErrConfig.
func (c *Config) Complete() error {
	if len(c.Paths) == 0 {
		return fmt.Errorf("%w: name at least one file, folder or archive", ErrConfig)
	}
	if c.Out == "" {
		return fmt.Errorf("%w: say where the results go: --out DIR", ErrConfig)
	}
	if slices.Contains(c.Paths, source.Stdin) {
		return fmt.Errorf("%w: standard input reaches one process only: put it into a file", ErrConfig)
	}
	if c.Parts == 0 {
		c.Parts = 16
	}
	if c.Parts < 1 || c.Workers < 0 {
		return fmt.Errorf("%w: --parts and --workers are numbers from 1 on", ErrConfig)
	}
	c.Workers = max(c.Workers, 1)
	if len(c.Formats) == 0 {
		c.Formats = []string{"arrow"}
	}
	c.Paths = slices.Clone(c.Paths)
	if err := c.checkOwn(); err != nil {
		return err
	}
	if err := c.checkRedaction(); err != nil {
		return err
	}
	if _, err := c.judging(); err != nil {
		return err
	}
	var err error
	if c.Out, err = filepath.Abs(c.Out); err != nil {
		return err
	}
	for i, p := range c.Paths {
		if c.Paths[i], err = filepath.Abs(p); err != nil {
			return err
		}
	}
	return nil
}

// Prepare makes the directories. With resume it takes over what a job that did
// not finish has read and left in Out; else anything in Out is refused.
func (c *Config) Prepare(resume bool) error {
	entries, err := os.ReadDir(c.Out)
	if err == nil && len(entries) > 0 && !resume {
		return fmt.Errorf(
			"%w: %s is not empty; choose another folder, or --resume to continue a job that did not finish",
			ErrConfig,
			c.Out,
		)
	}
	for _, e := range entries { // a part that is there would count as one of this job
		if e.IsDir() && strings.HasPrefix(e.Name(), partPrefix) {
			if err := os.RemoveAll(filepath.Join(c.Out, e.Name())); err != nil {
				return err
			}
		}
	}
	if err := os.MkdirAll(c.work(), 0o755); err != nil {
		return fmt.Errorf("cannot write results: %w", err)
	}
	c.Out, err = filepath.EvalSymlinks(c.Out)
	return err
}

// Clean removes what lay there only for the run.
func (c *Config) Clean() error { return os.RemoveAll(c.work()) }

// ingest says how inputs are listed and read.
func (c *Config) ingest() ingest.Options {
	return ingest.Options{
		Paths:    c.Paths,
		Skip:     c.Out,
		Workers:  c.Workers,
		Zone:     c.Zone,
		As:       c.As,
		CodePage: c.CodePage,
		Password: c.Password,
		Slack:    c.Slack,
		Hash:     true,
	}
}

// checkRedaction refuses kinds that there are not, and redaction without a key.
func (c *Config) checkRedaction() error {
	switch _, err := c.redactor(); {
	case err != nil:
		return fmt.Errorf("%w: --redact: %w", ErrConfig, err)
	case len(c.Redact) > 0 && c.RedactKey == "":
		return fmt.Errorf("%w: --redact needs a key for the pseudonyms and for what is kept: give --redact-key", ErrConfig)
	case len(c.Redact) == 0 && c.RedactKey != "":
		return fmt.Errorf("%w: --redact-key is the key of --redact: give --redact KINDS as well", ErrConfig)
	}
	c.Redact = slices.Compact(slices.Sorted(slices.Values(c.Redact)))
	return nil
}

// redactor is a new one, nil if nothing is redacted.
func (c *Config) redactor() (*redact.Redactor, error) { return redact.Asked(c.Redact, c.RedactKey) }

// key seals what is kept and passed on; nil if nothing is redacted.
func (c *Config) key() *seal.Key {
	if len(c.Redact) == 0 {
		return nil
	}
	return seal.KeyOf(c.RedactKey)
}

// judging says how hosts are judged.
func (c *Config) judging() (opt analysis.Options, err error) {
	if err := c.useCauses(); err != nil {
		return opt, fmt.Errorf("%w: the causes have mistakes:\n%w", ErrConfig, err)
	}
	opt.Workers = c.Workers
	if opt.Zone, err = analysis.LoadZone(c.Zone); err != nil {
		return opt, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if opt.Since, err = timeOf(c.Since); err != nil {
		return opt, err
	}
	if opt.Until, err = timeOf(c.Until); err != nil {
		return opt, err
	}
	opt.Signatures, err = c.signatures()
	return opt, err
}

// timeOf reads a time or a date, "" as the zero time.
func timeOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%w: %q is no time such as 2006-11-15T02:00:00Z or 2006-11-15", ErrConfig, text)
}

// maxOwn is how many bytes of one's own signatures and causes go with a job: job servers
// take messages of 4 MiB, and the content is longer there.
const maxOwn = 1 << 20

func (c *Config) checkOwn() error {
	size := 0
	for _, f := range slices.Concat(c.Signatures, c.Causes) {
		size += len(f.Data)
	}
	if size > maxOwn {
		return fmt.Errorf(
			"%w: the signatures and causes have %d bytes, and a job takes %d with it",
			ErrConfig,
			size,
			maxOwn,
		)
	}
	if _, err := c.signatures(); err != nil {
		return fmt.Errorf("%w: the signatures have mistakes:\n%w", ErrConfig, err)
	}
	return nil
}

// signatures are those of the catalogue and one's own.
func (c *Config) signatures() ([]*detect.Signature, error) {
	own, err := detect.LoadFiles(c.Signatures)
	return slices.Concat(detect.Catalogue, own), err
}

// reading is what the stages before the judging need to know.
func (c Config) reading() Config {
	c.Signatures = nil
	return c
}

// tables say how the tables of a part are written.
func (c *Config) tables(signatures []*detect.Signature) export.Options {
	return export.Options{
		Formats: c.Formats,
		Force:   true,
		Meta:    export.Meta{Version: c.Version, Options: c.resultOptions(), Signatures: detect.Digest(signatures)},
	}
}

// about is what merging demands to be the same in all parts, under the names that
// the program uses.
func (c *Config) about(signatures []*detect.Signature) map[string]string {
	about := map[string]string{"vsslog version": c.Version, "signatures digest": detect.Digest(signatures)}
	for _, o := range c.resultOptions() {
		about[o.Name] = o.Value
	}
	return about
}

// resultOptions are the options that change results.
func (c *Config) resultOptions() []export.Option {
	var options []export.Option
	tell := func(name, value string) {
		if value != "" {
			options = append(options, export.Option{Name: name, Value: value})
		}
	}
	tell("redact", strings.Join(c.Redact, ","))
	tell("as", c.As)
	tell("code-page", c.CodePage)
	tell("since", c.Since)
	if c.Slack {
		tell("slack", "true")
	}
	tell("tz", c.Zone)
	tell("until", c.Until)
	return options
}

const partPrefix = "part-"

// Part names the directory of a part, from 0 on.
func (c *Config) Part(number int) string {
	return filepath.Join(c.Out, fmt.Sprintf(partPrefix+"%05d-of-%05d", number+1, c.Parts))
}

// work is the directory of what is kept of the items until the parts are judged.
func (c *Config) work() string { return filepath.Join(c.Out, "work") }
