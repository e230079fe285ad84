// Package eventcsv reads events as tables: Event Viewer's saves as CSV and TXT (of
// Server 2003 and of later versions), PowerShell's Export-Csv of Get-WinEvent and
// Get-EventLog, Log Parser, EvtxECmd and Hayabusa.
//
// Most of them hold the rendered message and not the data of an event, and the
// time as the language of the host writes it: see dates.go for how the order of
// day and month is found.
package eventcsv
