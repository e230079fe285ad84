// Package web is vsslog in a browser: one page that contains the program as WebAssembly.
// It reads the files that are dropped on it and sends nothing.
//
// web/engine is the program, web/ask its answers, page/ the page and its worker. Build
// builds the engine, which needs the go tool and the source; a release contains an engine
// that was built with it.
package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/vsslog/vsslog/export/report"
)

var (
	//go:embed page/page.html
	pageHTML string
	//go:embed page/page.css
	pageCSS string
	//go:embed page/page.js
	pageJS string
	// The worker in the order in which it runs, behind what Go brings along.
	//go:embed page/disk.js
	diskJS string
	//go:embed page/worker.js
	workerJS string
)

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// Engine is the program for browsers.
type Engine struct {
	Packed  []byte // WebAssembly, gzip
	Support string // the script that Go has for its programs in browsers, of the same version
	Version string // of the program
	Notices string // licences of what the program is made of
}

// These marks are in the page where long texts are inserted without the template.
const (
	engineMark = "ENGINE-GOES-HERE"
	workerMark = "WORKER-GOES-HERE"
)

// Write writes the page.
func (e *Engine) Write(w io.Writer) error {
	worker := e.Support + diskJS + workerJS
	if strings.Contains(strings.ToLower(worker), "</script") || strings.Contains(worker, "<!--") {
		return errors.New("the worker's script would end the element that holds it")
	}
	var all bytes.Buffer
	err := pageTemplate.Execute(&all, map[string]any{
		"Policy": policy(), "Version": e.Version, "ReportStyle": template.CSS(report.Style()), "Style": template.CSS(pageCSS),
		"Script": template.JS(pageJS), "Notices": e.Notices, "Worker": workerMark, "Engine": engineMark,
	})
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(all.String(), workerMark)
	between, after, both := strings.Cut(rest, engineMark)
	if !found || !both {
		return errors.New("the page has no place for its worker and engine")
	}
	for _, part := range []string{before, worker, between} {
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
	}
	encoder := base64.NewEncoder(base64.StdEncoding, w)
	if _, err := encoder.Write(e.Packed); err != nil {
		return err
	}
	if err := encoder.Close(); err != nil {
		return err
	}
	_, err = io.WriteString(w, after)
	return err
}

// policy allows the page its own styles and scripts, those of the report in its frame, a
// worker and a frame made of what it holds itself, and nothing else: no connection.
func policy() string {
	reportStyle, reportScript := report.Sources()
	return fmt.Sprintf(
		"default-src 'none'; connect-src 'none'; style-src %s %s; script-src %s %s 'wasm-unsafe-eval'; worker-src "+
			"blob:; frame-src blob:; base-uri 'none'; form-action 'none'",
		reportStyle,
		hashSource(pageCSS),
		hashSource(pageJS),
		reportScript,
	)
}

// hashSource is how a policy allows exactly one inline text.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
