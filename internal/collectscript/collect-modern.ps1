<#
Gathers what vsslog needs from one Windows host (Server 2008 R2, Windows 7 and
later; PowerShell 2.0 is enough).

  powershell -NoProfile -ExecutionPolicy Bypass -File collect-modern.ps1 -Minutes 60

Start it as an administrator BEFORE the backup, let it poll while the backup runs,
stop it with the key Q (or a file named stop in the folder) after the backup has
failed. With -Minutes 0 it polls once: for a backup that has failed already.

It writes one folder below the current one, packs it into a zip beside it, and
changes no setting. What else happens on the host: vssadmin starts the Volume
Shadow Copy service if it is stopped. Of the Security log only the events about
shadow copies and about changes of the clock are taken; they name the accounts. At
the end it says in plain words what it took, what was not there, and what failed.

NOT TRIED ON WINDOWS: this script was written from documentation; no PowerShell
has run it. Its syntax was checked with another parser of the language, and its
output format was tested against the reader. In particular not tried: the query of
the Security log, the paths of backup programs other than Windows' own, the history
of updates, packing, PowerShell 2.0, and a Windows in another language. Each step
says what it did in collect-log.txt; a step that fails stops nothing.
#>
param(
    [int]$Minutes = 60,
    [string]$Folder = (Get-Location).Path
)

if ([IntPtr]::Size -eq 4 -and $env:PROCESSOR_ARCHITEW6432) {
    Write-Error 'This is the 32-bit PowerShell of a 64-bit Windows, which has no vssadmin: start the 64-bit one'; exit 2
}
if ($Minutes -lt 0) { Write-Error 'Minutes: a whole number from 0 on is expected'; exit 2 }

$out = Join-Path $Folder "vsslog-$env:COMPUTERNAME"
$try = 2
while (Test-Path -LiteralPath $out) { $out = Join-Path $Folder "vsslog-$env:COMPUTERNAME-$try"; $try++ }
New-Item -ItemType Directory -Path $out -ErrorAction Stop | Out-Null
Write-Host "Writing to $out"

# Time is UTC with its zone, so that nothing has to be guessed.
function Get-Stamp { [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [Globalization.CultureInfo]::InvariantCulture) }
function Say([string]$text) { "$(Get-Stamp) $text" | Out-File -FilePath (Join-Path $out 'collect-log.txt') -Append -Encoding UTF8 }

# What is told at the end: what each file holds, what was not there, what failed.
$took = @()
$lacks = @()
$fails = @()

# Step runs a block, writes what it prints to a file, and notes how it went.
function Step([string]$file, [string]$what, [scriptblock]$block) {
    try {
        & $block 2>&1 | Out-String -Width 4096 | Out-File -FilePath (Join-Path $out $file) -Encoding UTF8
        $script:took += "${file}: $what"
        Say "${file}: done"
    } catch {
        $script:fails += "$what ($($_.Exception.Message))"
        Say "${file}: $($_.Exception.Message)"
    }
}

Say 'begin'
$identity = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    Say 'NOT an administrator: vssadmin and the event logs will be refused'
    Write-Warning 'Not an administrator: start it again from an administrator''s prompt.'
}

