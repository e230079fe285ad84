package report

import (
	"bytes"
	"encoding/json"
	"slices"

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

// pack writes the details of all subjects into chunks, and the position of each
// into the rows of the entries. Details of one host are together. It leaves out as
// little as budget, in bytes, demands.
func (b *Builder) pack(budget int) (chunks []string, err error) {
	for cut := whole; int(cut) < degrees; cut++ {
		fits := false
		if chunks, fits, err = b.packAt(cut, budget); err != nil || fits {
			return chunks, err
		}
	}
	return chunks, nil
}

// packAt packs with so much left out. It stops where the budget does not hold,
// unless nothing more can be left out.
func (b *Builder) packAt(cut degree, budget int) (chunks []string, fits bool, err error) {
	p := packer{}
	order := byHost(b.entries)
	for len(order) > 0 {
		n := 1
		for n < len(order) && b.entries[order[n]].host == b.entries[order[0]].host {
			n++
		}
		texts, err := b.details(order[:n], cut)
		if err != nil {
			return nil, false, err
		}
		for k, i := range order[:n] {
			row := &b.entries[i].row
			if row.Chunk, row.At, err = p.add(texts[k]); err != nil {
				return nil, false, err
			}
			if p.size > budget && int(cut) < degrees-1 {
				return nil, false, nil
			}
		}
		order = order[n:]
	}
	chunks, err = p.finish()
	return chunks, p.size <= budget, err
}

// details writes the details of some entries of one host, whose parts it loads one
// after the other, each once.
func (b *Builder) details(numbers []int, cut degree) ([][]byte, error) {
	texts := make([][]byte, len(numbers))
	byPart := make([]int, len(numbers))
	for k := range byPart {
		byPart[k] = k
	}
	slices.SortStableFunc(byPart, func(x, y int) int { return b.entries[numbers[x]].part - b.entries[numbers[y]].part })
	last := -1
	var h Host
	var answers map[detect.Standing]*detect.Answer
	var positions map[position]*correlate.Step
	for _, k := range byPart {
		e := b.entries[numbers[k]]
		var err error
		if e.part != last {
			if h, err = b.load(e.host, e.part); err != nil {
				return nil, err
			}
			last, positions, answers = e.part, positionsOf(h.Case), h.byStanding()
		}
		a := answers[e.Standing]
		if a == nil {
			return nil, e.lost(h)
		}
		if texts[k], err = json.Marshal(newDetail(a, positions, b.signatures, cut)); err != nil {
			return nil, err
		}
	}
	return texts, nil
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
func (p *packer) add(text []byte) (chunk, at int, err error) {
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

func (p *packer) finish() ([]string, error) {
	if p.count > 0 {
		if err := p.close(); err != nil {
			return nil, err
		}
	}
	return p.chunks, nil
}
