// Package eventxml reads events as XML: the output of wevtutil, Get-WinEvent's ToXml,
// Event Viewer's "Save as XML" and the event collectors. The layout is the schema of
// MS-EVEN6 2.2.13 (event.xsd).
//
// A file may contain one event, a list in <Events>, or many documents one after another;
// events are found by their tags, so that a broken event costs only itself.
package eventxml
