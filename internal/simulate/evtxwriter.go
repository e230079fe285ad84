package simulate

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"time"
)

// EVTX file layout: libevtx, "Windows XML Event Log (EVTX) format".
const (
	evtxHeaderSize  = 4096
	evtxChunkSize   = 65536
	evtxChunkHeader = 512
	filetimeEpoch   = 116444736000000000 // 1970-01-01 in 100 ns since 1601

	eventNamespace = "http://schemas.microsoft.com/win/2004/08/events/event"
)

// EVTXOptions say in which condition the file is found.
type EVTXOptions struct {
	// MaxChunks is the size of the live, circular file; older chunks are
	// overwritten. 0: as many as there are records for.
	MaxChunks int
	// Dirty leaves the file header as it was when the log was opened, with a
	// flag that says so.
	Dirty bool
}

// encodeEVTX returns the log as an EVTX file, and the records that are live in it.
func encodeEVTX(records []*Record, computer string, opt EVTXOptions) ([]byte, []*Record, error) {
	var chunks [][]byte
	var counts []int
	rest := records
	for len(rest) > 0 || len(chunks) == 0 {
		chunk, n, err := encodeChunk(rest, computer)
		if err != nil {
			return nil, nil, err
		}
		chunks, counts = append(chunks, chunk), append(counts, n)
		rest = rest[n:]
	}
	live := len(records)
	first, last := 0, len(chunks)-1
	if opt.MaxChunks > 0 && len(chunks) > opt.MaxChunks {
		// The ring of chunks: chunk n of all stands in place n modulo its length.
		ring := make([][]byte, opt.MaxChunks)
		for i := len(chunks) - opt.MaxChunks; i < len(chunks); i++ {
			ring[i%opt.MaxChunks] = chunks[i]
		}
		for _, n := range counts[:len(chunks)-opt.MaxChunks] {
			live -= n
		}
		first, last = (len(chunks)-opt.MaxChunks)%opt.MaxChunks, (len(chunks)-1)%opt.MaxChunks
		chunks = ring
	}
	next := uint64(1)
	if len(records) > 0 {
		next = records[len(records)-1].Number + 1
	}
	file := evtxHeader(first, last, len(chunks), next, opt.Dirty)
	for _, c := range chunks {
		file = append(file, c...)
	}
	return file, records[len(records)-live:], nil
}

func evtxHeader(first, last, chunks int, next uint64, dirty bool) []byte {
	h := make([]byte, evtxHeaderSize)
	le := binary.LittleEndian
	copy(h, "ElfFile\x00")
	le.PutUint64(h[8:], uint64(first))
	le.PutUint64(h[16:], uint64(last))
	le.PutUint64(h[24:], next)
	le.PutUint32(h[32:], 128)
	le.PutUint16(h[36:], 1) // version 3.1
	le.PutUint16(h[38:], 3)
	le.PutUint16(h[40:], evtxHeaderSize)
	le.PutUint16(h[42:], uint16(chunks))
	if dirty {
		le.PutUint64(h[8:], 0)
		le.PutUint64(h[16:], 0)
		le.PutUint64(h[24:], 1)
		le.PutUint32(h[120:], 1)
	}
	le.PutUint32(h[124:], crc32.ChecksumIEEE(h[:120]))
	return h
}

