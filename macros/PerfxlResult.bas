Attribute VB_Name = "PerfxlResult"
Option Explicit

' The last result, as Python left it in a file of the user's own: one line, UTF-8.

Private Const MOST_BYTES As Long = 1000
Private Const MOST_CHARACTERS As Long = 60

Public Function OwnFolder() As String
    OwnFolder = Environ("USERPROFILE") & "\.perfxl\"
End Function

' The line to show in the ribbon; never an error, whatever the file is like.
Public Function LastResult() As String
    Dim file As String
    On Error GoTo NoResult
    file = OwnFolder() & "last-result.txt"
    If FileExistsOnWindows(file) Then LastResult = FirstLine(FromUtf8(FirstBytes(file)))
NoResult:
    If LastResult = "" Then LastResult = Said("no_result")
End Function

Public Function FirstLine(ByVal text As String) As String
    text = Replace(text, vbCr, vbLf)
    If InStr(text, vbLf) > 0 Then text = Left$(text, InStr(text, vbLf) - 1)
    If Len(text) > MOST_CHARACTERS Then text = Left$(text, MOST_CHARACTERS - 1) & ChrW$(&H2026)
    FirstLine = text
End Function

' VBA reads text in the system's code page only, so the bytes are read and put together here.
Public Function FromUtf8(bytes As Variant) As String
    Dim i As Long
    Dim code As Long
    Dim following As Long
    Dim text As String
    For i = LBound(bytes) To UBound(bytes)
        Select Case bytes(i)
            Case Is < &H80: code = bytes(i): following = 0
            Case Is < &HC0: code = code * 64 + (bytes(i) And &H3F): following = following - 1
            Case Is < &HE0: code = bytes(i) And &H1F: following = 1
            Case Is < &HF0: code = bytes(i) And &HF: following = 2
            Case Else: code = bytes(i) And &H7: following = 3
        End Select
        If following = 0 Then text = text & Character(code)
    Next i
    FromUtf8 = text
End Function

' A character beyond the first 65,536 is two units in VBA (from 55,296 and from 56,320); the mark that some
' programs put before everything (65,279) is none.
Private Function Character(ByVal code As Long) As String
    If code = 65279 Then
        Character = ""
    ElseIf code < 65536 Then
        Character = ChrW$(code)
    Else
        code = code - 65536
        Character = ChrW$(55296 + code \ 1024) & ChrW$(56320 + (code And 1023))
    End If
End Function

Private Function FirstBytes(ByVal file As String) As Variant
    Dim number As Integer
    Dim bytes() As Byte
    Dim count As Long
    count = FileLen(file)
    If count > MOST_BYTES Then count = MOST_BYTES
    ReDim bytes(0 To count - 1)
    number = FreeFile
    Open file For Binary Access Read As #number
    Get #number, , bytes
    Close #number
    FirstBytes = bytes
End Function
