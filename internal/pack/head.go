package pack

import "github.com/vsslog/vsslog/parse"

func (e *encoder) head(h *Head) {
	for _, s := range []string{h.Source, h.Folder, h.Beside, h.Format, h.SHA256, h.Problem, h.Home} {
		e.string(s)
	}
	e.bool(h.Read)
	for _, n := range []int64{int64(h.Confidence), h.Bytes, h.Records, h.Used, h.Damaged, h.Salvaged, int64(h.First),
		int64(h.Last)} {
		e.int(n)
	}
	e.strings(h.Computers)
	e.strings(h.Named)
	e.uint(uint64(len(h.Runs)))
	for i := range h.Runs {
		e.run(&h.Runs[i])
	}
	e.uint(uint64(len(h.Blocks)))
	last := int64(0)
	for _, b := range h.Blocks {
		e.string(b.Computer)
		e.uint(uint64(b.Records))
		e.int(b.At - last)
		last = b.At
	}
	e.uint(uint64(len(h.Pieces)))
	for i := range h.Pieces {
		e.piece(&h.Pieces[i])
	}
	e.string(h.Lacks)
	e.uint(uint64(h.Dates))
}

func (d *decoder) head(h *Head) {
	for _, s := range []*string{&h.Source, &h.Folder, &h.Beside, &h.Format, &h.SHA256, &h.Problem, &h.Home} {
		*s = d.string()
	}
	h.Read = d.bool()
	h.Confidence = int(d.int32(0))
	for _, n := range []*int64{&h.Bytes, &h.Records, &h.Used, &h.Damaged, &h.Salvaged, (*int64)(&h.First),
		(*int64)(&h.Last)} {
		*n = d.int()
	}
	h.Computers, h.Named = d.strings(), d.strings()
	const leastRun = 17 // bytes
	if n := d.count(leastRun); n > 0 {
		h.Runs = make([]parse.Run, n)
		for i := range h.Runs {
			d.run(&h.Runs[i])
		}
	}
	if n := d.count(3); n > 0 {
		h.Blocks = make([]Block, n)
		last := int64(0)
		for i := range h.Blocks {
			b := &h.Blocks[i]
			b.Computer, b.Records, b.At = d.string(), int(d.small(maxInt32)), last+d.int()
			last = b.At
		}
	}
	const leastPiece = 5 // bytes
	if n := d.count(leastPiece); n > 0 {
		h.Pieces = make([]parse.Piece, n)
		for i := range h.Pieces {
			d.piece(&h.Pieces[i])
		}
	}
	h.Lacks = d.string()
	h.Dates = parse.DateForm(d.small(uint64(parse.DatesDayFirst)))
}

func (e *encoder) piece(p *parse.Piece) {
	e.string(p.Format)
	e.int(int64(p.First))
	e.int(int64(p.Last))
	e.bool(p.Stated)
	e.uint(uint64(len(p.Codes)))
	for _, c := range p.Codes {
		e.uint(uint64(c))
	}
}

func (d *decoder) piece(p *parse.Piece) {
	p.Format, p.First, p.Last, p.Stated = d.string(), d.int32(0), d.int32(0), d.bool()
	if n := d.count(1); n > 0 {
		p.Codes = make([]uint32, n)
		for i := range p.Codes {
			p.Codes[i] = uint32(d.uint())
		}
	}
}

func (e *encoder) run(r *parse.Run) {
	e.string(r.Channel)
	e.string(r.Computer)
	e.uint(r.FirstID)
	e.uint(r.LastID)
	e.timestamp(r.First)
	e.timestamp(r.Last)
	e.int(int64(r.Earliest))
	e.int(int64(r.Latest))
	e.int(int64(r.StepsBack))
	e.uint(uint64(len(r.Backs)))
	for _, b := range r.Backs {
		e.uint(b.ID)
		e.int(int64(b.From))
		e.int(int64(b.To))
	}
	e.int(int64(r.Quiet))
	e.int(int64(r.QuietFrom))
	e.int(r.Records)
	for _, open := range []parse.OpenDate{r.FirstOpen, r.LastOpen} {
		e.int(int64(open[0]))
		e.int(int64(open[1]))
	}
}

func (d *decoder) run(r *parse.Run) {
	r.Channel, r.Computer = d.string(), d.string()
	r.FirstID, r.LastID = d.uint(), d.uint()
	r.First, r.Last = d.timestamp(), d.timestamp()
	r.Earliest, r.Latest = parse.Ticks(d.int()), parse.Ticks(d.int())
	r.StepsBack = int(d.int32(0))
	if n := d.count(3); n > 0 {
		r.Backs = make([]parse.StepBack, n)
		for i := range r.Backs {
			r.Backs[i] = parse.StepBack{ID: d.uint(), From: parse.Ticks(d.int()), To: parse.Ticks(d.int())}
		}
	}
	r.Quiet, r.QuietFrom = parse.Ticks(d.int()), parse.Ticks(d.int())
	r.Records = d.int()
	for _, open := range []*parse.OpenDate{&r.FirstOpen, &r.LastOpen} {
		open[0], open[1] = parse.Ticks(d.int()), parse.Ticks(d.int())
	}
}

func (e *encoder) item(i *Item) {
	e.uint(uint64(i.Number))
	e.string(i.Source)
	e.string(i.Key)
	e.string(i.Stamp)
	e.uint(uint64(len(i.Heads)))
	for _, at := range i.Heads {
		e.int(at)
	}
	e.uint(uint64(len(i.Problems)))
	for _, p := range i.Problems {
		e.string(p.Source)
		e.string(p.Reason)
		e.bool(p.NoInput)
		e.bool(p.Results)
	}
	e.uint(uint64(len(i.Names)))
	for _, n := range i.Names {
		e.string(n.Kind)
		e.string(n.Text)
	}
}

func (d *decoder) item(i *Item) {
	i.Number = int(d.small(maxInt32))
	i.Source, i.Key, i.Stamp = d.string(), d.string(), d.string()
	if n := d.count(1); n > 0 {
		i.Heads = make([]int64, n)
		for k := range i.Heads {
			i.Heads[k] = d.int()
		}
	}
	if n := d.count(4); n > 0 {
		i.Problems = make([]Problem, n)
		for k := range i.Problems {
			i.Problems[k] = Problem{d.string(), d.string(), d.bool(), d.bool()}
		}
	}
	if n := d.count(2); n > 0 {
		i.Names = make([]Name, n)
		for k := range i.Names {
			i.Names[k] = Name{d.string(), d.string()}
		}
	}
}
