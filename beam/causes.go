package beam

import (
	"crypto/sha256"
	"sync"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/knowledge"
)

// used are the causes of one's own that this process knows, so that they are not checked again
// for each item.
var used struct {
	sync.Mutex
	sum [sha256.Size]byte
	any bool
}

// useCauses adds one's own causes to those that this process knows: what a record means is
// asked where it is read and where it is judged. A process works for one job at a time.
func (c *Config) useCauses() error {
	h := sha256.New()
	for _, f := range c.Causes {
		sum := sha256.Sum256(f.Data)
		h.Write(sum[:])
	}
	sum := [sha256.Size]byte(h.Sum(nil))
	used.Lock()
	defer used.Unlock()
	if used.any && used.sum == sum {
		return nil
	}
	own, err := detect.LoadCauseFiles(c.Causes)
	if err == nil {
		err = knowledge.UseOwn(own)
	}
	if err == nil {
		used.sum, used.any = sum, true
	}
	return err
}
