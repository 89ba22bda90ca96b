@echo off
rem Finds Python @PYTHON@, or installs the one that lies beside this file, and lets it do the rest. ASCII only.
setlocal
pushd "%~dp0"
set "FOUND="
call :try py -@PYTHON@
if not defined FOUND call :try python
if not defined FOUND call :try "%LOCALAPPDATA%\perfxl\base\python.exe"
if not defined FOUND for %%I in (python-@PYTHON@*-amd64.exe) do if not defined FOUND call :add "%%I"
if not defined FOUND (
    type no-python.txt
    pause
    exit /b 1
)
%FOUND% -X utf8 install.py %*
set "STATUS=%ERRORLEVEL%"
pause
exit /b %STATUS%

:try
%* -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] != '@PYTHON@' or sys.maxsize < 2**32)" >nul 2>nul
if not errorlevel 1 set FOUND=%*
exit /b 0

:add
start /wait "" %1 /quiet InstallAllUsers=0 PrependPath=0 Include_test=0 TargetDir="%LOCALAPPDATA%\perfxl\base"
call :try "%LOCALAPPDATA%\perfxl\base\python.exe"
exit /b 0
