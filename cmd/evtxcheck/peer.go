package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	peer "github.com/0xrawsec/golang-evtx/evtx"
)

// line is what the child says about one record, one chunk or the file.
type line struct {
	Offset int64          `json:"offset"` // of the record or chunk in the file
	ID     int64          `json:"id,omitempty"`
	Chunks int64          `json:"chunks,omitempty"` // that it will look for; in the first line
	Event  map[string]any `json:"event,omitempty"`
	// One of these is set where golang-evtx failed.
	RecordError string `json:"record_error,omitempty"`
	ChunkError  string `json:"chunk_error,omitempty"`
	FileError   string `json:"file_error,omitempty"`
	Done        bool   `json:"done,omitempty"` // the last line
}

// runPeer is the child: it writes a line for every record that golang-evtx
// finds, in the order of the file, as soon as it has it.
func runPeer(path string) error {
	out := json.NewEncoder(os.Stdout)
	os.Stdout = os.Stderr // for a library that prints
	file, err := peer.OpenDirty(path)
	if err != nil {
		return errors.Join(out.Encode(line{FileError: err.Error()}), out.Encode(line{Done: true}))
	}
	defer file.Close()
	if err := out.Encode(line{Chunks: int64(file.Header.ChunkCount)}); err != nil {
		return err
	}
	for i := range int64(file.Header.ChunkCount) {
		at := int64(file.Header.ChunkDataOffset) + i*peer.ChunkSize
		chunk := peer.NewChunk()
		if failure := guarded(func() (err error) { chunk, err = file.FetchChunk(at); return err }); failure != "" {
			if err := out.Encode(line{Offset: at, ChunkError: failure}); err != nil {
				return err
			}
		}
		// The list of a chunk that failed reaches up to the failure, and the last
		// entry of any list lies behind the last record.
		for _, place := range chunk.EventOffsets {
			if place > chunk.Header.OffsetLastRec {
				break
			}
			l := line{Offset: at + int64(place)}
			l.RecordError = guarded(func() error {
				event := chunk.ParseEvent(int64(place))
				l.ID = event.Header.ID
				m, err := event.GoEvtxMap(&chunk)
				if m != nil {
					l.Event, _ = plain(*m).(map[string]any)
				}
				return err
			})
			if err := out.Encode(l); err != nil {
				return err
			}
		}
	}
	return out.Encode(line{Done: true})
}

// guarded calls f and returns its error or panic as text.
func guarded(f func() error) (failure string) {
	defer func() {
		if r := recover(); r != nil {
			failure = fmt.Sprint("panic: ", r)
		}
	}()
	if err := f(); err != nil {
		return err.Error()
	}
	return ""
}

// plain turns golang-evtx's tree into maps, lists and strings.
func plain(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case peer.GoEvtxMap:
		m := make(map[string]any, len(v))
		for name, item := range v {
			m[name] = plain(item)
		}
		return m
	case peer.UTCTime:
		return time.Time(v).UTC().Format(time.RFC3339Nano)
	case []byte:
		return string(v)
	case []string:
		return items(v)
	case []uint16:
		return items(v)
	case []uint64:
		return items(v)
	case string:
		return v
	}
	return fmt.Sprint(v)
}

func items[T any](list []T) []any {
	all := make([]any, len(list))
	for i, item := range list {
		all[i] = fmt.Sprint(item)
	}
	return all
}

// child reads the lines of a running child.
type child struct {
	cmd    *exec.Cmd
	lines  *json.Decoder
	cancel context.CancelFunc
	next   *line // read and not taken yet
	died   string
	ended  bool
}

// startChild runs golang-evtx over the file at path for no longer than limit.
func startChild(ctx context.Context, path string, limit time.Duration) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	c := &child{cancel: cancel, cmd: exec.CommandContext(ctx, self, childFlag, path)}
	pipe, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("start golang-evtx in a process of its own: %w", err)
	}
	c.lines = json.NewDecoder(bufio.NewReaderSize(pipe, 1<<20))
	return c, nil
}

// peek returns the next line, or nil at the end.
func (c *child) peek() *line {
	if c.next != nil || c.ended {
		return c.next
	}
	l := new(line)
	err := c.lines.Decode(l)
	if err == nil && !l.Done {
		c.next = l
		return l
	}
	c.ended = true
	if err != nil {
		c.died = "golang-evtx ended before it was done"
		if exit := c.cmd.Wait(); exit != nil {
			c.died += ": " + exit.Error()
		} else if err != io.EOF {
			c.died += ": " + err.Error()
		}
	}
	return nil
}

func (c *child) take() *line {
	l := c.peek()
	c.next = nil
	return l
}

// close ends the child.
func (c *child) close() {
	c.cancel()
	c.cmd.Wait()
}