# Facts.
Step 'systeminfo.txt' 'which Windows, and its time zone' { systeminfo.exe }
Step 'timezone.txt' 'the rule of summer time' { reg.exe query 'HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation' }
$installed = @{ Name = 'InstalledOn'; Expression = { if ($_.InstalledOn) { $_.InstalledOn.ToString('yyyy-MM-dd') } } }
Step 'hotfixes.txt' 'updates that are installed' { Get-HotFix | Format-List 'Source', 'Description', 'HotFixID', 'InstalledBy', $installed }
Step 'updates.txt' 'history of Windows Update: what was installed, when, and whether it went well' {
    $searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
    $count = [Math]::Min($searcher.GetTotalHistoryCount(), 200)
    if ($count -gt 0) {
        # Its times are UTC.
        $date = @{ Name = 'Date'; Expression = { $_.Date.ToString('yyyy-MM-dd HH:mm:ssZ') } }
        $code = @{ Name = 'HResult'; Expression = { '0x{0:x8}' -f $_.HResult } }
        $searcher.QueryHistory(0, $count) | Format-List 'Title', $date, 'Operation', 'ResultCode', $code
    }
}
Step 'programs.txt' 'programs that are installed, with the day' {
    foreach ($key in 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*', 'HKLM:\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*') {
        Get-ItemProperty -Path $key -ErrorAction SilentlyContinue | Where-Object { $_.DisplayName } | Format-List 'DisplayName', 'DisplayVersion', 'Publisher', 'InstallDate'
    }
}
Step 'versions.txt' 'versions of the files of VSS' {
    foreach ($name in 'system32\vssapi.dll', 'system32\vssvc.exe', 'system32\swprv.dll', 'system32\eventcls.dll',
        'system32\vss_ps.dll', 'system32\es.dll', 'system32\drivers\volsnap.sys', 'syswow64\vssapi.dll') {
        $path = Join-Path $env:SystemRoot $name
        if (Test-Path -LiteralPath $path) { '{0} {1}' -f $path, (Get-Item -LiteralPath $path).VersionInfo.FileVersion }
    }
}
Step 'services.txt' 'services: state, start, account, program' {
    Get-WmiObject -Class Win32_Service | Format-List 'Name', 'DisplayName', 'State', 'StartMode', 'StartName', 'PathName', 'SystemName'
}
Step 'filters.txt' 'filter drivers (antivirus, backup, encryption) and their order' { "$env:SystemDrive\>fltmc filters"; fltmc.exe filters }
Step 'filters-of-volumes.txt' 'which filter driver is at which volume' { "$env:SystemDrive\>fltmc instances"; fltmc.exe instances }
Step 'drivers.txt' 'drivers' { driverquery.exe /v /fo list }
# Leftovers of programs that are gone: providers, who may call VSS, profiles, filters of disks.
Step 'registry.txt' 'keys that VSS depends on: its providers, who may call it, profiles, filters of disks and volumes' {
    reg.exe query 'HKLM\SYSTEM\CurrentControlSet\Services\VSS\Providers' /s
    reg.exe query 'HKLM\SYSTEM\CurrentControlSet\Services\VSS\VssAccessControl'
    reg.exe query 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList' /s
    foreach ($class in '{71a27cdd-812a-11d0-bec7-08002be2092f}', '{4d36e967-e325-11ce-bfc1-08002be10318}', '{533c5b84-ec70-11d2-9505-00c04f79deaf}') {
        reg.exe query "HKLM\SYSTEM\CurrentControlSet\Control\Class\$class"
    }
    reg.exe query 'HKLM\SOFTWARE\Microsoft\EventSystem' /s
}
Step 'providers.txt' 'providers of shadow copies' { vssadmin.exe list providers }
Step 'volumes.txt' 'volumes that can be shadowed' { vssadmin.exe list volumes }
Step 'mounts.txt' 'names of volumes, and where they are mounted' { mountvol.exe }
Step 'storage.txt' 'size and free space of volumes' {
    Get-WmiObject -Class Win32_Volume | Format-List 'DriveLetter', 'DeviceID', 'Label', 'FileSystem', 'FreeSpace', 'Capacity', 'DriveType', 'SystemName'
}
if (Get-Command -Name Get-Disk -ErrorAction SilentlyContinue) {
    Step 'disks.txt' 'disks and their health' { Get-Disk | Format-List 'Number', 'FriendlyName', 'PartitionStyle', 'OperationalStatus', 'HealthStatus', 'Size' }
}
Step 'shadowstorage.txt' 'room for shadow copies (diff areas)' { vssadmin.exe list shadowstorage }
Step 'shadows-before.txt' 'shadow copies before the backup' { vssadmin.exe list shadows }

# The states of the writers, with the time before and after each listing.
if ($Minutes -gt 0) {
    Write-Host ''
    Write-Host "Polling the writers for $Minutes minutes. START THE BACKUP NOW."
    Write-Host "Press Q to stop earlier, or make a file named stop in $out"
    Write-Host ''
}
$writers = Join-Path $out 'writers.txt'
$stop = Join-Path $out 'stop'
$end = [DateTime]::UtcNow.AddMinutes($Minutes)
$rounds = 0
$stopped = $false
while ($rounds -eq 0 -or -not $stopped -and [DateTime]::UtcNow -lt $end) {
    $rounds++
    $before = Get-Stamp
    $listing = vssadmin.exe list writers 2>&1 | Out-String -Width 4096
    $after = Get-Stamp
    $before, $listing, $after | Out-File -FilePath $writers -Append -Encoding UTF8
    for ($i = 0; $i -lt 20 -and -not $stopped -and $Minutes -gt 0; $i++) {
        Start-Sleep -Milliseconds 100
        if (Test-Path -LiteralPath $stop) { $stopped = $true }
        # Without a console (a scheduled task) there is no key to read.
        try { if ([Console]::KeyAvailable -and [Console]::ReadKey($true).Key -eq 'Q') { $stopped = $true } } catch { }
    }
}
if (Test-Path -LiteralPath $stop) { Remove-Item -LiteralPath $stop }
Say "$rounds listings of the writers"
$took += "writers.txt: states of the writers, listed $rounds times"
Step 'shadows-after.txt' 'shadow copies after it' { vssadmin.exe list shadows }

