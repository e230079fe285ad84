package source

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// encryptedZips were made by Info-ZIP 3.0 (crypto.zip), 7-Zip 16.02 (crypto7z,
// aes128, aes256) and pyzipper 0.4 (aes192), with the password "infected". They hold a.txt,
// "stored", and b.txt, forty times "line of a log\r\n", or b.txt alone.
var encryptedZips = map[string]string{
	"crypto.zip":   "UEsDBAoACQAAACuyeV0L+UNWEgAAAAYAAAAFABwAYS50eHRVVAkAA3JeB2tyXgdrdXgLAAEEAAAAAAQAAAAA3bURaubPjJId4XUujnamoRp/UEsHCAv5Q1YSAAAABgAAAFBLAwQUAAkACAAssnldk8TfyyQAAABYAgAABQAcAGIudHh0VVQJAANzXgdrcl4Ha3V4CwABBAAAAAAEAAAAAFL7rBWEN0iXfVpjjFekK6MZ0tyDu9UQrKqRKtrmdFD9MUqiGlBLBwiTxN/LJAAAAFgCAABQSwECHgMKAAkAAAArsnldC/lDVhIAAAAGAAAABQAYAAAAAAABAAAApIEAAAAAYS50eHRVVAUAA3JeB2t1eAsAAQQAAAAABAAAAABQSwECHgMUAAkACAAssnldk8TfyyQAAABYAgAABQAYAAAAAAABAAAApIFhAAAAYi50eHRVVAUAA3NeB2t1eAsAAQQAAAAABAAAAABQSwUGAAAAAAIAAgCWAAAA1AAAAAAA",
	"crypto7z.zip": "UEsDBBQAAQAAACyyeV0L+UNWEgAAAAYAAAAFAAAAYS50eHQcdO56RkBmiSA9DaV+Vm4wP3hQSwMEFAABAAgALLJ5XZPE38suAAAAWAIAAAUAAABiLnR4dFYYmTVORiYw6pvRuTLXT9lp6EnTpGMYVdXK8gzp9i02i0yOtmCugw1douuPl4NQSwECPwMUAAEAAAAssnldC/lDVhIAAAAGAAAABQAkAAAAAAAAACCApIEAAAAAYS50eHQKACAAAAAAAAEAGABjRFK+Kn3dAQAAAAAAAAAAAAAAAAAAAABQSwECPwMUAAEACAAssnldk8Tfyy4AAABYAgAABQAkAAAAAAAAACCApIE1AAAAYi50eHQKACAAAAAAAAEAGACHm6W+Kn3dAQAAAAAAAAAAAAAAAAAAAABQSwUGAAAAAAIAAgCuAAAAhgAAAAAA",
	"aes128.zip":   "UEsDBDMAAQBjACyyeV0AAAAANgAAAFgCAAAFAAsAYi50eHQBmQcAAgBBRQEIAK/KVlgpkWNx9OyNSnPLST9dJZAiUugikKb0S6z5OU/1N4DasD1kLZFBTFITPrxoLLr8vvauB1BLAQI/AzMAAQBjACyyeV0AAAAANgAAAFgCAAAFAC8AAAAAAAAAIICkgQAAAABiLnR4dAoAIAAAAAAAAQAYAIebpb4qfd0BAAAAAAAAAAAAAAAAAAAAAAGZBwACAEFFAQgAUEsFBgAAAAABAAEAYgAAAGQAAAAAAA==",
	"aes192.zip":   "UEsDBBQAAQBjACuyeV0AAAAAMAAAAFgCAAAFAAsAYi50eHQBmQcAAgBBRQIIAAVP7gCIOSyamgMRVu93zdfPF5w8LiztuCtH6CHD9wI5fn/Zh2w8N7MeIRMMq7LGxVBLAQIUAxQAAQBjACuyeV0AAAAAMAAAAFgCAAAFAAsAAAAAAAAAAACkgQAAAABiLnR4dAGZBwACAEFFAggAUEsFBgAAAAABAAEAPgAAAF4AAAAAAA==",
	"aes256.zip":   "UEsDBDMAAQBjACyyeV0AAAAAIgAAAAYAAAAFAAsAYS50eHQBmQcAAgBBRQMAAEK2OBLNJQqWtq4fEO2xqz/Chcij6eQot2/Yrbujz4PimENQSwMEMwABAGMALLJ5XQAAAAA+AAAAWAIAAAUACwBiLnR4dAGZBwACAEFFAwgAMZFdT7QWE40MSLniDAqQhyGH/cjhLB0QtZ3z9Z/7YiF7ivv6r78ZLaKj4VISmXtkkRXrGkcc5pRWQzgv8vNQSwECPwMzAAEAYwAssnldAAAAACIAAAAGAAAABQAvAAAAAAAAACCApIEAAAAAYS50eHQKACAAAAAAAAEAGABjRFK+Kn3dAQAAAAAAAAAAAAAAAAAAAAABmQcAAgBBRQMAAFBLAQI/AzMAAQBjACyyeV0AAAAAPgAAAFgCAAAFAC8AAAAAAAAAIICkgVAAAABiLnR4dAoAIAAAAAAAAQAYAIebpb4qfd0BAAAAAAAAAAAAAAAAAAAAAAGZBwACAEFFAwgAUEsFBgAAAAACAAIAxAAAALwAAAAAAA==",
}

func TestEncryptedZips(t *testing.T) {
	b := strings.Repeat("line of a log\r\n", 40)
	files := map[string]string{}
	for name, coded := range encryptedZips {
		data, err := base64.StdEncoding.DecodeString(coded)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
		// One bit of the content, wherever it lies: never a whole file.
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		f := z.File[len(z.File)-1]
		at, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		damaged := bytes.Clone(data)
		damaged[at+int64(f.CompressedSize64)*2/3] ^= 1
		files["damaged-"+name] = string(damaged)
	}
	root := tree(t, files)
	for name := range encryptedZips {
		got, problems := collected(t, Options{Password: "infected"}, filepath.Join(root, name))
		if last := got[len(got)-1]; last.Content != b || len(problems) > 0 ||
			len(got) == 2 && got[0].Content != "stored" {
			t.Errorf("%s: %v, problems %v", name, got, problems)
		}
		for _, password := range []string{"", "wrong"} {
			problems, err := Walk(
				context.Background(),
				[]string{filepath.Join(root, name)},
				Options{Password: password},
				func(in *parse.Input) error {
					t.Errorf("%s with password %q: %s is handed on", name, password, in.Source)
					return nil
				},
			)
			if err != nil || len(problems) == 0 || !errors.Is(problems[0], ErrEncrypted) {
				t.Errorf("%s with password %q: problems %v, %v", name, password, problems, err)
			}
		}
		_, err := Walk(
			context.Background(),
			[]string{filepath.Join(root, "damaged-"+name)},
			Options{Password: "infected"},
			func(in *parse.Input) error {
				r, err := in.Open()
				if err != nil {
					return nil
				}
				if content, err := io.ReadAll(r); err == nil && string(content) != "stored" {
					t.Errorf("damaged %s: %s is read whole", name, in.Source)
				}
				return nil
			},
		)
		if err != nil {
			t.Error(err)
		}
	}
}
