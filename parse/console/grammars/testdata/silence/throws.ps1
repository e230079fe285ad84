param([string]$Volume)
$rc = (Get-Snapshot $Volume).Code
if ($rc -eq 0x80042306) { Write-Error "Snapshot failed: 0x80042306" }
throw "Backup failed: a writer was late (0x800423f2)"
