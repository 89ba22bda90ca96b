Attribute VB_Name = "PerfxlDialogs"
Option Explicit

' What Python asks the user through Excel, which it calls back: texts come and go over COM, so that no path and no
' name ever stands in a command line. An empty text means that the user has cancelled.

Public Function ChooseFile(ByVal title As String, ByVal kinds As String) As String
    ChooseFile = TextOf(Application.GetOpenFilename(kinds, 1, title))
End Function

' The file may be there already; nothing is written here.
Public Function ChooseTarget(ByVal title As String, ByVal kinds As String, ByVal suggested As String) As String
    ChooseTarget = TextOf(Application.GetSaveAsFilename(suggested, kinds, 1, title))
End Function

' 4 stands for a dialog in which a folder is picked.
Public Function ChooseFolder(ByVal title As String) As String
    Dim picker As Object
    Set picker = Application.FileDialog(4)
    picker.title = title
    picker.AllowMultiSelect = False
    If picker.Show = -1 Then ChooseFolder = picker.SelectedItems(1)
End Function

Public Function AskText(ByVal title As String, ByVal prompt As String, ByVal suggested As String) As String
    AskText = TextOf(Application.InputBox(prompt, title, suggested, Type:=2))
End Function

' Excel's dialogs give False instead of a text when they are cancelled.
Private Function TextOf(ByVal answer As Variant) As String
    If VarType(answer) = vbString Then TextOf = answer
End Function
