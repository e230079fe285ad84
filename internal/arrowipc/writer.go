// Package arrowipc writes record batches as Arrow IPC, as a file (.arrow) or as a stream
// (.arrows): plain strings without dictionaries, because a dictionary that grows between
// batches breaks an IPC file and because not every reader supports dictionaries.
//
// arrow/ipc writes schema and footer; this package writes the record batches
// ("Serialization and Interprocess Communication" of the Arrow columnar format, File.fbs
// and Message.fbs). Columns that already have the layout of a batch need not become
// arrays first, and the encoders for compression are reused.
package arrowipc

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	flatbuffers "github.com/google/flatbuffers/go"
)

// Writer writes one file or stream. For each batch, Node and Buffer are called in the
// order of a depth-first walk of the schema, then Write.
type Writer struct {
	w       io.Writer
	at      int64 // bytes written
	file    bool
	schema  func() *arrow.Schema
	codec   codec // nil: bodies are not compressed
	begun   bool
	blocks  []block // batches of a file, for its footer
	message *flatbuffers.Builder
	nodes   []node
	buffers [][]byte // of the batch under way, as they stand in its body
	packed  []byte   // what the compressed ones are in
	small   []byte   // gathered until it is worth a write
}

// node is a FieldNode of Message.fbs, block a Block of File.fbs.
type (
	node  struct{ rows, nulls int }
	block struct {
		at, body int64
		head     int32
	}
)

const (
	magic        = "ARROW1"
	version      = 4 // of the metadata: V5
	recordBatch  = 3 // of the union MessageHeader
	continuation = 0xffffffff
	alignment    = 8
	// directBytes is how large a buffer is written without being copied.
	directBytes = 16 << 10
)

// New begins a file or a stream. schema is asked before the first batch and, for the
// footer of a file, behind the last one: its metadata may have grown. compression is
// one of Compressions, or "" for none; any other is ErrCompression.
func New(w io.Writer, schema func() *arrow.Schema, file bool, compression string) (*Writer, error) {
	codec, err := newCodec(compression)
	if err != nil {
		return nil, err
	}
	return &Writer{w: w, file: file, schema: schema, codec: codec, message: flatbuffers.NewBuilder(8 << 10)}, nil
}

// Node adds a field of the batch under way: how many rows it has, and of them nulls.
func (e *Writer) Node(rows, nulls int) { e.nodes = append(e.nodes, node{rows, nulls}) }

// Buffer adds a buffer of the field that was added last. It is borrowed until Write.
func (e *Writer) Buffer(b []byte) { e.buffers = append(e.buffers, b) }

// begin writes what comes before the first batch.
func (e *Writer) begin() error {
	if e.begun {
		return nil
	}
	e.begun = true
	if e.file {
		e.small = append(e.small, magic...)
		e.pad(int64(len(magic)))
	}
	schema, err := SchemaMessage(e.schema())
	if err != nil {
		return err
	}
	e.small = append(e.small, schema...)
	return e.drain(0)
}

// Write writes the batch under way, which has so many rows.
func (e *Writer) Write(rows int) error {
	if err := e.begin(); err != nil {
		return err
	}
	defer func() { e.nodes, e.buffers = e.nodes[:0], e.buffers[:0] }()
	if e.codec != nil {
		e.compress()
	}
	place := block{at: e.at}
	for _, b := range e.buffers {
		place.body += padded(len(b))
	}
	head := e.batchMessage(rows, place.body)
	place.head = int32(8 + padded(len(head)))
	e.small = binary.LittleEndian.AppendUint32(e.small, continuation)
	e.small = binary.LittleEndian.AppendUint32(e.small, uint32(padded(len(head))))
	e.small = append(e.small, head...)
	e.pad(int64(len(head)))
	for _, b := range e.buffers {
		if err := e.put(b); err != nil {
			return err
		}
	}
	if e.file {
		e.blocks = append(e.blocks, place)
	}
	return e.drain(0)
}

// put writes a buffer of a body.
func (e *Writer) put(b []byte) error {
	if len(b) < directBytes {
		e.small = append(e.small, b...)
		e.pad(int64(len(b)))
		return e.drain(4 * directBytes)
	}
	if err := e.drain(0); err != nil {
		return err
	}
	e.at += int64(len(b))
	if _, err := e.w.Write(b); err != nil {
		return err
	}
	e.pad(int64(len(b)))
	return nil
}

// drain writes what is gathered once it is more than atLeast bytes.
func (e *Writer) drain(atLeast int) error {
	if len(e.small) <= atLeast {
		return nil
	}
	e.at += int64(len(e.small))
	_, err := e.w.Write(e.small)
	e.small = e.small[:0]
	return err
}

// pad fills up behind n bytes.
func (e *Writer) pad(n int64) {
	e.small = append(e.small, zeroBytes[:-n&(alignment-1)]...)
}

var zeroBytes [alignment]byte

func padded(n int) int64 { return int64(n+alignment-1) &^ (alignment - 1) }

