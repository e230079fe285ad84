package redact

import (
	"encoding/hex"
	"reflect"
	"strings"
	"time"
	"unsafe"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/parse"
)

// Names takes the names that only the finished results tell: those of hosts,
// databases and sources.
func (r *Redactor) Names(cases []*correlate.Case) {
	for _, k := range cases {
		r.learnHost(k.Host.Name)
		for _, s := range k.Steps {
			r.add(Databases, s.Database)
			r.learnFromText(s.CommandLine)
		}
	}
}

// Sets gives the sets names that are made of the pseudonyms: the old ones hold
// the host's name, and a hash over it. To be called after Finish.
func (r *Redactor) Sets(sets []*correlate.SnapshotSet) {
	for _, s := range sets {
		if !r.wanted[Hosts] {
			r.texts[s.Name] = s.Name
			continue
		}
		rest := strings.TrimPrefix(s.Name, s.Host+"/")
		start, _, _ := strings.Cut(rest, "/")
		name := r.Host(s.Host) + "/" + start + "/" + r.hex(s.Name, 4)
		r.texts[s.Name] = name
		r.file(s.Name, name)
	}
}

// hex is a keyed hash in place of one that is not.
func (r *Redactor) hex(old string, n int) string {
	raw, _ := letters.DecodeString(r.hash("id", old))
	for len(raw) < n {
		more, _ := letters.DecodeString(r.hash("id", old+string(rune(len(raw)))))
		raw = append(raw, more...)
	}
	return hex.EncodeToString(raw[:n])
}

// Apply redacts everything that can be reached from roots, which are pointers or
// slices of them. What is vsslog's own (signatures, terms) is left alone.
func (r *Redactor) Apply(roots ...any) {
	w := &walker{r: r, seen: map[unsafe.Pointer]bool{}}
	for _, root := range roots {
		w.walk(reflect.ValueOf(root), "")
	}
}

// walker visits each place once: texts are shared by pointers, never replaced twice.
type walker struct {
	r    *Redactor
	seen map[unsafe.Pointer]bool
}

// Types whose texts are vsslog's own.
var ours = map[reflect.Type]bool{
	reflect.TypeFor[detect.Signature]():  true,
	reflect.TypeFor[detect.Prediction](): true,
	reflect.TypeFor[detect.LookAlike]():  true,
	reflect.TypeFor[detect.Check]():      true,
	reflect.TypeFor[vocab.Term]():        true,
	reflect.TypeFor[vocab.WriterClass](): true,
	reflect.TypeFor[time.Location]():     true,
}

// vocabulary are types whose values are words of vsslog's own.
var vocabulary = map[reflect.Type]bool{
	reflect.TypeFor[vocab.Kind]():           true,
	reflect.TypeFor[correlate.Identity]():   true,
	reflect.TypeFor[correlate.Outcome]():    true,
	reflect.TypeFor[detect.Verdict]():       true,
	reflect.TypeFor[detect.Applicability](): true,
	reflect.TypeFor[detect.Severity]():      true,
	reflect.TypeFor[detect.Class]():         true,
}

// sources are fields that hold the name of a file, or of a log in one.
var sources = map[string]bool{"Source": true, "Other": true, "Log": true, "Duplicates": true}

// kept are fields that hold nothing of a customer's.
var kept = map[string]bool{"SHA256": true, "Format": true, "Role": true}

func (w *walker) walk(v reflect.Value, field string) {
	if ours[v.Type()] {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || ours[v.Type().Elem()] || w.seen[v.UnsafePointer()] {
			return
		}
		w.seen[v.UnsafePointer()] = true
		if rec, ok := v.Interface().(*parse.Record); ok {
			w.r.Record(rec)
			return
		}
		w.walk(v.Elem(), field)
	case reflect.Struct:
		w.structure(v)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			e := v.Index(i)
			if e.Kind() == reflect.String { // two slices may share an array
				if w.seen[e.Addr().UnsafePointer()] {
					continue
				}
				w.seen[e.Addr().UnsafePointer()] = true
			} else if e.Kind() < reflect.Array { // Bool to Complex128
				return // numbers
			}
			w.walk(e, field)
		}
	case reflect.Map:
		w.mapping(v, field)
	case reflect.Interface:
		if !v.IsNil() && v.Elem().Kind() == reflect.Pointer {
			w.walk(v.Elem(), field)
		}
	case reflect.String:
		if !vocabulary[v.Type()] && v.CanSet() {
			v.SetString(w.text(v.String(), field))
		}
	}
}

func (w *walker) structure(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Field(i)
		name := v.Type().Field(i).Name
		if !f.CanSet() && f.CanAddr() { // not exported, and shown by methods
			f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
		}
		w.walk(f, name)
	}
}

// mapping replaces the texts in a map's keys and values.
func (w *walker) mapping(v reflect.Value, field string) {
	if v.IsNil() || w.seen[v.UnsafePointer()] {
		return
	}
	w.seen[v.UnsafePointer()] = true
	keys := v.MapKeys()
	values := make([]reflect.Value, len(keys))
	for i, k := range keys {
		copied := reflect.New(v.Type().Elem()).Elem()
		copied.Set(v.MapIndex(k))
		w.walk(copied, field)
		values[i] = copied
	}
	v.Clear()
	for i, k := range keys {
		key := reflect.New(v.Type().Key()).Elem()
		key.Set(k)
		w.walk(key, field)
		v.SetMapIndex(key, values[i])
	}
}

func (w *walker) text(s, field string) string {
	switch {
	case s == "" || kept[field]:
		return s
	case field == "Log": // source and channel
		return w.r.Text(s)
	case sources[field]:
		return w.r.Path(s)
	case field == "Host":
		return w.r.Host(s)
	case field == "ID" && len(s) == 16 && strings.Trim(s, "0123456789abcdef") == "": // of a finding: a hash over the host's name
		return w.r.hex(s, 8)
	case field == "Provider":
		return w.r.known(s)
	}
	return w.r.Text(s)
}
