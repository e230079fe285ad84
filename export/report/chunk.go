package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

// most is how large a page may become, so that mail lets it through: below 5 MB.
// Details are left out in degrees until it fits.
const most = 4_900_000

// chunkSize is about how much JSON goes into one chunk. The page unpacks one
// chunk when a subject in it is opened: small enough to be instant, large enough
// that the repetitions between sets of a host are packed away.
const chunkSize = 1 << 19

// pack writes the details of all subjects into chunks, and where each stands
// into rows. Details of one host stand together. It leaves out as little as
// budget, in bytes, demands.
func pack(all []*subject, rows []subjectRow, budget int, signatures []*detect.Signature) ([]string, error) {
	var chunks []string
	for cut := whole; int(cut) < degrees; cut++ {
		var err error
		if chunks, err = packAt(all, rows, cut, signatures); err != nil {
			return nil, err
		}
		size := 0
		for _, c := range chunks {
			size += len(c)
		}
		if size <= budget {
			break
		}
	}
	return chunks, nil
}

func packAt(all []*subject, rows []subjectRow, cut degree, signatures []*detect.Signature) ([]string, error) {
	p := packer{}
	var last *correlate.Case
	var places map[place]*correlate.Step
	for _, i := range byHost(all) {
		s := all[i]
		if s.kase != last {
			last, places = s.kase, placesOf(s.kase)
		}
		d := newDetail(s, places, signatures, cut)
		var err error
		if rows[i].Chunk, rows[i].At, err = p.add(d); err != nil {
			return nil, err
		}
	}
	return p.finish()
}

// byHost returns the numbers of the subjects so that those of one host follow
// each other, in the order in which the hosts come up first.
func byHost(all []*subject) []int {
	var hosts []*correlate.Case
	of := map[*correlate.Case][]int{}
	for i, s := range all {
		if of[s.kase] == nil {
			hosts = append(hosts, s.kase)
		}
		of[s.kase] = append(of[s.kase], i)
	}
	order := make([]int, 0, len(all))
	for _, k := range hosts {
		order = append(order, of[k]...)
	}
	return order
}

// packer joins details to JSON arrays and packs them.
type packer struct {
	chunks []string
	open   bytes.Buffer
	count  int
}

// add returns the chunk and the place in it that a detail has.
func (p *packer) add(d *detail) (chunk, at int, err error) {
	text, err := json.Marshal(d)
	if err != nil {
		return 0, 0, err
	}
	if p.count > 0 && p.open.Len()+len(text) > chunkSize {
		if err := p.close(); err != nil {
			return 0, 0, err
		}
	}
	if p.count == 0 {
		p.open.WriteByte('[')
	} else {
		p.open.WriteByte(',')
	}
	p.open.Write(text)
	p.count++
	return len(p.chunks), p.count - 1, nil
}

func (p *packer) close() error {
	p.open.WriteByte(']')
	text, err := packed(p.open.Bytes())
	if err != nil {
		return err
	}
	p.chunks = append(p.chunks, text)
	p.open.Reset()
	p.count = 0
	return nil
}

// packed returns text as the page unpacks it: gzip in base64.
func packed(text []byte) (string, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := z.Write(text); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(out.Bytes()), nil
}

func (p *packer) finish() ([]string, error) {
	if p.count > 0 {
		if err := p.close(); err != nil {
			return nil, err
		}
	}
	return p.chunks, nil
}
