package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"

	"github.com/vsslog/vsslog/correlate"
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
func (b *Builder) pack(rows []subjectRow, budget int) (chunks []string, err error) {
	for cut := whole; int(cut) < degrees; cut++ {
		fits := false
		if chunks, fits, err = b.packAt(rows, cut, budget); err != nil || fits {
			return chunks, err
		}
	}
	return chunks, nil
}

// packAt packs with so much left out. It stops where the budget does not hold,
// unless nothing more can be left out.
func (b *Builder) packAt(rows []subjectRow, cut degree, budget int) (chunks []string, fits bool, err error) {
	p := packer{}
	last := -1
	var h Host
	var places map[place]*correlate.Step
	for _, i := range byHost(b.entries) {
		e := b.entries[i]
		if e.host != last {
			if h, err = b.load(e.host); err != nil {
				return nil, false, err
			}
			last, places = e.host, placesOf(h.Case)
		}
		d := newDetail(e.answer(h), places, b.signatures, cut)
		if rows[i].Chunk, rows[i].At, err = p.add(d); err != nil {
			return nil, false, err
		}
		if p.size > budget && int(cut) < degrees-1 {
			return nil, false, nil
		}
	}
	chunks, err = p.finish()
	return chunks, p.size <= budget, err
}

// byHost returns the numbers of the entries so that those of one host follow
// each other, in the order in which the hosts come up first.
func byHost(all []*entry) []int {
	var hosts []int
	of := map[int][]int{}
	for i, e := range all {
		if of[e.host] == nil {
			hosts = append(hosts, e.host)
		}
		of[e.host] = append(of[e.host], i)
	}
	order := make([]int, 0, len(all))
	for _, h := range hosts {
		order = append(order, of[h]...)
	}
	return order
}

// packer joins details to JSON arrays and packs them.
type packer struct {
	chunks []string
	open   bytes.Buffer
	count  int
	size   int // of the chunks
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
	p.size += len(text)
	p.open.Reset()
	p.count = 0
	return nil
}

// packed returns text as the page unpacks it: gzip in base64.
func packed(text []byte) (string, error) {
	p := newPacked()
	p.write(text)
	return p.text()
}

// packedText packs what is written to it piece by piece.
type packedText struct {
	out bytes.Buffer
	z   *gzip.Writer
	err error
}

func newPacked() *packedText {
	p := &packedText{}
	p.z, p.err = gzip.NewWriterLevel(&p.out, gzip.BestCompression)
	return p
}

func (p *packedText) write(text []byte) {
	if p.err == nil {
		_, p.err = p.z.Write(text)
	}
}

func (p *packedText) text() (string, error) {
	if p.err == nil {
		p.err = p.z.Close()
	}
	return base64.StdEncoding.EncodeToString(p.out.Bytes()), p.err
}

func (p *packer) finish() ([]string, error) {
	if p.count > 0 {
		if err := p.close(); err != nil {
			return nil, err
		}
	}
	return p.chunks, nil
}