// compress puts the compressed buffers in place of the others: before each stands
// how long it was. An empty one stays empty.
func (e *Writer) compress() {
	e.packed = e.packed[:0]
	for i, b := range e.buffers {
		if len(b) == 0 {
			continue
		}
		e.packed = binary.LittleEndian.AppendUint64(e.packed, uint64(len(b)))
		from := len(e.packed) - 8
		e.packed = e.codec.append(e.packed, b)
		e.buffers[i] = e.packed[from:] // stays as it is when packed grows
	}
}

// batchMessage returns the Message of a batch. It is good until the next one.
func (e *Writer) batchMessage(rows int, body int64) []byte {
	b := e.message
	b.Reset()
	b.StartVector(16, len(e.buffers), 8)
	at := body
	for i := len(e.buffers) - 1; i >= 0; i-- {
		at -= padded(len(e.buffers[i]))
		b.Prep(8, 16)
		b.PlaceInt64(int64(len(e.buffers[i])))
		b.PlaceInt64(at)
	}
	buffers := b.EndVector(len(e.buffers))
	b.StartVector(16, len(e.nodes), 8)
	for i := len(e.nodes) - 1; i >= 0; i-- {
		b.Prep(8, 16)
		b.PlaceInt64(int64(e.nodes[i].nulls))
		b.PlaceInt64(int64(e.nodes[i].rows))
	}
	nodes := b.EndVector(len(e.nodes))
	var compression flatbuffers.UOffsetT
	if e.codec != nil {
		b.StartObject(2)
		b.PrependByteSlot(0, e.codec.number(), 0)
		compression = b.EndObject()
	}
	b.StartObject(4)
	b.PrependInt64Slot(0, int64(rows), 0)
	b.PrependUOffsetTSlot(1, nodes, 0)
	b.PrependUOffsetTSlot(2, buffers, 0)
	b.PrependUOffsetTSlot(3, compression, 0)
	batch := b.EndObject()
	b.StartObject(5)
	b.PrependInt16Slot(0, version, 0)
	b.PrependByteSlot(1, recordBatch, 0)
	b.PrependUOffsetTSlot(2, batch, 0)
	b.PrependInt64Slot(3, body, 0)
	b.Finish(b.EndObject())
	return b.FinishedBytes()
}

// Close writes what ends the stream or file. A footer has the metadata as it is
// known by now, which is what readers of files go by.
func (e *Writer) Close() error {
	if err := e.begin(); err != nil {
		return err
	}
	e.small = binary.LittleEndian.AppendUint32(e.small, continuation)
	e.small = binary.LittleEndian.AppendUint32(e.small, 0)
	if e.file {
		footer, err := footerOf(e.schema(), e.blocks)
		if err != nil {
			return err
		}
		e.small = append(e.small, footer...)
		e.small = binary.LittleEndian.AppendUint32(e.small, uint32(len(footer)))
		e.small = append(e.small, magic...)
	}
	return e.drain(0)
}

// SchemaMessage returns the encapsulated message of a schema.
func SchemaMessage(schema *arrow.Schema) ([]byte, error) {
	var buf bytes.Buffer
	if err := ipc.NewWriter(&buf, ipc.WithSchema(schema)).Close(); err != nil {
		return nil, err
	}
	const endOfStream = 8
	return buf.Bytes()[:buf.Len()-endOfStream], nil
}

// footerOf returns the footer of a file: that of a file without batches, whose
// vector of batches is made to point to one behind it.
func footerOf(schema *arrow.Schema, blocks []block) ([]byte, error) {
	var file onlyForward
	w, err := ipc.NewFileWriter(&file, ipc.WithSchema(schema))
	if err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	end := file.Len() - len(magic) - 4
	footer := file.Bytes()[:end]
	footer = footer[end-int(binary.LittleEndian.Uint32(file.Bytes()[end:])):]

	const recordBatches = 4 + 2*3 // field 3 in the vtable of Footer
	table := flatbuffers.Table{Bytes: footer, Pos: flatbuffers.GetUOffsetT(footer)}
	field := table.Offset(recordBatches)
	if field == 0 {
		return nil, fmt.Errorf("arrowipc: the footer of an Arrow file has no vector of batches")
	}
	for len(footer)%8 != 4 { // behind its length the vector is aligned
		footer = append(footer, 0)
	}
	flatbuffers.WriteUOffsetT(
		footer[table.Pos+flatbuffers.UOffsetT(field):],
		flatbuffers.UOffsetT(len(footer))-table.Pos-flatbuffers.UOffsetT(field),
	)
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(blocks)))
	for _, b := range blocks {
		footer = binary.LittleEndian.AppendUint64(footer, uint64(b.at))
		footer = binary.LittleEndian.AppendUint64(footer, uint64(uint32(b.head)))
		footer = binary.LittleEndian.AppendUint64(footer, uint64(b.body))
	}
	return footer, nil
}

// onlyForward gives the writer of Arrow files the one thing that it seeks for:
// where it is.
type onlyForward struct{ bytes.Buffer }

func (f *onlyForward) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekCurrent && offset == 0 {
		return int64(f.Len()), nil
	}
	return 0, fmt.Errorf("arrowipc: an Arrow file is written from front to back")
}