// encodeChunk fills a chunk with as many of the records as fit and returns how
// many those were.
func encodeChunk(records []*Record, computer string) ([]byte, int, error) {
	c := &chunkBuilder{b: make([]byte, evtxChunkHeader, evtxChunkSize),
		names: map[string]uint32{}, templates: map[string]uint32{}}
	n, lastRecord := 0, evtxChunkHeader
	for _, r := range records {
		start, buckets, chains := len(c.b), c.buckets, c.chains
		if err := c.record(r, computer); err != nil {
			return nil, 0, err
		}
		if len(c.b) > evtxChunkSize {
			if n == 0 {
				return nil, 0, fmt.Errorf("record %d of %s is larger than a chunk", r.Number, r.Log)
			}
			c.b, c.buckets, c.chains = c.b[:start], buckets, chains
			break
		}
		n, lastRecord = n+1, start
	}
	free := len(c.b)
	chunk := make([]byte, evtxChunkSize)
	copy(chunk, c.b)
	le := binary.LittleEndian
	copy(chunk, "ElfChnk\x00")
	if n > 0 {
		le.PutUint64(chunk[8:], records[0].Number)
		le.PutUint64(chunk[16:], records[n-1].Number)
		le.PutUint64(chunk[24:], records[0].Number)
		le.PutUint64(chunk[32:], records[n-1].Number)
	} else { // what an empty log looks like
		le.PutUint64(chunk[8:], 1)
		le.PutUint64(chunk[16:], ^uint64(0))
		le.PutUint64(chunk[24:], ^uint64(0))
		le.PutUint64(chunk[32:], ^uint64(0))
	}
	le.PutUint32(chunk[40:], 128)
	le.PutUint32(chunk[44:], uint32(lastRecord))
	le.PutUint32(chunk[48:], uint32(free))
	le.PutUint32(chunk[52:], crc32.ChecksumIEEE(chunk[evtxChunkHeader:free]))
	for i, at := range c.buckets {
		le.PutUint32(chunk[128+4*i:], at)
	}
	for i, at := range c.chains {
		le.PutUint32(chunk[384+4*i:], at)
	}
	sum := crc32.NewIEEE()
	sum.Write(chunk[:120])
	sum.Write(chunk[128:evtxChunkHeader])
	le.PutUint32(chunk[124:], sum.Sum32())
	return chunk, n, nil
}

// record writes one event record, padded to eight bytes.
func (c *chunkBuilder) record(r *Record, computer string) error {
	sid, err := binarySID(r.SID)
	if err != nil {
		return err
	}
	start := len(c.b)
	c.b = append(c.b, 0x2a, 0x2a, 0, 0)
	c.u32(0)
	c.u64(r.Number)
	// The service writes a record a little after the event.
	written := r.Stamp.Add(time.Duration(150+r.Number%7*40) * time.Microsecond)
	c.u64(filetime(written))
	if r.GUID == "" {
		c.classicEvent(r, computer, sid)
	} else {
		c.manifestEvent(r, computer, sid)
	}
	for (len(c.b)+4-start)%8 != 0 {
		c.b = append(c.b, 0)
	}
	size := uint32(len(c.b) + 4 - start)
	c.u32(size)
	binary.LittleEndian.PutUint32(c.b[start+4:], size)
	return nil
}

// classicEvent writes the event of a source that registers no manifest: all
// such sources share one template, their strings are one array.
func (c *chunkBuilder) classicEvent(r *Record, computer string, sid []byte) {
	data := leaf("Data", 11, valueStrings)
	data.dependency = 11
	binaryData := leaf("Binary", 12, valueBinary)
	binaryData.dependency = 12
	root := node("Event",
		node("System",
			node("Provider").attrHole("Name", 7, valueString),
			leaf("EventID", 0, valueUint16).attrHole("Qualifiers", 1, valueUint16),
			leaf("Level", 2, valueUint8),
			leaf("Task", 3, valueUint16),
			leaf("Keywords", 4, valueHexInt64),
			node("TimeCreated").attrHole("SystemTime", 5, valueFileTime),
			leaf("EventRecordID", 6, valueUint64),
			leaf("Channel", 8, valueString),
			leaf("Computer", 9, valueString),
			node("Security").attrHole("UserID", 10, valueSID)),
		node("EventData", data, binaryData)).attr("xmlns", eventNamespace)
	keywords := r.Keywords
	if keywords == 0 {
		keywords = 0x80000000000000 // Classic
	}
	var array []byte
	for _, s := range r.Strings {
		array = appendUTF16Z(array, s)
	}
	c.fragment("classic", root, []value{
		uint16Value(r.ID), uint16Value(r.Qualifiers), uint8Value(r.Level), uint16Value(r.Task),
		{kind: valueHexInt64, data: binary.LittleEndian.AppendUint64(nil, keywords)},
		{kind: valueFileTime, data: binary.LittleEndian.AppendUint64(nil, filetime(r.Stamp))},
		uint64Value(r.Number),
		stringValue(r.Source), stringValue(r.Log), stringValue(computer),
		orNull(valueSID, sid), orNull(valueStrings, array), orNull(valueBinary, r.Data),
	})
}

