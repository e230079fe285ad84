// Package eventxml reads events as XML: what wevtutil, Get-WinEvent's ToXml,
// Event Viewer's "Save as XML" and the event collectors write. The layout is the
// schema of MS-EVEN6 2.2.13 (event.xsd).
//
// A file may hold one event, a list in <Events>, or many documents one after the
// other; events are found by their tags, so that a broken one costs only itself.
package eventxml
