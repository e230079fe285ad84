package collect

// Limits bound what archives may unfold to.
type Limits struct {
	Depth   int   // archives inside archives
	Members int64 // of one PATH argument's archive, nested ones included
	Bytes   int64 // unpacked from one such archive, nested ones included
	Ratio   int64 // unpacked bytes to the size of that archive, from RatioFrom bytes on
}

// DefaultLimits hold for every field of Limits that is 0.
var DefaultLimits = Limits{Depth: 5, Members: 1_000_000, Bytes: 256 << 30, Ratio: 1000}

func (l *Limits) fill() {
	if l.Depth == 0 {
		l.Depth = DefaultLimits.Depth
	}
	if l.Members == 0 {
		l.Members = DefaultLimits.Members
	}
	if l.Bytes == 0 {
		l.Bytes = DefaultLimits.Bytes
	}
	if l.Ratio == 0 {
		l.Ratio = DefaultLimits.Ratio
	}
}
