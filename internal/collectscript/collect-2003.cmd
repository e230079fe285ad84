@echo off
rem Gathers what vsslog needs from one Windows Server 2003 host.
rem
rem   collect-2003.cmd [MINUTES]      default: 60
rem
rem Start it as an administrator BEFORE the backup, let it poll while the backup
rem runs, stop it after the backup has failed. With 0 it polls once: for a backup
rem that has failed already.
rem
rem It writes one folder below the current one, packs it into a zip beside it, and
rem changes no setting. What else happens on the host: vssadmin starts the Volume
rem Shadow Copy service if it is stopped, and the very first wmic on a host sets up
rem its own command aliases in the WMI repository. At the end it says in plain words
rem what it took and what failed.
rem
rem NOT TRIED ON WINDOWS: this script was written from documentation. It was run
rem in Wine's cmd, with stand-ins for vssadmin, systeminfo and wmic, and what it
rem wrote was read by vsslog. Not tried: whether the real wmic does what it is
rem asked (backupeventlog above all), copying a live .Evt file, ping as a pause
rem under load, packing by the shell, and a Windows in another language.
rem Each step says what it did in collect-log.txt; a step that fails stops nothing.

setlocal
set MINUTES=%~1
if "%MINUTES%"=="" set MINUTES=60
set /a ROUNDS=MINUTES*30 2>nul
if "%ROUNDS%"=="" goto usage
if %ROUNDS% LSS 0 goto usage
if not "%MINUTES%"=="0" if %ROUNDS% EQU 0 goto usage

set OUT=%CD%\vsslog-%COMPUTERNAME%
if not exist "%OUT%" goto fresh
set TRY=2
:next
set OUT=%CD%\vsslog-%COMPUTERNAME%-%TRY%
if not exist "%OUT%" goto fresh
set /a TRY=TRY+1
goto next
:fresh
mkdir "%OUT%"
if not exist "%OUT%\" goto nofolder
echo Writing to "%OUT%"
call :say begin
net session >nul 2>&1
if errorlevel 1 call :say NOT an administrator: vssadmin and the event logs will be refused
if errorlevel 1 echo Not an administrator: start it again from an administrator's prompt.

