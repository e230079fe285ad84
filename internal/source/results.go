package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path"
	"path/filepath"
)

// Results of vsslog are never an input. A folder is known by its manifest.json, and
// only for what agrees with it: a file of the name, the size and the SHA-256 that
// it lists. So a manifest can hide nothing but copies of results; whatever else
// lies beside them is read.

// manifest is the file that lists results.
const manifest = "manifest.json"

// listed is what a manifest says of a file.
type listed struct {
	Name   string `json:"name"` // inside the folder, forward slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// maxManifest bounds a manifest: one row for each of a very large collection's files.
const maxManifest = 64 << 20

// readManifest returns the files that a manifest lists, none if r is no manifest of
// vsslog: a JSON object with the key "vsslog", and in that the key "files".
func readManifest(r io.Reader) []listed {
	d := json.NewDecoder(io.LimitReader(r, maxManifest))
	var files []listed
	_ = eachKey(d, func(key string) error {
		if key != "vsslog" {
			return skipValue(d)
		}
		return eachKey(d, func(key string) error {
			if key != "files" {
				return skipValue(d)
			}
			return d.Decode(&files)
		})
	})
	local := files[:0]
	for _, f := range files {
		if filepath.IsLocal(f.Name) && f.Bytes >= 0 && len(f.SHA256) == 2*sha256.Size {
			local = append(local, f)
		}
	}
	return local
}

// eachKey reads an object, whose values visit is to read.
func eachKey(d *json.Decoder, visit func(key string) error) error {
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return io.ErrUnexpectedEOF
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if err := visit(key.(string)); err != nil { // of an object, the decoder returns nothing else here
			return err
		}
	}
	_, err := d.Token()
	return err
}

// skipValue skips a value without holding it.
func skipValue(d *json.Decoder) error {
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// agrees reports whether content is what the manifest says.
func (l *listed) agrees(ctx context.Context, open func() (io.ReadCloser, error)) bool {
	r, err := open()
	if err != nil {
		return false
	}
	defer r.Close()
	hash := sha256.New()
	buf := make([]byte, 64<<10)
	for n := int64(0); ; {
		k, err := r.Read(buf)
		hash.Write(buf[:k])
		if n += int64(k); n > l.Bytes || ctx.Err() != nil {
			return false
		}
		if err == io.EOF {
			return n == l.Bytes && hex.EncodeToString(hash.Sum(nil)) == l.SHA256
		}
		if err != nil {
			return false
		}
	}
}

// ownResults returns the paths below dir that are results of vsslog, the manifest
// among them; nil if none is.
func (f *folder) ownResults(dir string) map[string]bool {
	at := filepath.Join(dir, manifest)
	if info, err := os.Lstat(at); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(at)
	if err != nil {
		return nil // the file is met again as an entry and reported there
	}
	files := readManifest(file)
	file.Close()
	var own map[string]bool
	for _, l := range files {
		name := filepath.Join(dir, filepath.FromSlash(l.Name))
		info, err := os.Lstat(name)
		if err != nil || !info.Mode().IsRegular() || info.Size() != l.Bytes ||
			!l.agrees(f.ctx, func() (io.ReadCloser, error) { return os.Open(name) }) {
			continue
		}
		if own == nil {
			own = map[string]bool{at: true}
		}
		own[name] = true
	}
	return own
}

// member is one file of an archive.
type member struct {
	name string // as memberName makes it
	size int64
	open func() (io.ReadCloser, error)
}

// findOwn notes the members of an archive that are results of vsslog. each passes
// over all members; it is called a second time only if there is a manifest.
func (a *archive) findOwn(each func(visit func(member) error) error) {
	wanted, folders := map[string]listed{}, map[string]string{} // by name; the folder of each
	_ = each(func(m member) error {
		if path.Base(m.name) != manifest {
			return a.ctx.Err()
		}
		r, err := m.open()
		if err != nil {
			return nil // reported when the member is passed on
		}
		defer r.Close()
		for _, l := range readManifest(r) {
			name := path.Join(path.Dir(m.name), l.Name)
			wanted[name], folders[name] = l, path.Dir(m.name)
		}
		return a.ctx.Err()
	}) // an error is met again
	if len(wanted) == 0 {
		return
	}
	told := map[string]bool{}
	_ = each(func(m member) error {
		l, ok := wanted[m.name]
		if !ok || m.size != l.Bytes || !l.agrees(a.ctx, m.open) {
			return a.ctx.Err()
		}
		folder := folders[m.name]
		if a.own == nil {
			a.own = map[string]bool{}
		}
		a.own[m.name], a.own[path.Join(folder, manifest)] = true, true
		if told[folder] {
			return nil
		}
		told[folder] = true
		at := a.at
		if folder != "." {
			at.source += "!/" + folder
		}
		a.problem(at, ErrOwnResults)
		return a.ctx.Err()
	})
}
