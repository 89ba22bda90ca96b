Attribute VB_Name = "PerfxlHelp"
Option Explicit

' What Excel's own dialog for functions says of ours.

' False if Excel could not be told yet: it takes no descriptions while no workbook is in front.
Public Function AllDescribed() As Boolean
    On Error GoTo NotYet
    Describe "四舍五入", 2
    Describe "支出率", 2
    Describe "绩效得分", 3
    AllDescribed = True
NotYet:
End Function

Private Sub Describe(ByVal functionName As String, ByVal count As Long)
    Dim arguments() As String, number As Long
    ReDim arguments(1 To count)
    For number = 1 To count
        arguments(number) = Said(functionName & " " & number)
    Next number
    Application.MacroOptions Macro:=functionName, Description:=Said(functionName), Category:=Said("category"), _
        ArgumentDescriptions:=arguments
End Sub
