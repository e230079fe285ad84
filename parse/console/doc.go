// Package console reads files that people and scripts make out of console output
// and logs: it turns bytes into lines, hands the lines to a list of grammars,
// and gives what they find a place in time.
//
// Such files are mixed in practice. One file holds several commands one after
// another, prompts, time stamp lines, hard console wraps, Markdown quotes, the
// JSON of a guest agent, and parts in different encodings (wmic appends UTF-16
// to a file that cmd began in an OEM code page). So nothing here looks at a file
// as a whole: a Document is a window of lines that moves over a stream, a Grammar
// claims the block of lines that begins at one of them, and what no grammar
// claims is searched for VSS codes only.
//
// A text may be of any size. It is read twice: first for what its dates tell
// about the order of day and month, then by the grammars. What is held of it is
// bounded: the window, the statements that wait for a time behind them, a line.
//
// Times of listings. A stamp that stands before a listing is a lower bound of
// the moment at which the listing was true, a stamp behind it an upper bound;
// this holds whether a script prints its stamp before or after the command.
// Equal stamps (cmd expands %time% once in a parenthesised loop) give order and
// no upper bound: the first different stamp does. A date whose day and month
// cannot be told apart from the evidence in the file is not guessed: the record
// then has no time, both readings are in its fields and in a Damage.
package console
