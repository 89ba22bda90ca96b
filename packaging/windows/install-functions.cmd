@echo off
rem The same as install.cmd, with the worksheet functions as well.
call "%~dp0install.cmd" --functions