rem --- Facts. Each program writes a file of its own: wmic writes UTF-16, and
rem --- files of two encodings joined are hard to read.
systeminfo > "%OUT%\systeminfo.txt" 2>>"%OUT%\collect-log.txt"
call :say systeminfo %ERRORLEVEL%
rem Behind systeminfo, whose locale tells the order of day and month; find turns
rem the UTF-16 of wmic into the code page of the rest.
copy "%OUT%\systeminfo.txt" "%OUT%\qfe.txt" >nul
>> "%OUT%\qfe.txt" echo.
wmic qfe list full /format:list < nul 2>nul | find /v "" >> "%OUT%\qfe.txt"
if errorlevel 1 wmic qfe list full < nul 2>nul | find /v "" >> "%OUT%\qfe.txt"
call :say wmic qfe %ERRORLEVEL%
wmic os get Caption,CSDVersion,CSName,CurrentTimeZone,LastBootUpTime,LocalDateTime,Locale,Version /format:list < nul > "%OUT%\os.txt" 2>nul
call :say wmic os %ERRORLEVEL%
rem The rule of summer time, for the local times of texts.
reg query "HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation" > "%OUT%\timezone.txt" 2>nul
rem The timer of KB 915331 is in vssapi.dll. WQL wants each backslash twice.
set S=%SystemRoot:\=\\%
wmic datafile where "name='%S%\\system32\\vssapi.dll' or name='%S%\\system32\\vssvc.exe' or name='%S%\\system32\\swprv.dll' or name='%S%\\system32\\eventcls.dll' or name='%S%\\system32\\vss_ps.dll' or name='%S%\\system32\\es.dll' or name='%S%\\system32\\drivers\\volsnap.sys' or name='%S%\\syswow64\\vssapi.dll'" get Name,Version < nul > "%OUT%\versions.txt" 2>nul
call :say wmic datafile %ERRORLEVEL%
rem Services, filter drivers, volumes. A line with the command stands above fltmc,
rem whose headings are translated.
sc query type= service state= all bufsize= 262144 > "%OUT%\services.txt" 2>>"%OUT%\collect-log.txt"
call :say sc query %ERRORLEVEL%
wmic service get Name,DisplayName,State,StartMode,StartName,PathName /format:list < nul > "%OUT%\accounts.txt" 2>nul
call :say wmic service %ERRORLEVEL%
driverquery /v /fo list > "%OUT%\drivers.txt" 2>>"%OUT%\collect-log.txt"
call :say driverquery %ERRORLEVEL%
for %%S in (VSS swprv SQLWriter EventSystem COMSysApp) do call :service %%S
> "%OUT%\filters.txt" echo %SystemDrive%\^>fltmc filters
fltmc filters >> "%OUT%\filters.txt" 2>>"%OUT%\collect-log.txt"
if errorlevel 1 del "%OUT%\filters.txt"
call :say fltmc %ERRORLEVEL%
mountvol > "%OUT%\mounts.txt" 2>>"%OUT%\collect-log.txt"
wmic volume get DriveLetter,DeviceID,Label,FileSystem,FreeSpace,Capacity,SystemName /format:list < nul > "%OUT%\storage.txt" 2>nul
call :say wmic volume %ERRORLEVEL%
rem Leftovers of programs that are gone: providers, who may call VSS, profiles,
rem filters of disks and volumes.
reg query HKLM\SYSTEM\CurrentControlSet\Services\VSS\Providers /s > "%OUT%\registry.txt" 2>nul
reg query HKLM\SYSTEM\CurrentControlSet\Services\VSS\VssAccessControl >> "%OUT%\registry.txt" 2>nul
reg query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" /s >> "%OUT%\registry.txt" 2>nul
for %%C in ({71a27cdd-812a-11d0-bec7-08002be2092f} {4d36e967-e325-11ce-bfc1-08002be10318} {533c5b84-ec70-11d2-9505-00c04f79deaf}) do call :class %%C
reg query HKLM\SOFTWARE\Microsoft\EventSystem /s >> "%OUT%\registry.txt" 2>nul
call :say registry %ERRORLEVEL%
vssadmin list volumes > "%OUT%\volumes.txt" 2>&1
vssadmin list providers > "%OUT%\providers.txt" 2>&1
vssadmin list shadows > "%OUT%\shadows-before.txt" 2>&1
vssadmin list shadowstorage > "%OUT%\shadowstorage.txt" 2>&1

rem --- The states of the writers, with the time before and after each listing.
rem --- No block in parentheses here: cmd would replace the time once for all
rem --- rounds. The redirection stands first, as a digit before it would be read
rem --- as the number of a file handle. systeminfo stands on top for the order of
rem --- day and month.
if %ROUNDS% EQU 0 goto once
echo.
echo Polling the writers for at least %MINUTES% minutes. START THE BACKUP NOW.
echo To stop earlier, from another prompt:   echo x ^> "%OUT%\stop"
echo.
:once
copy "%OUT%\systeminfo.txt" "%OUT%\writers.txt" >nul
>> "%OUT%\writers.txt" echo.
set ROUND=0
:poll
set /a ROUND=ROUND+1
>> "%OUT%\writers.txt" echo %DATE% %TIME%
vssadmin list writers >> "%OUT%\writers.txt" 2>&1
>> "%OUT%\writers.txt" echo %DATE% %TIME%
if exist "%OUT%\stop" goto polled
if %ROUND% GEQ %ROUNDS% goto polled
rem Two seconds: ping waits one second between its three calls.
ping -n 3 127.0.0.1 >nul
goto poll
:polled
if exist "%OUT%\stop" del "%OUT%\stop"
call :say %ROUND% listings of the writers
rem The offset to UTC once more: the same before and after holds for all listings.
wmic os get Caption,CSName,CurrentTimeZone,LocalDateTime,Version /format:list < nul > "%OUT%\os-after.txt" 2>nul
vssadmin list shadows > "%OUT%\shadows-after.txt" 2>&1

