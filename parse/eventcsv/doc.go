// Package eventcsv reads events as tables: Event Viewer's saves as CSV and TXT (of
// Server 2003 and of later versions), PowerShell's Export-Csv of Get-WinEvent and
// Get-EventLog, Log Parser, EvtxECmd and Hayabusa.
//
// Most of them contain the rendered message and not the data of an event, and the time
// in the language of the host: dates.go determines the order of day and month.
package eventcsv