# Event logs, named as Windows names their files.
foreach ($log in 'Application', 'System', 'Microsoft-Windows-Backup', 'Microsoft-Windows-VolumeSnapshot-Driver/Operational',
    'Microsoft-Windows-Hyper-V-VMMS-Admin', 'Microsoft-Windows-FileShareShadowCopyProvider/Operational', 'Directory Service') {
    wevtutil.exe gl $log 2>&1 | Out-Null
    if ($LASTEXITCODE -ne 0) { $lacks += "log $log"; Say "${log}: this host has no such log"; continue }
    $file = $log.Replace('/', '%4') + '.evtx'
    wevtutil.exe epl $log (Join-Path $out $file) 2>&1 | Out-Null
    Say "${log}: wevtutil $LASTEXITCODE"
    if ($LASTEXITCODE -eq 0) { $took += "${file}: event log $log" } else { $fails += "event log $log (wevtutil ended with $LASTEXITCODE)" }
}
wevtutil.exe epl Security (Join-Path $out 'Security.evtx') '/q:*[System[(EventID=8222 or EventID=4904 or EventID=4905 or EventID=4616)]]' 2>&1 | Out-Null
Say "Security (8222, 4904, 4905, 4616 only): wevtutil $LASTEXITCODE"
if ($LASTEXITCODE -eq 0) { $took += 'Security.evtx: of the Security log only the events about shadow copies and the clock; they name accounts' } else { $fails += "event log Security (wevtutil ended with $LASTEXITCODE)" }

# Logs of backup programs and of SQL Server, the newest of each kind, none above 50 MB.
$number = 0
foreach ($pattern in "$env:SystemRoot\Logs\WindowsServerBackup\*.log", "$env:SystemRoot\Logs\WindowsBackup\*.log",
    "$env:ProgramFiles\Microsoft SQL Server\90\Shared\SqlWriterLogger*.txt", "$env:ProgramFiles\Microsoft SQL Server\MSSQL*\MSSQL\Log\ERRORLOG*",
    "$env:ProgramData\Veeam\Backup\Veeam*.log") {
    $found = @(Get-ChildItem -Path $pattern -ErrorAction SilentlyContinue | Sort-Object LastWriteTime -Descending | Select-Object -First 10)
    if ($found.Count -eq 0) { $lacks += $pattern }
    foreach ($file in $found) {
        if ($file.Length -gt 52428800) { $fails += "$($file.FullName) (larger than 50 MB: copy what is of that hour)"; Say "too large: $($file.FullName)"; continue }
        $number++
        $name = 'log-{0:d2}-{1}' -f $number, $file.Name
        try {
            Copy-Item -LiteralPath $file.FullName -Destination (Join-Path $out $name) -ErrorAction Stop
            $took += "${name}: $($file.FullName)"
            Say "copied $($file.FullName)"
        } catch {
            $fails += "$($file.FullName) ($($_.Exception.Message))"
            Say "$($file.FullName): $($_.Exception.Message)"
        }
    }
}
if (Get-Command -Name sqlcmd.exe -ErrorAction SilentlyContinue) {
    Step 'sql-backups.txt' 'databases of SQL Server and their last backups' {
        sqlcmd.exe -E -l 5 -Q 'SELECT name, state_desc, recovery_model_desc, is_auto_close_on FROM sys.databases; SELECT TOP 50 database_name, type, backup_start_date, backup_finish_date, is_snapshot, is_copy_only FROM msdb.dbo.backupset ORDER BY backup_finish_date DESC'
    }
}
Say 'end'
# The log tells of which host it is.
$facts = Join-Path $out 'systeminfo.txt'
if (Test-Path -LiteralPath $facts) { '', (Get-Content -LiteralPath $facts) | Out-File -FilePath (Join-Path $out 'collect-log.txt') -Append -Encoding UTF8 }

# The zip holds the folder. It needs .NET 4.5, which Windows has since 8 and 2012.
$zip = "$out.zip"
$packed = $false
try {
    Add-Type -AssemblyName System.IO.Compression.FileSystem -ErrorAction Stop
    [IO.Compression.ZipFile]::CreateFromDirectory($out, $zip, [IO.Compression.CompressionLevel]::Optimal, $true)
    $packed = $true
} catch { Say "not packed: $($_.Exception.Message)" }

# In plain words.
Write-Host ''
Write-Host "Taken ($($took.Count)):"
foreach ($line in $took) { Write-Host "  $line" }
if ($lacks.Count -gt 0) {
    Write-Host 'Not on this host, which is no fault:'
    foreach ($line in $lacks) { Write-Host "  $line" }
}
if ($fails.Count -gt 0) {
    Write-Host 'NOT taken, as it failed:'
    foreach ($line in $fails) { Write-Host "  $line" }
}
Write-Host ''
Write-Host 'No setting of this host was changed. What was taken holds names of this host, its'
Write-Host 'users, programs, volumes and databases, and no content of files or databases.'
Write-Host ''
if ($packed) {
    Write-Host "Done. Send this file:   $zip"
    Write-Host "Give it to vsslog:      vsslog analyze `"$zip`""
} else {
    Write-Host 'It could not be packed here: right-click the folder, Send to, Compressed folder.'
    Write-Host "Done. Send this folder: $out"
    Write-Host "Give it to vsslog:      vsslog analyze `"$out`""
}
