// Package eventtext reads events as people copy them: from Event Viewer as text, as XML
// or as its Friendly View, from wevtutil and PowerShell, as rows of a list, as lines of a
// monitoring program, or as the message alone. They may be anywhere in a longer text.
//
// It produces records of the real provider, as a log would have them, with FromText set
// if fields were taken from a rendered message: correlate's vocabulary interprets them
// like all others. Labels are looked up in a table of translations, each with its
// source; if a label is not in the table, the structure decides: a known source, a
// number, a message.
//
// A message without any header has the provider and the id that its tokens leave as the
// only possibility; if they leave several, it is an event of source VSS with id 0, and
// keeps its code, routine, writer, provider and volume.
//
// Dates. Labels of a language whose locales all write the day first fix the order of day
// and month. Otherwise the evidence of the whole text decides, and if it does not, the
// record has no time and both readings in its fields.
//
// What a table or a row cuts off is marked: field "cut" is "true".
package eventtext
