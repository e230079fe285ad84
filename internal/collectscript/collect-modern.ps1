<#
Gathers what vsslog needs from one Windows host (Server 2008 R2, Windows 7 and
later; PowerShell 2.0 is enough).

  powershell -NoProfile -ExecutionPolicy Bypass -File collect-modern.ps1 -Minutes 60

Start it as an administrator BEFORE the backup, let it poll while the backup runs,
stop it with the key Q (or a file named stop in the folder) after the backup has
failed. It writes one folder below the current one and changes no setting. What
else happens on the host: vssadmin starts the Volume Shadow Copy service if it is
stopped. Of the Security log only the events about shadow copies and about changes
of the clock are taken; they name the accounts.

NOT TRIED ON WINDOWS: this script was written from documentation; no PowerShell
has run it. Its syntax was checked with another parser of the language, and its
output format was tested against the reader. In particular not tried: the query of
the Security log, the paths of backup programs other than Windows' own, PowerShell
2.0, and a Windows in another language. Each step says what it did in
collect-log.txt; a step that fails stops nothing.
#>
param(
    [int]$Minutes = 60,
    [string]$Folder = (Get-Location).Path
)

if ([IntPtr]::Size -eq 4 -and $env:PROCESSOR_ARCHITEW6432) {
    Write-Error 'This is the 32-bit PowerShell of a 64-bit Windows, which has no vssadmin: start the 64-bit one'; exit 2
}
if ($Minutes -lt 1) { Write-Error 'Minutes: a whole number from 1 on is expected'; exit 2 }

$out = Join-Path $Folder "vsslog-$env:COMPUTERNAME"
$try = 2
while (Test-Path -LiteralPath $out) { $out = Join-Path $Folder "vsslog-$env:COMPUTERNAME-$try"; $try++ }
New-Item -ItemType Directory -Path $out -ErrorAction Stop | Out-Null
Write-Host "Writing to $out"

# Time is UTC with its zone, so that nothing has to be guessed.
function Get-Stamp { [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [Globalization.CultureInfo]::InvariantCulture) }
function Say([string]$text) { "$(Get-Stamp) $text" | Out-File -FilePath (Join-Path $out 'collect-log.txt') -Append -Encoding UTF8 }

# Step runs a block, writes what it prints to a file, and notes how it went.
function Step([string]$file, [scriptblock]$block) {
    try {
        & $block 2>&1 | Out-String -Width 4096 | Out-File -FilePath (Join-Path $out $file) -Encoding UTF8
        Say "${file}: done"
    } catch { Say "${file}: $($_.Exception.Message)" }
}

Say 'begin'
$identity = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    Say 'NOT an administrator: vssadmin and the event logs will be refused'
    Write-Warning 'Not an administrator: start it again from an administrator''s prompt.'
}

# Facts.
Step 'systeminfo.txt' { systeminfo.exe }
$installed = @{ Name = 'InstalledOn'; Expression = { if ($_.InstalledOn) { $_.InstalledOn.ToString('yyyy-MM-dd') } } }
Step 'hotfixes.txt' { Get-HotFix | Format-List 'Source', 'Description', 'HotFixID', 'InstalledBy', $installed }
Step 'versions.txt' {
    foreach ($name in 'system32\vssapi.dll', 'system32\vssvc.exe', 'system32\swprv.dll', 'system32\eventcls.dll',
        'system32\vss_ps.dll', 'system32\es.dll', 'system32\drivers\volsnap.sys', 'syswow64\vssapi.dll') {
        $path = Join-Path $env:SystemRoot $name
        if (Test-Path -LiteralPath $path) { '{0} {1}' -f $path, (Get-Item -LiteralPath $path).VersionInfo.FileVersion }
    }
}
Step 'providers.txt' { vssadmin.exe list providers }
Step 'volumes.txt' { vssadmin.exe list volumes }
Step 'shadowstorage.txt' { vssadmin.exe list shadowstorage }
Step 'shadows-before.txt' { vssadmin.exe list shadows }

# The states of the writers, with the time before and after each listing.
Write-Host ''
Write-Host "Polling the writers for $Minutes minutes. START THE BACKUP NOW."
Write-Host "Press Q to stop earlier, or make a file named stop in $out"
Write-Host ''
$writers = Join-Path $out 'writers.txt'
$stop = Join-Path $out 'stop'
$end = [DateTime]::UtcNow.AddMinutes($Minutes)
$rounds = 0
$stopped = $false
while (-not $stopped -and [DateTime]::UtcNow -lt $end) {
    $rounds++
    $before = Get-Stamp
    $listing = vssadmin.exe list writers 2>&1 | Out-String -Width 4096
    $after = Get-Stamp
    $before, $listing, $after | Out-File -FilePath $writers -Append -Encoding UTF8
    for ($i = 0; $i -lt 20 -and -not $stopped; $i++) {
        Start-Sleep -Milliseconds 100
        if (Test-Path -LiteralPath $stop) { $stopped = $true }
        # Without a console (a scheduled task) there is no key to read.
        try { if ([Console]::KeyAvailable -and [Console]::ReadKey($true).Key -eq 'Q') { $stopped = $true } } catch { }
    }
}
if (Test-Path -LiteralPath $stop) { Remove-Item -LiteralPath $stop }
Say "$rounds listings of the writers"
Step 'shadows-after.txt' { vssadmin.exe list shadows }

# Event logs, named as Windows names their files.
foreach ($log in 'Application', 'System', 'Microsoft-Windows-Backup', 'Microsoft-Windows-VolumeSnapshot-Driver/Operational',
    'Microsoft-Windows-Hyper-V-VMMS-Admin', 'Microsoft-Windows-FileShareShadowCopyProvider/Operational') {
    wevtutil.exe gl $log 2>&1 | Out-Null
    if ($LASTEXITCODE -ne 0) { Say "${log}: this host has no such log"; continue }
    wevtutil.exe epl $log (Join-Path $out ($log.Replace('/', '%4') + '.evtx')) 2>&1 | Out-Null
    Say "${log}: wevtutil $LASTEXITCODE"
}
wevtutil.exe epl Security (Join-Path $out 'Security.evtx') '/q:*[System[(EventID=8222 or EventID=4904 or EventID=4905 or EventID=4616)]]' 2>&1 | Out-Null
Say "Security (8222, 4904, 4905, 4616 only): wevtutil $LASTEXITCODE"

# Logs of backup programs, the newest of each kind.
$number = 0
foreach ($pattern in "$env:SystemRoot\Logs\WindowsServerBackup\*.log", "$env:SystemRoot\Logs\WindowsBackup\*.log",
    "$env:ProgramFiles\Microsoft SQL Server\90\Shared\SqlWriterLogger*.txt", "$env:ProgramData\Veeam\Backup\VeeamGuestHelper*.log") {
    $found = Get-ChildItem -Path $pattern -ErrorAction SilentlyContinue | Sort-Object LastWriteTime -Descending | Select-Object -First 10
    foreach ($file in $found) {
        $number++
        Copy-Item -LiteralPath $file.FullName -Destination (Join-Path $out ('log-{0:d2}-{1}' -f $number, $file.Name)) -ErrorAction SilentlyContinue
        Say "copied $($file.FullName)"
    }
}
Say 'end'
Write-Host ''
Write-Host "Done. Give vsslog the folder:   vsslog analyze `"$out`""
