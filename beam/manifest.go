package beam

import (
	"errors"
	"reflect"

	"github.com/vsslog/vsslog/export"
)

// sameManifest compares two directories of tables by their manifests, which hold
// the SHA-256 of every file.
func sameManifest(old, fresh string) error {
	a, err := export.ReadManifest(old)
	if err != nil {
		return err
	}
	b, err := export.ReadManifest(fresh)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(a, b) {
		return errors.New("the manifests differ")
	}
	return nil
}