// manifestEvent writes the event of a provider with a manifest: a template of
// its own for the system part, and a nested fragment for the data.
func (c *chunkBuilder) manifestEvent(r *Record, computer string, sid []byte) {
	provider := node("Provider").attr("Name", r.Source).attr("Guid", r.GUID)
	if r.EventName != "" {
		provider.attr("EventSourceName", r.EventName)
	}
	eventID := leaf("EventID", 0, valueUint16)
	if r.EventName != "" {
		eventID.attrHole("Qualifiers", 1, valueUint16)
	}
	root := node("Event",
		node("System",
			provider,
			eventID,
			leaf("Version", 13, valueUint8),
			leaf("Level", 2, valueUint8),
			leaf("Task", 3, valueUint16),
			leaf("Opcode", 14, valueUint8),
			leaf("Keywords", 4, valueHexInt64),
			node("TimeCreated").attrHole("SystemTime", 5, valueFileTime),
			leaf("EventRecordID", 6, valueUint64),
			node("Correlation"),
			node("Execution").attrHole("ProcessID", 7, valueUint32).attrHole("ThreadID", 8, valueUint32),
			leaf("Channel", 9, valueString),
			leaf("Computer", 10, valueString),
			node("Security").attrHole("UserID", 11, valueSID))).attr("xmlns", eventNamespace)
	root.value = &hole{12, valueBinXML, true}
	c.fragment("manifest "+r.Source, root, []value{
		uint16Value(r.ID), uint16Value(r.Qualifiers), uint8Value(r.Level), uint16Value(r.Task),
		{kind: valueHexInt64, data: binary.LittleEndian.AppendUint64(nil, r.Keywords)},
		{kind: valueFileTime, data: binary.LittleEndian.AppendUint64(nil, filetime(r.Stamp))},
		uint64Value(r.Number), uint32Value(r.PID), uint32Value(r.TID),
		stringValue(r.Log), stringValue(computer), orNull(valueSID, sid),
		{kind: valueBinXML, build: func(c *chunkBuilder) { c.payload(r) }},
		uint8Value(r.Version), uint8Value(r.Opcode),
	})
}

// payload writes the data of a manifest event as a fragment of its own.
func (c *chunkBuilder) payload(r *Record) {
	key := fmt.Sprintf("data %s %d %d %d", r.Source, r.ID, r.Version, len(r.Names))
	values := make([]value, 0, len(r.Strings)+1)
	for _, s := range r.Strings {
		values = append(values, stringValue(s))
	}
	var root *element
	if r.UserData != "" {
		inner := node(r.UserData).attr("xmlns", "http://manifests.microsoft.com/win/2004/08/windows/eventlog")
		for i, name := range r.Names {
			inner.children = append(inner.children, leaf(name, i, valueString))
		}
		root = node("UserData", inner)
	} else {
		root = node("EventData")
		for i, name := range r.Names {
			root.children = append(root.children, leaf("Data", i, valueString).attr("Name", name))
		}
		if len(r.Data) > 0 {
			key += " binary"
			root.children = append(root.children, leaf("Binary", len(values), valueBinary))
			values = append(values, value{kind: valueBinary, data: r.Data})
		}
	}
	c.fragment(key, root, values)
}

func filetime(t Instant) uint64 { return uint64(int64(t)/100 + filetimeEpoch) }

func uint8Value(v uint8) value { return value{kind: valueUint8, data: []byte{v}} }

func uint16Value(v uint16) value {
	return value{kind: valueUint16, data: binary.LittleEndian.AppendUint16(nil, v)}
}

func uint32Value(v uint32) value {
	return value{kind: valueUint32, data: binary.LittleEndian.AppendUint32(nil, v)}
}

func uint64Value(v uint64) value {
	return value{kind: valueUint64, data: binary.LittleEndian.AppendUint64(nil, v)}
}

func stringValue(s string) value { return value{kind: valueString, data: appendUTF16(nil, s)} }

// orNull returns a value, or the null value where there is nothing to store.
func orNull(kind byte, data []byte) value {
	if len(data) == 0 {
		return value{kind: valueNull}
	}
	return value{kind: kind, data: data}
}