rem --- Event logs. wmic saves a whole log; a copy of the live file is second
rem --- best, its newest records may be missing; text comes last.
call :log Application AppEvent
call :log System SysEvent
if exist "%SystemRoot%\system32\config\NTDS.Evt" call :log "Directory Service" NTDS

rem --- Logs of SQL Server, its writer and Veeam, and what SQL Server says of its backups.
for /d %%D in ("%ProgramFiles%\Microsoft SQL Server\MSSQL*") do call :errorlog "%%~D"
if exist "%ProgramFiles%\Microsoft SQL Server\90\Shared\SqlWriterLogger*.txt" copy "%ProgramFiles%\Microsoft SQL Server\90\Shared\SqlWriterLogger*.txt" "%OUT%" >nul 2>>"%OUT%\collect-log.txt"
if exist "%ALLUSERSPROFILE%\Application Data\Veeam\Backup\Veeam*.log" copy "%ALLUSERSPROFILE%\Application Data\Veeam\Backup\Veeam*.log" "%OUT%" >nul 2>>"%OUT%\collect-log.txt"
if exist "%ProgramFiles%\Microsoft SQL Server" sqlcmd -E -l 5 -Q "SELECT name, state_desc, recovery_model_desc, is_auto_close_on FROM sys.databases; SELECT TOP 50 database_name, type, backup_start_date, backup_finish_date, is_snapshot, is_copy_only FROM msdb.dbo.backupset ORDER BY backup_finish_date DESC" -o "%OUT%\sql-backups.txt" 2>>"%OUT%\collect-log.txt"

rem --- Reports of ntbackup, of every account.
set REPORTS=0
for /d %%U in ("%SystemDrive%\Documents and Settings\*") do call :reports "%%~U"
call :say %REPORTS% reports of ntbackup
pushd "%OUT%"
for %%F in (*) do call :empty "%%~F" %%~zF
popd
call :say end
>> "%OUT%\collect-log.txt" echo.
type "%OUT%\systeminfo.txt" >> "%OUT%\collect-log.txt" 2>nul

rem --- The zip holds the folder. The shell of Windows packs; a script asks it to, and
rem --- waits until it is done, ten minutes at most.
set PACK=%OUT%.vbs
> "%PACK%" echo Set files = CreateObject("Scripting.FileSystemObject")
>> "%PACK%" echo Set empty = files.CreateTextFile(WScript.Arguments(1), True)
>> "%PACK%" echo empty.Write "PK" + Chr(5) + Chr(6) + String(18, Chr(0))
>> "%PACK%" echo empty.Close
>> "%PACK%" echo Set shell = CreateObject("Shell.Application")
>> "%PACK%" echo shell.NameSpace(WScript.Arguments(1)).CopyHere WScript.Arguments(0), 20
>> "%PACK%" echo calm = 0
>> "%PACK%" echo before = 0
>> "%PACK%" echo For second = 1 To 600
>> "%PACK%" echo   WScript.Sleep 1000
>> "%PACK%" echo   On Error Resume Next
>> "%PACK%" echo   Set free = Nothing
>> "%PACK%" echo   Set free = files.OpenTextFile(WScript.Arguments(1), 8)
>> "%PACK%" echo   size = files.GetFile(WScript.Arguments(1)).Size
>> "%PACK%" echo   calm = calm + 1
>> "%PACK%" echo   If free Is Nothing Then calm = 0
>> "%PACK%" echo   If Not size = before Then calm = 0
>> "%PACK%" echo   If shell.NameSpace(WScript.Arguments(1)).Items.Count = 0 Then calm = 0
>> "%PACK%" echo   If Not free Is Nothing Then free.Close
>> "%PACK%" echo   before = size
>> "%PACK%" echo   If calm = 5 Then WScript.Quit 0
>> "%PACK%" echo Next
>> "%PACK%" echo WScript.Quit 1
cscript //nologo //b "%PACK%" "%OUT%" "%OUT%.zip" 2>nul
set PACKED=%ERRORLEVEL%
del "%OUT%.vbs"

