Attribute VB_Name = "PerfxlCopies"
Option Explicit

' What Python lets Excel do for it that it cannot do itself: save an open workbook as another file, while the user goes
' on working in his own. An empty text says that it is done; anything else says why not.

Public Function SaveCopy(ByVal workbookName As String, ByVal target As String) As String
    On Error GoTo Failed
    Workbooks(workbookName).SaveCopyAs target
    Exit Function
Failed:
    SaveCopy = Err.Description
    If SaveCopy = "" Then SaveCopy = "?"
End Function
