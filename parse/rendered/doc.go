// Package rendered holds what all formats share that are events written out as
// text by some tool (XML, JSON, CSV): the decoded stream, the names of an event's
// system properties, times and levels as tools print them, and the tokens that
// can be taken out of a rendered message.
package rendered
