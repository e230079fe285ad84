package parse

// Piece is a part of an input that is of one kind: a ticket holds prose, then an
// event, then a listing. An input whose format covers one kind has no pieces.
type Piece struct {
	Format      string `redact:"-"` // as in the inputs table: the name of a grammar, KindProse for lines that only name a code, KindUnrecognised if there is nothing else
	First, Last int32  // lines of the input, from 1, both included
	// Stated says that a record, a listing or a line of a log stands there: it is
	// evidence. Prose, a document, a script only mention what they name.
	Stated bool
	Codes  []uint32 // that a piece names which states nothing, each once, in the order of the text, at most MaxPieceCodes
}

// MaxPieces is how many pieces an input has at most. From there on the last one
// of each Format grows over what lies between; Batch.PiecesMerged says so.
const MaxPieces = 1000

// MaxPieceCodes is how many codes of a piece are spelled out.
const MaxPieceCodes = 5
