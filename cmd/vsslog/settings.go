package main

import (
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/spf13/cast"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

// settings are the values of all flags of analyze, merge and events, wherever each
// comes from. What a command has no flag for, it does not look at.
type settings struct {
	// How inputs are read.
	As        string   `setting:"as"`
	TZ        string   `setting:"tz"`
	TZForce   bool     `setting:"tz-force"`
	CodePage  string   `setting:"code-page"`
	Password  string   `setting:"password"`
	Workers   int      `setting:"workers"`
	Slack     bool     `setting:"slack"`
	Hash      bool     `setting:"hash"`
	Redact    []string `setting:"redact"`
	RedactKey string   `setting:"redact-key"`
	Quiet     bool     `setting:"quiet"`
	Messages  string   `setting:"messages"`

	// What is judged, and shown.
	Since      string `setting:"since"`
	Until      string `setting:"until"`
	Signatures string `setting:"signatures"`
	Memory     string `setting:"memory"`
	FailOn     string `setting:"fail-on"`
	Verbose    bool   `setting:"verbose"`
	ShowTZ     string `setting:"show-tz"`

	// What is written, and how.
	Out         string   `setting:"out"`
	Resume      bool     `setting:"resume"`
	Shard       string   `setting:"shard"`
	Format      []string `setting:"format"` // of analyze and merge
	Force       bool     `setting:"force"`
	ExcelSafe   bool     `setting:"excel-safe"`
	Compression string   `setting:"compression"`
	JSON        bool     `setting:"json"`
	chosen      bool     // formats were named
	Partition   []string `setting:"partition"`

	// Of events alone.
	All     bool     `setting:"all"`
	Output  string   `setting:"output"`
	Columns []string `setting:"columns"`
	Host    []string `setting:"host"`
	Sort    string   `setting:"sort"`
}

// configure reads the settings: the flags of the command outweigh VSSLOG_*, which
// outweighs the file of --config. Nothing else asks viper for a value.
func (p *program) configure(cmd *cobra.Command) error {
	v := viper.New()
	v.SetEnvPrefix("VSSLOG")
	v.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))
	v.AutomaticEnv()
	if err := v.BindPFlags(cmd.Flags()); err != nil {
		return err
	}
	if file := v.GetString("config"); file != "" {
		v.SetConfigFile(file)
		if err := v.ReadInConfig(); err != nil {
			return usage("configuration file %s: %w", file, err)
		}
		for _, key := range v.AllKeys() {
			if why := notShared[key]; why != "" && v.InConfig(key) {
				return usage(
					"configuration file %s: %q concerns %s, but a configuration file is shared: give it as --%s, or for one run "+
						"as VSSLOG_%s",
					file,
					key,
					why,
					key,
					variableOf(key),
				)
			}
			if cmd.Root().PersistentFlags().Lookup(key) == nil && !knownKey(cmd.Root(), key) {
				return usage("configuration file %s: %q is not a setting; vsslog config lists them", file, key)
			}
		}
	}
	p.sources = sourcesOf(v)
	if err := p.settings.read(v.Get, p.sources); err != nil {
		return err
	}
	p.settings.lighten(cmd, p.sources)
	return nil
}

// notShared are settings that a configuration file cannot hold: what they are about. A
// file is shared, so a zone or code page in it would change the answers about all other
// hosts without a word, a time or a host would hide all others, and the runs of all who
// share a place for results would write, or replace, the same files.
var notShared = map[string]string{
	"tz": "one host", "tz-force": "one host", "code-page": "one host", "host": "one host", "as": "one input",
	"since": "one night", "until": "one night", "shard": "one run", "resume": "one run",
	"out": "one run", "output": "one run", "force": "one run",
}

func variableOf(setting string) string {
	return strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// lighten makes the results light where nobody said how they are to be. A shard's are
// not: merge takes its settings for what somebody said.
func (s *settings) lighten(cmd *cobra.Command, sources map[string]string) {
	said := func(name string) bool { return cmd.Flags().Changed(name) || sources[name] != "" }
	s.chosen = said("format")
	if !s.chosen && !said("compression") && s.Out != "" && s.Shard == "" {
		s.Compression = "zstd"
	}
}

func knownKey(root *cobra.Command, key string) bool {
	for _, c := range root.Commands() {
		if c.Flags().Lookup(key) != nil {
			return true
		}
	}
	return key == "help"
}

// sourcesOf says which settings the environment or the file sets, and where.
func sourcesOf(v *viper.Viper) map[string]string {
	sources := map[string]string{}
	for name := range new(settings).fields() {
		variable := "VSSLOG_" + variableOf(name)
		if text, ok := os.LookupEnv(variable); ok && text != "" {
			sources[name] = "environment " + variable
		} else if v.InConfig(name) {
			sources[name] = "file " + v.ConfigFileUsed()
		}
	}
	return sources
}

// fields are the fields by the names of their settings.
func (s *settings) fields() map[string]reflect.Value {
	fields := map[string]reflect.Value{}
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("setting"); name != "" {
			fields[name] = v.Field(i)
		}
	}
	return fields
}

// read takes all values from get. The error says which one is not what it must be, and
// where it is.
func (s *settings) read(get func(name string) any, sources map[string]string) error {
	for name, field := range s.fields() {
		value := get(name)
		if value == nil {
			continue
		}
		if err := set(field, value); err != nil {
			return usage("%s of the %s: %w", name, sources[name], err)
		}
	}
	return nil
}

// set puts a value into a field, as a file or the environment may have it.
func set(field reflect.Value, value any) error {
	var err error
	switch at := field.Addr().Interface().(type) {
	case *string:
		if *at, err = cast.ToStringE(value); err != nil {
			return fmt.Errorf("a text is required, not %v", value)
		}
	case *bool:
		if *at, err = cast.ToBoolE(value); err != nil {
			return fmt.Errorf("true or false is required, not %v", value)
		}
	case *int:
		if *at, err = cast.ToIntE(value); err != nil {
			return fmt.Errorf("a number is required, not %v", value)
		}
	case *[]string:
		if text, ok := value.(string); ok {
			*at = strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
			return nil
		}
		if *at, err = cast.ToStringSliceE(value); err != nil {
			return fmt.Errorf("a list is required, not %v", value)
		}
	default:
		panic(fmt.Sprintf("a setting is a %T", at)) // a mistake in this program
	}
	return nil
}

// text is a value as it is written.
func (s *settings) text(name string) string {
	switch value := s.fields()[name].Interface().(type) {
	case []string:
		return strings.Join(value, ",")
	default:
		return fmt.Sprint(value)
	}
}
