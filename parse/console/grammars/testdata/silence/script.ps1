# Looks for writers that failed and restarts what belongs to them.
param([string]$LogPath = "C:\Temp\writers.log")
$writers = vssadmin list writers
if ($LASTEXITCODE -ne 0) {
    Write-Host "VSS error: vssadmin failed with 0x80042302"
    exit 1
}
foreach ($line in $writers) {
    if ($line -match "State: \[8\] Failed") {
        Write-Warning "VSS error: writer failed, 0x800423f4"
        $failed = $true
    }
}
switch ($code) {
    0x800423f2 { "Time-out" }
    0x800423f3 { "Retryable error" }
}
if ($failed) {
    Restart-Service -Name VSS -Force
    Add-Content -Path $LogPath -Value "ERROR - Volume Shadow Copy Service operation error (0x800423f4)"
}
