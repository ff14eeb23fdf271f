@echo off
rem UTF-8 in this window and in this file
chcp 65001 >nul
setlocal disabledelayedexpansion
title zhiliang
set "EXE=%~dp0zhiliang.exe"
if not exist "%EXE%" set "EXE={{exe}}"
if not exist "%EXE%" set "EXE=zhiliang.exe"
"%EXE%" --config "%~dp0pipeline.toml"
set "CODE=%ERRORLEVEL%"
echo.
if not "%CODE%"=="0" goto failed
if exist "%~dp0output\latest\workbooks\" start "" "%~dp0output\latest\workbooks"
echo 完成。工作簿在 output\latest\workbooks，证据页是 output\latest\report.html。
pause
exit /b 0

:failed
echo 没有运行成功（退出码 %CODE%），原因见上。
pause
exit /b %CODE%
