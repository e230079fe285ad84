// Package clixml reads events that PowerShell's Export-Clixml wrote: objects of
// Get-WinEvent and Get-EventLog as XML of properties. Support scripts collect event
// logs in this form. Documented in [MS-PSRP], 2.2.5, serialization of objects.
package clixml
