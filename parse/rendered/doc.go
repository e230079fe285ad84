// Package rendered contains what all formats share in which a tool wrote events as text
// (XML, JSON, CSV, objects of PowerShell): the decoded stream, the names of an event's
// system properties, times and levels as tools print them, and the tokens that can be
// taken from a rendered message.
package rendered
