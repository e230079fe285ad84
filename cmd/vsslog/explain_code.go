package main

import (
	"fmt"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"math/bits"
	"slices"
	"strings"
)

// explainCode tells about a code in any of its spellings, alone or in a text
// such as "hr = 0x80042409".
func explainCode(thing string) []string {
	v, ok := vocab.ParseCode(thing)
	if !ok {
		v, ok = vocab.FindCode(thing)
	}
	if !ok {
		return nil
	}
	if c := vocab.CodeOf(v); c.Name != "" {
		return codeLines(c)
	}
	if n := int32(v); n < 0 && n >= -9999 {
		return explainJet(n)
	}
	win32 := v>>16 == 0x8007
	c, ok := vocab.Win32Of(v & 0xffff)
	switch {
	case !win32 && (!ok || v > 0xffff):
		return unknownCode(v)
	case !ok:
		return []string{fmt.Sprintf("%s (%d) holds the Win32 error %d, of which nothing is known here.", vocab.Hex(v), int32(v), v&0xffff),
			fmt.Sprintf("On Windows: net helpmsg %d", v&0xffff)}
	}
	lines := []string{fmt.Sprintf("%s (%d), Win32 error %d %s: %s.", vocab.Hex(v), int32(v), v&0xffff, c.Name, c.Meaning)}
	return append(lines, orNothing(c.Retry, "Source: "+c.Source+".")...)
}

// unknownCode says so, and names the known codes that differ in one digit.
func unknownCode(v uint32) []string {
	lines := []string{fmt.Sprintf("%s (%d) is no code that is known here.", vocab.Hex(v), int32(v))}
	var near []string
	for _, c := range vocab.Codes {
		if digitsApart(c.Value, v) == 1 {
			near = append(near, vocab.Hex(c.Value)+" "+c.Name)
		}
	}
	switch {
	case len(near) > 4:
		lines = append(lines, fmt.Sprintf("One digit away: %s and %d more.", strings.Join(near[:4], ", "), len(near)-4))
	case near != nil:
		lines = append(lines, "One digit away: "+strings.Join(near, ", ")+".")
	}
	return lines
}

// digitsApart counts the hex digits in which two codes differ.
func digitsApart(a, b uint32) int {
	d := a ^ b
	d |= d >> 1
	d |= d >> 2
	return bits.OnesCount32(d & 0x11111111)
}

func codeLines(c vocab.Code) []string {
	lines := []string{fmt.Sprintf("%s (%d) %s: %s.", vocab.Hex(c.Value), int32(c.Value), c.Name, c.Meaning)}
	lines = append(lines, orNothing(c.Retry, "Source: "+c.Source+".")...)
	return append(lines, speaking(func(g detect.Trigger) bool {
		return slices.Contains(g.Codes, c.Value) || c.Value == vocab.CodeWriterTimeout && g.TimedOut
	})...)
}

// orNothing is the lines that are not empty.
func orNothing(lines ...string) []string {
	return slices.DeleteFunc(lines, func(l string) bool { return l == "" })
}

// explainJet tells about an error of ESE.
func explainJet(n int32) []string {
	c, ok := vocab.JetErrors[n]
	if !ok {
		return []string{fmt.Sprintf("%d (%s) is no code that is known here; negative numbers of up to four digits are errors of ESE (JET).", n, vocab.Hex(uint32(n)))}
	}
	return jetLines(n, c)
}

func jetLines(n int32, c vocab.Code) []string {
	return []string{fmt.Sprintf("%d (%s) %s: %s.", n, vocab.Hex(uint32(n)), c.Name, c.Meaning), "An error of ESE (JET). Source: " + c.Source + "."}
}

// explainName finds codes and states by their symbolic name, VSS codes also
// without their VSS_E_.
func explainName(thing string) []string {
	for _, c := range vocab.Codes {
		if strings.EqualFold(c.Name, thing) || strings.EqualFold(strings.TrimPrefix(c.Name, "VSS_E_"), thing) {
			return codeLines(c)
		}
	}
	for _, c := range vocab.Win32Errors {
		if strings.EqualFold(c.Name, thing) {
			return explainCode(vocab.Hex(0x80070000 | c.Value))
		}
	}
	for n, c := range vocab.JetErrors {
		if strings.EqualFold(c.Name, thing) {
			return jetLines(n, c)
		}
	}
	for n, s := range vocab.WriterStates {
		if strings.EqualFold(s.Name, thing) || strings.EqualFold(strings.TrimPrefix(s.Name, "VSS_WS_"), thing) {
			return explainNumber(fmt.Sprintf("[%d]", n))
		}
	}
	return nil
}
