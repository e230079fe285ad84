// Package console reads files that people and scripts make from console output and
// logs: it turns bytes into lines, passes the lines to a list of grammars, and assigns
// times to what they find.
//
// Such files are mixed in practice. One file contains several commands one after
// another, prompts, time stamp lines, hard console wraps, Markdown quotes, the JSON of a
// guest agent, and parts in different encodings (wmic appends UTF-16 to a file that cmd
// began in an OEM code page). Nothing here therefore looks at a file as a whole: a
// Document is a window of lines that moves over a stream, a Grammar claims the block of
// lines that begins at one of them, and unclaimed lines are only searched for VSS codes.
//
// A text may have any size. It is read twice: first for the evidence of its dates on the
// order of day and month, then by the grammars. Memory is limited: the window, the
// statements that wait for a later time, a line.
//
// Times of listings. A stamp before a listing is a lower bound of the moment at which
// the listing was true, a stamp after it an upper bound; this is true whether a script
// prints its stamp before or after the command. Equal stamps (cmd expands %time% once in
// a parenthesised loop) give order and no upper bound: the first different stamp does.
// If the evidence in the file does not decide between day and month of a date, the date
// is not guessed: the record then has no time, and both readings are in its fields and
// in a Damage.
package console
