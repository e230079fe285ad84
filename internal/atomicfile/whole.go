package atomicfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Write makes the file at path appear when fill has written all of it. Two attempts
// at the same time do not meet: each writes under a name of its own.
func Write(path string, fill func(*os.File) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.attempt")
	if err != nil {
		return err
	}
	err = fill(file)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// MakeDirectory makes the directory at path appear when fill has filled it. If it is
// there already, what fill makes must be the same: same compares the two.
func MakeDirectory(path string, fill func(dir string) error, same func(old, fresh string) error) error {
	attempt, err := os.MkdirTemp(filepath.Dir(path), filepath.Base(path)+".*.attempt")
	if err != nil {
		return err
	}
	defer os.RemoveAll(attempt)
	if err := os.Chmod(attempt, 0o755); err != nil {
		return err
	}
	if err := fill(attempt); err != nil {
		return err
	}
	err = os.Rename(attempt, path)
	if _, there := os.Stat(path); err != nil && there == nil {
		if err := same(path, attempt); err != nil {
			return fmt.Errorf("%s was written by an earlier attempt, and this one gives something else: %w", path, err)
		}
		return nil
	}
	return err
}
