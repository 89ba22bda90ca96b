Attribute VB_Name = "PerfxlActions"
Option Explicit

' From a click to Python: whether it can be done at all is asked here, everything else there.

Private Const TEMPLATE_SHEET As String = "_perfxl"
Private Const NEEDS_TEMPLATE As String = "template"

' Starts Python for one action of the closed list, or says in Chinese why that cannot be.
Public Sub RunAction(ByVal action As String, ByVal needs As String)
    Dim refusal As String
    refusal = WhyNot(needs)
    If refusal = "" Then
        StartPython PythonCommand(action)
    Else
        MsgBox refusal, vbExclamation, Said("title")
    End If
    PerfxlRefresh
End Sub

' The same, with an empty workbook for as long as it takes where none is open: Python finds an Excel by the window
' of a workbook.
Public Sub RunActionInAnyWorkbook(ByVal action As String, ByVal needs As String)
    Dim spare As Workbook
    If ActiveWorkbook Is Nothing Then Set spare = Workbooks.Add
    RunAction action, needs
    If Not spare Is Nothing Then spare.Close False
End Sub

' Whether a button with these needs makes sense for the active workbook; asked often, so nothing is opened.
Public Function IsPossible(ByVal needs As String) As Boolean
    If needs <> NEEDS_TEMPLATE Then
        IsPossible = True
    ElseIf Not ActiveWorkbook Is Nothing Then
        IsPossible = SheetExists(ActiveWorkbook, TEMPLATE_SHEET)
    End If
End Function

' The reason why an action with these needs cannot start, or an empty text.
Public Function WhyNot(ByVal needs As String) As String
    If Not PythonIsThere() Then
        WhyNot = Replace(Said("no_python"), "{file}", GetConfigFilePath())
    ElseIf needs = NEEDS_TEMPLATE Then
        If ActiveWorkbook Is Nothing Then
            WhyNot = Said("no_workbook")
        ElseIf Not IsPossible(needs) Then
            WhyNot = Said("not_a_template")
        ElseIf Not IsSafeName(ActiveWorkbook.Name) Then
            WhyNot = Replace(Said("unsafe_name"), "{name}", ActiveWorkbook.Name)
        End If
    End If
End Function

' The one line of Python that an action is. A name outside the closed list never becomes Python code.
Public Function PythonCommand(ByVal action As String) As String
    Select Case action
        Case "new_workbook", "import_values", "check", "score", "report", "export_word", "export_pdf", _
             "finish_and_send", "consolidate", "doctor", "manual", "about"
            PythonCommand = "import perfxl.addin.ribbon; perfxl.addin.ribbon." & action & "()"
        Case Else
            Err.Raise 5, "PythonCommand", "unknown action"
    End Select
End Function

' The workbook's name as it may stand in a command line: none if there is no workbook, or if cmd.exe or
' Book.caller() would read something else into the name.
Public Function CallerName() As String
    If Not ActiveWorkbook Is Nothing Then
        If IsSafeName(ActiveWorkbook.Name) Then CallerName = ActiveWorkbook.Name
    End If
End Function

Public Function IsSafeName(ByVal bookName As String) As Boolean
    IsSafeName = InStr(bookName, "=") = 0 And InStr(bookName, "%") = 0 And InStr(bookName, Chr$(34)) = 0
End Function

' Only a full path will do: a bare "python" would be looked for in the folder of the workbook first.
Public Function PythonIsThere() As Boolean
    Dim python As String
    python = GetConfig("INTERPRETER_WIN")
    If (python Like "[A-Za-z]:\*") Or (Left$(python, 2) = "\\") Then PythonIsThere = FileExistsOnWindows(python)
End Function

' Called by the module xlwings when Python ended with an error that it could not show itself.
Public Sub TellFailure(ByVal logFile As String)
    Dim kept As String
    kept = OwnFolder() & "last-failure.log"
    On Error Resume Next
    FileCopy logFile, kept
    On Error GoTo 0
    MsgBox Replace(Said("failed"), "{file}", kept), vbCritical, Said("title")
End Sub

Private Sub StartPython(ByVal pythonCode As String)
    Dim reason As String
    Dim calculationMode As Long
    calculationMode = CurrentCalculation()
    On Error GoTo NotStarted
    Application.StatusBar = Said("starting")
    RunPython pythonCode
    RestoreExcel calculationMode
    Exit Sub
NotStarted:
    reason = Err.Description
    RestoreExcel calculationMode
    MsgBox Replace(Said("not_started"), "{reason}", reason), vbCritical, Said("title")
End Sub

' Excel can tell only while a workbook is open; 0 stands for "cannot tell".
Private Function CurrentCalculation() As Long
    On Error Resume Next
    CurrentCalculation = Application.Calculation
End Function

' Python puts all this back by itself, unless it was killed half-way.
Private Sub RestoreExcel(ByVal calculationMode As Long)
    On Error Resume Next
    Application.StatusBar = False
    Application.ScreenUpdating = True
    Application.EnableEvents = True
    If calculationMode <> 0 Then
        If Application.Calculation <> calculationMode Then Application.Calculation = calculationMode
    End If
End Sub
