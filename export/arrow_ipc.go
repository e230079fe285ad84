package export

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	flatbuffers "github.com/google/flatbuffers/go"
)

// arrowIPC writes Arrow IPC, as a file (.arrow) or as a stream (.arrows): plain
// strings, no dictionaries, since one that grows between batches breaks an IPC
// file and since not every reader takes them.
//
// Schema and footer are made by arrow/ipc; the record batches here ("Serialization
// and Interprocess Communication" of the Arrow columnar format, File.fbs and
// Message.fbs). A Vector is laid out as a batch wants it, so that there is no array
// to be made of it, and what is compressed is compressed by encoders that are kept.
type arrowIPC struct {
	w       io.Writer
	at      int64 // bytes written
	file    bool
	layout  *Layout
	options *Options
	codec   bodyCodec // nil: bodies are not compressed
	begun   bool
	blocks  []arrowBlock // batches of a file, for its footer
	message *flatbuffers.Builder
	nodes   []arrowNode
	buffers [][]byte // of the batch under way, as they stand in its body
	packed  []byte   // what the compressed ones are in
	small   []byte   // gathered until it is worth a write
}

// arrowNode is a FieldNode of Message.fbs, arrowBlock a Block of File.fbs.
type (
	arrowNode  struct{ rows, nulls int }
	arrowBlock struct {
		at, body int64
		head     int32
	}
)

const (
	arrowMagic     = "ARROW1"
	arrowVersion   = 4 // of the metadata: V5
	recordBatch    = 3 // of the union MessageHeader
	continuation   = 0xffffffff
	arrowAlignment = 8
	// directBytes is how large a buffer is written without being copied.
	directBytes = 16 << 10
)

func newArrowFile(w io.Writer, l *Layout, o *Options) (encoder, error) {
	return newArrowIPC(w, l, o, true)
}

func newArrowStream(w io.Writer, l *Layout, o *Options) (encoder, error) {
	return newArrowIPC(w, l, o, false)
}

func newArrowIPC(w io.Writer, l *Layout, o *Options, file bool) (encoder, error) {
	codec, err := newBodyCodec(o.Compression)
	if err != nil {
		return nil, err
	}
	return &arrowIPC{w: w, file: file, layout: l, options: o, codec: codec, message: flatbuffers.NewBuilder(8 << 10)}, nil
}

// begin writes what comes before the first batch.
func (e *arrowIPC) begin() error {
	if e.begun {
		return nil
	}
	e.begun = true
	if e.file {
		e.small = append(e.small, arrowMagic...)
		e.pad(int64(len(arrowMagic)))
	}
	schema, err := schemaMessage(arrowSchema(e.layout, e.options))
	if err != nil {
		return err
	}
	e.small = append(e.small, schema...)
	return e.drain(0)
}

func (e *arrowIPC) Write(c *Chunk) error {
	if err := e.begin(); err != nil {
		return err
	}
	e.nodes, e.buffers = e.nodes[:0], e.buffers[:0]
	for i := range c.Columns {
		e.column(&c.Columns[i])
	}
	if e.codec != nil {
		e.compress()
	}
	block := arrowBlock{at: e.at}
	for _, b := range e.buffers {
		block.body += padded(len(b))
	}
	head := e.batchMessage(c.Rows, block.body)
	block.head = int32(8 + padded(len(head)))
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
		e.blocks = append(e.blocks, block)
	}
	return e.drain(0)
}

