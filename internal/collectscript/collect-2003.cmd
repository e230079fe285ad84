@echo off
rem Gathers what vsslog needs from one Windows Server 2003 host.
rem
rem   collect-2003.cmd [MINUTES]      default: 60
rem
rem Start it as an administrator BEFORE the backup, let it poll while the backup
rem runs, stop it after the backup has failed. It writes one folder below the
rem current one and changes no setting. What else happens on the host: vssadmin
rem starts the Volume Shadow Copy service if it is stopped, and the very first
rem wmic on a host sets up its own command aliases in the WMI repository.
rem
rem NOT TRIED ON WINDOWS: this script was written from documentation. It was run
rem in Wine's cmd, with stand-ins for vssadmin, systeminfo and wmic, and what it
rem wrote was read by vsslog. Not tried: whether the real wmic does what it is
rem asked (backupeventlog above all), copying a live .Evt file, ping as a pause
rem under load, and a Windows in another language.
rem Each step says what it did in collect-log.txt; a step that fails stops nothing.

setlocal
set MINUTES=%~1
if "%MINUTES%"=="" set MINUTES=60
set /a ROUNDS=MINUTES*30 2>nul
if "%ROUNDS%"=="" goto usage
if %ROUNDS% LSS 1 goto usage

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
vssadmin list providers > "%OUT%\providers.txt" 2>&1
vssadmin list shadows > "%OUT%\shadows-before.txt" 2>&1
vssadmin list shadowstorage > "%OUT%\shadowstorage.txt" 2>&1

rem --- The states of the writers, with the time before and after each listing.
rem --- No block in parentheses here: cmd would replace the time once for all
rem --- rounds. The redirection stands first, as a digit before it would be read
rem --- as the number of a file handle. systeminfo stands on top for the order of
rem --- day and month.
echo.
echo Polling the writers for at least %MINUTES% minutes. START THE BACKUP NOW.
echo To stop earlier, from another prompt:   echo x ^> "%OUT%\stop"
echo.
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

rem --- Reports of ntbackup, of every account.
set REPORTS=0
for /d %%U in ("%SystemDrive%\Documents and Settings\*") do call :reports "%%~U"
call :say %REPORTS% reports of ntbackup
call :say end
echo.
echo Done. Give vsslog the folder "%OUT%":   vsslog analyze "%OUT%"
endlocal
goto :eof

:log
wmic nteventlog where "LogfileName='%1'" call backupeventlog "%OUT%\%2.Evt" < nul > "%OUT%\wmic-%2.txt" 2>&1
if exist "%OUT%\%2.Evt" call :say %1: saved by wmic
if exist "%OUT%\%2.Evt" goto :eof
copy "%SystemRoot%\system32\config\%2.Evt" "%OUT%\%2.Evt" >> "%OUT%\collect-log.txt" 2>&1
if exist "%OUT%\%2.Evt" call :say %1: copied from the live file
if exist "%OUT%\%2.Evt" goto :eof
cscript //nologo "%SystemRoot%\system32\eventquery.vbs" /L %1 /FO CSV /V > "%OUT%\%2.csv" 2>>"%OUT%\collect-log.txt"
call :say %1: as text by eventquery.vbs, save it by hand in the Event Viewer if it is empty
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
