package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Native reads the stack of a native program that an exception of VSS went through, as
// debuggers print it. The innermost routine of VSS behind the throw is what failed.
//
//	KernelBase.dll!_RaiseException@16()
//	vssapi.dll!CVssFunctionTracer::Throw(...)
//	vssapi.dll!CVssWriterImpl::GetCallback(...)
var Native = console.Grammar{
	Name:  "native-stack",
	Title: "stack of a native program that VSS ended with an exception",
	Sure:  parse.Likely,
	Words: []string{".dll!", ".exe!", "vssapi!", "vssvc!", "swprv!"},
	Begin: console.Stateless(readNative),
}

// nativeFrame is a frame: module!routine, with what debuggers put before and behind it.
var nativeFrame = lazyregexp.New(`(?:^|[\s>])([\w.+-]{2,40})!([\w:~@?$<>]{2,120})`)

func readNative(r *console.Reader, i int) int {
	thrown, function, last, frames := false, "", i, 0
	for at := i; at < i+maxStack && r.Has(at); at++ {
		m := nativeFrame.FindStringSubmatch(r.Text(at))
		if m == nil {
			break
		}
		frames, last = frames+1, at
		routine := m[2]
		if strings.Contains(routine, "RaiseException") || strings.Contains(routine, "CxxThrowException") ||
			strings.HasSuffix(routine, "::Throw") {
			thrown = true
			continue
		}
		if function == "" && thrown && strings.Contains(routine, "Vss") {
			function = routine
		}
	}
	if frames < 3 || !thrown || function == "" {
		return i
	}
	s := r.Add(parse.ProviderRequester, i, last)
	s.Set(parse.FieldTool, parse.ToolProgram)
	s.Set(parse.FieldPhrase, parse.PhraseSnapshotFailed)
	for at := i; at <= last; at++ {
		if codes, _ := console.CodeIn(r.Text(at)); len(codes) > 0 {
			s.Set(parse.FieldHResult, console.HResult(codes[0]))
			break
		}
	}
	s.Set(parse.FieldFunction, function)
	s.SetText(r.Text(i))
	r.Vouch()
	return last + 1
}