// put writes a buffer of a body.
func (e *arrowIPC) put(b []byte) error {
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
func (e *arrowIPC) drain(atLeast int) error {
	if len(e.small) > atLeast {
		e.at += int64(len(e.small))
	}
	return drain(e.w, &e.small, atLeast)
}

// pad fills up behind n bytes.
func (e *arrowIPC) pad(n int64) {
	e.small = append(e.small, zeroBytes[:-n&(arrowAlignment-1)]...)
}

var zeroBytes [arrowAlignment]byte

func padded(n int) int64 { return int64(n+arrowAlignment-1) &^ (arrowAlignment - 1) }

// column appends the nodes and buffers of a column, in the order of a depth-first
// walk.
func (e *arrowIPC) column(v *Vector) {
	e.nodes = append(e.nodes, arrowNode{v.rows, v.nulls})
	if v.nulls == 0 {
		e.buffers = append(e.buffers, nil)
	} else {
		e.buffers = append(e.buffers, v.valid)
	}
	switch v.kind {
	case Int, Time, Float:
		e.buffers = append(e.buffers, arrow.Int64Traits.CastToBytes(v.words))
	case Bool:
		e.buffers = append(e.buffers, v.bits)
	case Text, Binary:
		e.buffers = append(e.buffers, arrow.Int32Traits.CastToBytes(v.ends), v.bytes)
	case TextList:
		e.buffers = append(e.buffers, arrow.Int32Traits.CastToBytes(v.ends))
		e.column(&v.items[0])
	case StructList:
		e.buffers = append(e.buffers, arrow.Int32Traits.CastToBytes(v.ends), nil) // no struct is null
		e.nodes = append(e.nodes, arrowNode{v.items[0].rows, 0})
		for i := range v.items {
			e.column(&v.items[i])
		}
	}
}

// compress puts the compressed buffers in place of the others: before each stands
// how long it was. An empty one stays empty.
func (e *arrowIPC) compress() {
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
func (e *arrowIPC) batchMessage(rows int, body int64) []byte {
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
	b.PrependInt16Slot(0, arrowVersion, 0)
	b.PrependByteSlot(1, recordBatch, 0)
	b.PrependUOffsetTSlot(2, batch, 0)
	b.PrependInt64Slot(3, body, 0)
	b.Finish(b.EndObject())
	return b.FinishedBytes()
}

// Close writes what ends the stream or file. A footer has the metadata as it is
// known by now, which is what readers of files go by.
func (e *arrowIPC) Close() error {
	if err := e.begin(); err != nil {
		return err
	}
	e.small = binary.LittleEndian.AppendUint32(e.small, continuation)
	e.small = binary.LittleEndian.AppendUint32(e.small, 0)
	if e.file {
		footer, err := arrowFooter(arrowSchema(e.layout, e.options), e.blocks)
		if err != nil {
			return err
		}
		e.small = append(e.small, footer...)
		e.small = binary.LittleEndian.AppendUint32(e.small, uint32(len(footer)))
		e.small = append(e.small, arrowMagic...)
	}
	return e.drain(0)
}

// schemaMessage returns the encapsulated message of a schema.
func schemaMessage(schema *arrow.Schema) ([]byte, error) {
	var buf bytes.Buffer
	if err := ipc.NewWriter(&buf, ipc.WithSchema(schema)).Close(); err != nil {
		return nil, err
	}
	const endOfStream = 8
	return buf.Bytes()[:buf.Len()-endOfStream], nil
}

// arrowFooter returns the footer of a file: that of a file without batches, whose
// vector of batches is made to point to one behind it.
func arrowFooter(schema *arrow.Schema, blocks []arrowBlock) ([]byte, error) {
	var file onlyForward
	w, err := ipc.NewFileWriter(&file, ipc.WithSchema(schema))
	if err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	end := file.Len() - len(arrowMagic) - 4
	footer := file.Bytes()[:end]
	footer = footer[end-int(binary.LittleEndian.Uint32(file.Bytes()[end:])):]

	const recordBatches = 4 + 2*3 // field 3 in the vtable of Footer
	table := flatbuffers.Table{Bytes: footer, Pos: flatbuffers.GetUOffsetT(footer)}
	field := table.Offset(recordBatches)
	if field == 0 {
		return nil, fmt.Errorf("export: the footer of an Arrow file has no vector of batches")
	}
	for len(footer)%8 != 4 { // behind its length the vector is aligned
		footer = append(footer, 0)
	}
	flatbuffers.WriteUOffsetT(footer[table.Pos+flatbuffers.UOffsetT(field):], flatbuffers.UOffsetT(len(footer))-table.Pos-flatbuffers.UOffsetT(field))
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
	return 0, fmt.Errorf("export: an Arrow file is written from front to back")
}
