package source

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/vsslog/vsslog/parse"
)

func memoryInput(content string) *parse.Input {
	return &parse.Input{
		Source: "in",
		Size:   int64(len(content)),
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}
}

// claims makes a format that is so sure of what begins with prefix.
func claims(name, prefix string, sure parse.Confidence) parse.Format {
	return parse.Format{Name: name, Detect: func(s parse.Sample) parse.Confidence {
		if bytes.HasPrefix(s.Head, []byte(prefix)) {
			return sure
		}
		return parse.No
	}}
}

func TestIdentify(t *testing.T) {
	list := []parse.Format{
		claims("weak", "", parse.Possible),
		claims("first", "a", parse.Likely),
		claims("second", "a", parse.Likely),
		claims("sure", "ab", parse.Certain),
		claims("other", "x", parse.Certain),
	}
	for _, c := range []struct {
		content, as, want string
		sure              parse.Confidence
		err               error
	}{
		{"z", "", "weak", parse.Possible, nil}, {"a", "", "first", parse.Likely, nil}, {"abc", "", "sure", parse.Certain, nil},
		{"abc", "Second", "second", parse.Likely, nil}, {"abc", "other", "other", parse.No, nil}, {"abc", "none", "", parse.No, ErrUnknownFormat},
		{"", "", "", parse.No, parse.ErrEmpty},
	} {
		f, sure, sample, err := Identify(memoryInput(c.content), list, c.as)
		if f.Name != c.want || sure != c.sure || !errors.Is(err, c.err) || string(sample.Head) != c.content ||
			sample.Size != int64(len(c.content)) {
			t.Errorf(
				"%q as %q: %q, %d, sample %q of %d, %v",
				c.content,
				c.as,
				f.Name,
				sure,
				sample.Head,
				sample.Size,
				err,
			)
		}
	}
	if f, sure, _, err := Identify(memoryInput("z"), list[1:], ""); f.Name != "" || sure != parse.No || err != nil {
		t.Errorf("what none claims: %q, %d, %v", f.Name, sure, err)
	}
}

// TestIdentifyOnce checks that looking at an input that can be opened only once
// takes nothing from it.
func TestIdentifyOnce(t *testing.T) {
	content := strings.Repeat("0123456789", sampleSize/5)
	opened := 0
	in := &parse.Input{Source: "pipe", Size: -1, Once: true, Open: func() (io.ReadCloser, error) {
		opened++
		return io.NopCloser(strings.NewReader(content)), nil
	}}
	_, _, sample, err := Identify(in, nil, "")
	if err != nil || len(sample.Head) != sampleSize || sample.Size != -1 {
		t.Fatalf("sample of %d bytes, size %d, %v", len(sample.Head), sample.Size, err)
	}
	r, err := in.Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != content || opened != 1 {
		t.Errorf("%d bytes, opened %d times, %v", len(got), opened, err)
	}
}

func TestIdentifyUnreadable(t *testing.T) {
	broken := errors.New("broken")
	for prefix, want := range map[string]string{"": "", "a": "first"} {
		in := &parse.Input{Source: "in", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader(prefix), iotest.ErrReader(broken))), nil
		}}
		f, _, _, err := Identify(in, []parse.Format{claims("first", "a", parse.Likely)}, "")
		if f.Name != want || (want == "") != errors.Is(err, broken) {
			t.Errorf("%q and then a failure: %q, %v", prefix, f.Name, err)
		}
	}
}

func TestDigest(t *testing.T) {
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	for _, read := range []int64{0, 1, 2, 3, 4} {
		in := memoryInput("abc")
		opened := 0
		plain := in.Open
		in.Open = func() (io.ReadCloser, error) { opened++; return plain() }
		d := NewDigest(in)
		r, err := in.Open()
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, io.LimitReader(r, read))
		sum, size, err := d.Sum(context.Background())
		if sum != abc || size != 3 || err != nil {
			t.Errorf("%d bytes read before: %s of %d bytes, %v", read, sum, size, err)
		}
		if whole := read == 4; whole != (opened == 1) {
			t.Errorf("%d bytes read before: opened %d times", read, opened)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := NewDigest(memoryInput("abc")).Sum(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}
