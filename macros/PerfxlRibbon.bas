Attribute VB_Name = "PerfxlRibbon"
Option Explicit

' The callbacks that customUI14.xml names. What a button does is Python's business; its tag says what it needs.

Private theRibbon As IRibbonUI
Private theWatch As PerfxlWatch

Public Sub PerfxlLoaded(ribbon As IRibbonUI)
    Set theRibbon = ribbon
    Set theWatch = New PerfxlWatch
End Sub

' Excel asks for the state of every button again.
Public Sub PerfxlRefresh()
    If Not theRibbon Is Nothing Then theRibbon.Invalidate
End Sub

Public Sub PerfxlEnabled(control As IRibbonControl, ByRef enabled As Variant)
    enabled = IsPossible(control.Tag)
End Sub

Public Sub PerfxlStatus(control As IRibbonControl, ByRef label As Variant)
    label = LastResult()
End Sub

Public Sub PerfxlNewWorkbook(control As IRibbonControl)
    RunActionInAnyWorkbook "new_workbook", control.Tag
End Sub

Public Sub PerfxlImportValues(control As IRibbonControl)
    RunAction "import_values", control.Tag
End Sub

Public Sub PerfxlCheck(control As IRibbonControl)
    RunAction "check", control.Tag
End Sub

Public Sub PerfxlScore(control As IRibbonControl)
    RunAction "score", control.Tag
End Sub

Public Sub PerfxlReport(control As IRibbonControl)
    RunAction "report", control.Tag
End Sub

Public Sub PerfxlExportWord(control As IRibbonControl)
    RunAction "export_word", control.Tag
End Sub

Public Sub PerfxlExportPdf(control As IRibbonControl)
    RunAction "export_pdf", control.Tag
End Sub

Public Sub PerfxlFinishAndSend(control As IRibbonControl)
    RunAction "finish_and_send", control.Tag
End Sub

Public Sub PerfxlConsolidate(control As IRibbonControl)
    RunActionInAnyWorkbook "consolidate", control.Tag
End Sub

Public Sub PerfxlDoctor(control As IRibbonControl)
    RunAction "doctor", control.Tag
End Sub

Public Sub PerfxlManual(control As IRibbonControl)
    RunAction "manual", control.Tag
End Sub

Public Sub PerfxlAbout(control As IRibbonControl)
    RunAction "about", control.Tag
End Sub
