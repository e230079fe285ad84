//go:build !unix || aix || solaris

package atomicfile

import "os"

// lockFile does nothing: on Windows a file that is open for writing cannot be removed,
// so the temporary names of results keep a second run out.
func lockFile(*os.File) error { return nil }

func release(f *os.File, path string) {
	f.Close()
	os.Remove(path)
}