rem --- In plain words.
echo.
echo Taken:
call :took systeminfo.txt which Windows, and its time zone
call :took qfe.txt updates that are installed
call :took versions.txt versions of the files of VSS
call :took services.txt services and their states
call :took filters.txt filter drivers: antivirus, backup, encryption
call :took accounts.txt accounts of services
call :took drivers.txt drivers
call :took registry.txt keys that VSS depends on: providers, rights, profiles, filters
call :took storage.txt size and free space of volumes
call :took providers.txt providers of shadow copies
call :took shadowstorage.txt room for shadow copies
call :took shadows-after.txt shadow copies
call :took writers.txt states of the writers, listed again and again
call :took AppEvent.Evt the Application log
call :took SysEvent.Evt the System log
echo   and %REPORTS% reports of ntbackup
echo.
echo No setting of this host was changed. What was taken holds names of this host, its
echo users, programs, volumes and databases, and no content of files or databases.
echo.
if not "%PACKED%"=="0" goto unpacked
if not exist "%OUT%.zip" goto unpacked
echo Done. Send this file:   "%OUT%.zip"
echo Give it to vsslog:      vsslog analyze "%OUT%.zip"
endlocal
goto :eof

:unpacked
echo It could not be packed here: right-click the folder, Send To, Compressed Folder.
echo Done. Send this folder: "%OUT%"
echo Give it to vsslog:      vsslog analyze "%OUT%"
endlocal
goto :eof

:service
>> "%OUT%\services.txt" echo.
sc qc %1 >> "%OUT%\services.txt" 2>nul
goto :eof

:class
reg query HKLM\SYSTEM\CurrentControlSet\Control\Class\%1 >> "%OUT%\registry.txt" 2>nul
goto :eof

:took
set SIZE=0
for %%F in ("%OUT%\%1") do call :size %%~zF
if "%SIZE%"=="0" echo   NOT taken, as it failed: %*
if not "%SIZE%"=="0" echo   %*
goto :eof

:empty
if "%2"=="0" call :say %~nx1 is empty, so it is not kept
if "%2"=="0" del "%~1"
goto :eof

:size
if not "%1"=="" set SIZE=%1
goto :eof

:log
wmic nteventlog where "LogfileName='%~1'" call backupeventlog "%OUT%\%2.Evt" < nul > "%OUT%\wmic-%2.txt" 2>&1
if exist "%OUT%\%2.Evt" call :say %~1: saved by wmic
if exist "%OUT%\%2.Evt" goto :eof
copy "%SystemRoot%\system32\config\%2.Evt" "%OUT%\%2.Evt" >> "%OUT%\collect-log.txt" 2>&1
if exist "%OUT%\%2.Evt" call :say %~1: copied from the live file
if exist "%OUT%\%2.Evt" goto :eof
cscript //nologo "%SystemRoot%\system32\eventquery.vbs" /L %1 /FO CSV /V > "%OUT%\%2.csv" 2>>"%OUT%\collect-log.txt"
call :say %~1: as text by eventquery.vbs, save it by hand in the Event Viewer if it is empty
goto :eof

:reports
set DATA=%~1\Local Settings\Application Data\Microsoft\Windows NT\NTBackup\data
if not exist "%DATA%" goto :eof
for %%F in ("%DATA%\backup*.log") do call :report "%%~F" "%~1"
goto :eof

:report
set /a REPORTS=REPORTS+1
copy "%~1" "%OUT%\ntbackup-%REPORTS%-%~nx1" >nul 2>>"%OUT%\collect-log.txt"
call :say report "%~1"
goto :eof

:errorlog
if not exist "%~1\MSSQL\Log\ERRORLOG" goto :eof
copy "%~1\MSSQL\Log\ERRORLOG" "%OUT%\%~nx1-ERRORLOG.txt" >nul 2>>"%OUT%\collect-log.txt"
call :say ERRORLOG of "%~1"
goto :eof

:say
>> "%OUT%\collect-log.txt" echo %DATE% %TIME% %*
goto :eof

:usage
echo Usage: %~nx0 [MINUTES]    MINUTES is a whole number from 1 on
endlocal
exit /b 2

:nofolder
echo The folder "%OUT%" cannot be made: start it in a folder that can be written to
endlocal
exit /b 1
