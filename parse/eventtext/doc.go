// Package eventtext reads events as people copy them: out of Event Viewer as text,
// as XML or as its Friendly View, out of wevtutil and PowerShell, as rows of a
// list, as lines of a monitoring program, or as the message alone. They stand
// anywhere in a longer text.
//
// What it finds are records of the real provider, as a log would give them, with
// FromText set where fields were taken out of a rendered message: correlate's
// vocabulary gives them meaning like any other. Labels are looked up in a table of
// translations, each with its source; where a label is not in it, the structure
// tells: a known source, a number, a message.
//
// A message without any header has the provider and the id that its tokens leave
// as the only ones; where they leave several, it is an event of source VSS with id
// 0, and keeps its code, routine, writer, provider and volume.
//
// Dates. Labels of a language whose locales all write the day first fix the order
// of day and month. Otherwise the evidence of the whole text decides, and where it
// does not, the record has no time and both readings in its fields.
//
// What a table or a row cuts off is marked: field "cut" is "true".
package eventtext
