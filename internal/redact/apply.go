package redact

import (
	"encoding/hex"
	"reflect"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// Hosts takes the names of the hosts.
func (l *Learned) Hosts(names ...string) {
	for _, name := range names {
		l.learnHost(name)
	}
}

// Of returns a redactor of one host's results, which gives its sets names that are made of
// pseudonyms: the old ones hold the host's name, and a hash over it. To be called after
// Finish; r itself does not change. The new one is for one goroutine.
func (r *Redactor) Of(sets []*correlate.SnapshotSet) *Redactor {
	of := &Redactor{
		Learned: Learned{names: r.names, keyed: r.keyed},
		wanted:  r.wanted,
		key:     r.key,
		words:   r.words,
		phrases: r.phrases,
		texts:   make(map[string]string, len(sets)),
		sets:    map[string][]phrase{},
	}
	for _, s := range sets {
		if !r.wanted[Hosts] {
			of.texts[s.Name] = s.Name
			continue
		}
		rest := strings.TrimPrefix(s.Name, s.Host+"/")
		start, _, _ := strings.Cut(rest, "/")
		name := r.Host(s.Host) + "/" + start + "/" + r.hex(s.Name, 4)
		of.texts[s.Name] = name
		file(of.sets, s.Name, name)
	}
	return of
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

// Decisions about the texts of a field, as its tag redact has them. A field that leads
// to structs of the project needs none: it is followed, and the fields there decide. A
// decision about a field that leads to any other struct holds for all texts in it.
const (
	asHost     = "host"     // the name of a host
	asPath     = "path"     // of a file: what is a name in it is replaced
	asText     = "text"     // anything else: each word is replaced that may be a name
	asSoftware = "software" // the name of a piece of software: only names that records label are replaced
	asID       = "id"       // a hash over names
	asOurs     = "-"        // words of vsslog's own, which are left alone with all behind them
	undeclared = ""
)

// Apply redacts everything that can be reached from roots, which are pointers or
// slices of them, by exported fields. The tags of the fields say what is a name.
func (r *Redactor) Apply(roots ...any) {
	w := &walker{r: r, seen: map[uintptr]bool{}}
	for _, root := range roots {
		w.walk(reflect.ValueOf(root), undeclared)
	}
}

// walker visits each place once: texts are shared by pointers, never replaced twice.
type walker struct {
	r    *Redactor
	seen map[uintptr]bool // addresses of what is live while Apply runs
}

// again reports whether a place was visited before.
func (w *walker) again(at uintptr) bool {
	seen := w.seen[at]
	w.seen[at] = true
	return seen
}

func (w *walker) walk(v reflect.Value, as string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || w.again(v.Pointer()) {
			return
		}
		if rec, ok := v.Interface().(*parse.Record); ok {
			w.r.Record(rec)
			return
		}
		w.walk(v.Elem(), as)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				if decided := decision(field, as); decided != asOurs {
					w.walk(v.Field(i), decided)
				}
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			e := v.Index(i)
			if e.Kind() == reflect.String { // two slices may share an array
				if w.again(e.Addr().Pointer()) {
					continue
				}
			} else if e.Kind() < reflect.Array { // Bool to Complex128
				return // numbers
			}
			w.walk(e, as)
		}
	case reflect.Map:
		w.mapping(v, as)
	case reflect.String:
		v.SetString(w.text(v.String(), as))
	}
}

// decision is that about a field of a struct that was reached under another one.
func decision(field reflect.StructField, reached string) string {
	if own, ok := field.Tag.Lookup("redact"); ok {
		return own
	}
	return reached
}

// mapping replaces the texts in a map's keys and values.
func (w *walker) mapping(v reflect.Value, as string) {
	if v.IsNil() || w.again(v.Pointer()) {
		return
	}
	keys := v.MapKeys()
	values := make([]reflect.Value, len(keys))
	for i, k := range keys {
		copied := reflect.New(v.Type().Elem()).Elem()
		copied.Set(v.MapIndex(k))
		w.walk(copied, as)
		values[i] = copied
	}
	v.Clear()
	for i, k := range keys {
		key := reflect.New(v.Type().Key()).Elem()
		key.Set(k)
		w.walk(key, as)
		v.SetMapIndex(key, values[i])
	}
}

// text replaces a text. What nobody decided about may be anything.
func (w *walker) text(s, as string) string {
	switch {
	case s == "":
		return s
	case as == asPath:
		return w.r.Path(s)
	case as == asHost:
		return w.r.Host(s)
	case as == asSoftware:
		return w.r.known(s)
	case as == asID:
		return w.r.hex(s, len(s)/2)
	}
	return w.r.Text(s)
}
