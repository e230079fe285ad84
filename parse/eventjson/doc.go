// Package eventjson reads events as JSON: lines, arrays, single and pretty-printed
// objects, as written by evtx_dump, Winlogbeat, NXLog, Velociraptor, Hayabusa, EvtxECmd
// and PowerShell's ConvertTo-Json. Each form is a shape in shapes.go; an object is read
// by the first shape whose marks it has.
package eventjson
