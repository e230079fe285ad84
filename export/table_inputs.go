package export

import (
	"fmt"

	"github.com/vsslog/vsslog/parse"
)

// InputRow is a row of the inputs table: one file that was read, or could not be.
type InputRow struct {
	Source     string `redact:"path"`
	Format     string `redact:"-"` // name of the format, or unrecognised; "" if it could not be opened
	Confidence int    // of the recognition, 0..100
	Host       string `redact:"host"` // "" if it tells of none or of several
	Bytes      int64  // size, -1 if not known
	SHA256     string `redact:"-"` // lower-case hex; "" if it was not computed
	Records    int64  // live records in it
	Used       int64  // records used as steps or facts
	Duplicates int64  // records that another file had already given
	Damaged    int64  // places that could not be read
	Salvaged   int64  // records recovered from damage
	First      parse.Ticks
	Last       parse.Ticks // 0: no record with a time
	Gaps       []string    `redact:"text"` // where records are missing, and clock steps, in words
	Problem    string      `redact:"text"` // why it could not be read, or what is wrong with it; "" if nothing is
	Lacks      string      `redact:"text"` // why nothing in it is of use; "" if something is
	// Pieces are the kinds of text in it. In the table one piece is reported in the row
	// of its file, each of several in a row of its own behind that.
	Pieces []parse.Piece
}

// pieceRows returns the rows of the pieces that follow that of their file.
func (r *InputRow) pieceRows() []*InputRow {
	if len(r.Pieces) < 2 {
		return nil
	}
	rows := make([]*InputRow, len(r.Pieces))
	for i := range r.Pieces {
		p := r.Pieces[i : i+1]
		rows[i] = &InputRow{
			Source:     r.Source,
			Format:     p[0].Format,
			Confidence: r.Confidence,
			Host:       r.Host,
			Bytes:      -1,
			Pieces:     p,
		}
	}
	return rows
}

// piece returns the one piece that a row is about, nil if it is about a whole file.
func (r *InputRow) piece() *parse.Piece {
	if len(r.Pieces) != 1 {
		return nil
	}
	return &r.Pieces[0]
}

// trouble is what the column problem says.
func (r *InputRow) trouble() string {
	if r.Problem != "" && r.Lacks != "" {
		return r.Problem + "; " + r.Lacks
	}
	return r.Problem + r.Lacks
}

// Inputs is the inputs table: one file read.
var Inputs = Table[*InputRow]{
	Name: "inputs",
	Doc: "one file that was read, or could not be; a file with several kinds of text is followed by one row for each " +
		"piece",
	Columns: []Column[*InputRow]{
		{
			Field{
				Name: "source",
				Kind: Text,
				ECS:  "log.file.path",
				Doc:  "base name of the argument and the path inside it, forward slashes",
			},
			func(v *Vector, r *InputRow) { v.Text(r.Source) },
		},
		{
			Field{
				Name: "format",
				Kind: Text,
				Doc: "format that it was read as; unrecognised if no format claims it; results if it was skipped as results of " +
					"an earlier run; null if it could not be opened",
			},
			func(v *Vector, r *InputRow) { v.Some(r.Format) },
		},
		{Field{Name: "confidence", Kind: Int, Doc: "how sure the format is, 0 to 100"},
			func(v *Vector, r *InputRow) { v.Int(int64(r.Confidence)) }},
		{
			Field{
				Name: "host",
				Kind: Text,
				ECS:  "host.name",
				Doc:  "host of its records; null if none or several",
			},
			func(v *Vector, r *InputRow) { v.Some(r.Host) },
		},
		{
			Field{
				Name: "bytes",
				Kind: Int,
				Unit: "bytes",
				ECS:  "file.size",
				Doc:  "size; null if it is not known, and for a piece",
			},
			func(v *Vector, r *InputRow) {
				if r.Bytes < 0 {
					v.Null()
					return
				}
				v.Int(r.Bytes)
			},
		},
		{
			Field{
				Name: "sha256",
				Kind: Text,
				ECS:  "file.hash.sha256",
				Doc:  "SHA-256 of its content; null if it was not computed",
			},
			func(v *Vector, r *InputRow) { v.Some(r.SHA256) },
		},
		{Field{Name: "records", Kind: Int, Doc: "live records in it"},
			func(v *Vector, r *InputRow) { v.Int(r.Records) }},
		{Field{Name: "used", Kind: Int, Doc: "records used as steps or facts"},
			func(v *Vector, r *InputRow) { v.Int(r.Used) }},
		{Field{Name: "duplicates", Kind: Int, Doc: "records that another file had already given"},
			func(v *Vector, r *InputRow) { v.Int(r.Duplicates) }},
		{Field{Name: "damaged", Kind: Int, Doc: "places that could not be read as the format says"},
			func(v *Vector, r *InputRow) { v.Int(r.Damaged) }},
		{Field{Name: "salvaged", Kind: Int, Doc: "records recovered from damage"},
			func(v *Vector, r *InputRow) { v.Int(r.Salvaged) }},
		{Field{Name: "first_timestamp", Kind: Time, Doc: "earliest time of a record; null if there is none"},
			func(v *Vector, r *InputRow) { v.Time(r.First) }},
		{Field{Name: "last_timestamp", Kind: Time, Doc: "latest time of a record; null if there is none"},
			func(v *Vector, r *InputRow) { v.Time(r.Last) }},
		{Field{Name: "gaps", Kind: TextList, Doc: "where records are missing or the clock stepped, in words"},
			func(v *Vector, r *InputRow) { v.Texts(r.Gaps) }},
		{
			Field{
				Name: "problem",
				Kind: Text,
				ECS:  "error.message",
				Doc:  "why it could not be read, what is wrong with it, or what it lacks to be usable; null if nothing is wrong",
			},
			func(v *Vector, r *InputRow) { v.Some(r.trouble()) },
		},
		{
			Field{
				Name: "piece_from",
				Kind: Int,
				Doc:  "first line of a piece, from 1; null for a file that has none or several",
			},
			func(v *Vector, r *InputRow) {
				if p := r.piece(); p != nil {
					v.Int(int64(p.First))
				} else {
					v.Null()
				}
			},
		},
		{Field{Name: "piece_to", Kind: Int, Doc: "last line of a piece; null likewise"},
			func(v *Vector, r *InputRow) {
				if p := r.piece(); p != nil {
					v.Int(int64(p.Last))
				} else {
					v.Null()
				}
			}},
		{
			Field{
				Name: "stated",
				Kind: Bool,
				Doc: "whether a piece is evidence: a record, a listing, a line of a log; false: prose, a document " +
					"or a script that mentions; null likewise",
			},
			func(v *Vector, r *InputRow) {
				if p := r.piece(); p != nil {
					v.Bool(p.Stated)
				} else {
					v.Null()
				}
			},
		},
		{Field{Name: "mentions", Kind: TextList, Doc: "codes that a piece mentions and does not state"},
			func(v *Vector, r *InputRow) {
				var words []string // a list is never null
				if p := r.piece(); p != nil {
					words = codeWords(p.Codes)
				}
				v.Texts(words)
			}},
	},
}

// OwnResults is the format of what was passed over because it holds results of an
// earlier run.
const OwnResults = "results"

func codeWords(codes []uint32) []string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = fmt.Sprintf("0x%08x", c)
	}
	return words
}
