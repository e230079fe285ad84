package export

import "testing"

// What the tests outside of the package need.

// WriteFixture writes the fixture, repeat times, to a new directory.
func WriteFixture(t *testing.T, formats []string, repeat int) string {
	return writeDirectory(t, Options{Formats: formats}, repeat)
}

// WriteManyChunks writes the fixture, repeat times, in chunks of 64 rows.
func WriteManyChunks(t *testing.T, formats []string, repeat int) string {
	dir := t.TempDir() + "/out"
	d, err := NewDirectory(dir, Options{Formats: formats, Meta: fixtureMeta})
	if err != nil {
		t.Fatal(err)
	}
	d.events.limit, d.writers.limit, d.sets.limit, d.spans.limit, d.freezes.limit, d.findings.limit, d.files.limit = 64, 64, 64, 64, 64, 64, 64
	newFixture().write(t, d, repeat)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// CheckGolden compares got with a file, which -update rewrites.
func CheckGolden(t *testing.T, path, got string) { checkGolden(t, path, got) }
