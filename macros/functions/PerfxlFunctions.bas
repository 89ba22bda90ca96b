Attribute VB_Name = "PerfxlFunctions"
Option Explicit

' Worksheet functions, worked out here and now: no Python is started, however many cells hold one.
' A blank gives an empty text, an error of Excel goes through, and what cannot be worked out gives a sentence.

' A measure is rounded so before a rule sees it, as in the scoring sheet.
Private Const CALCULATED_DIGITS As Long = 10

' The columns of this add-in's own sheet, which perfxl.addin.programs fills.
Private Const OF_SCHEME As Long = 1
Private Const OF_ID As Long = 2
Private Const OF_NAME As Long = 3
Private Const OF_POINTS As Long = 4
Private Const OF_PROGRAM As Long = 5

Private Const DEEPEST As Long = 100

Private theRules As Variant

Public Function 四舍五入(ByVal 数值 As Variant, Optional ByVal 位数 As Variant = 2) As Variant
    Dim figure As Variant, digits As Variant, instead As Variant
    figure = Content(数值)
    digits = Content(位数)
    instead = InsteadOfNumbers(figure, digits)
    If IsEmpty(instead) Then 四舍五入 = Rounded(figure, digits) Else 四舍五入 = instead
End Function

Public Function 支出率(ByVal 支出数 As Variant, ByVal 预算数 As Variant) As Variant
    Dim spent As Variant, budget As Variant, instead As Variant
    spent = Content(支出数)
    budget = Content(预算数)
    instead = InsteadOfNumbers(spent, budget)
    If Not IsEmpty(instead) Then
        支出率 = instead
    ElseIf budget = 0 Then
        支出率 = Said("zero")
    Else
        支出率 = Rounded(spent / budget, CALCULATED_DIGITS)
    End If
End Function

Public Function 绩效得分(ByVal 指标体系 As Variant, ByVal 指标 As Variant, ByVal 指标值 As Variant) As Variant
    Dim measure As Variant, instead As Variant, row As Long
    measure = Content(指标值)
    instead = InsteadOfNumbers(measure, measure)
    row = RowOf(Content(指标体系), Content(指标))
    If IsError(measure) Or IsBlank(measure) Then
        绩效得分 = instead
    ElseIf Not IsScored(row) Then
        绩效得分 = WhyNoScore(Content(指标体系), Content(指标), row)
    ElseIf Not IsEmpty(instead) Then
        绩效得分 = instead
    Else
        绩效得分 = WorkedOut(theRules(row, OF_PROGRAM), Rounded(measure, CALCULATED_DIGITS), Val(theRules(row, OF_POINTS)))
    End If
End Function

' An argument may be a cell, or what stands in one.
Private Function Content(ByVal argument As Variant) As Variant
    If IsObject(argument) Then Content = ContentOf(argument) Else Content = argument
End Function

' Value2 knows neither dates nor currencies, only numbers.
Private Function ContentOf(ByVal cell As Range) As Variant
    ContentOf = cell.Value2
End Function

' What a cell shows if these are not two numbers; Empty if they are.
Private Function InsteadOfNumbers(ByVal first As Variant, ByVal second As Variant) As Variant
    InsteadOfNumbers = Empty
    If IsError(first) Then
        InsteadOfNumbers = first
    ElseIf IsError(second) Then
        InsteadOfNumbers = second
    ElseIf IsBlank(first) Or IsBlank(second) Then
        InsteadOfNumbers = ""
    ElseIf Not (IsNumber(first) And IsNumber(second)) Then
        InsteadOfNumbers = Said("number")
    End If
End Function

Private Function IsBlank(ByVal content As Variant) As Boolean
    IsBlank = False
    If IsEmpty(content) Then
        IsBlank = True
    ElseIf VarType(content) = vbString Then
        IsBlank = (content = "")
    End If
End Function

Private Function IsNumber(ByVal content As Variant) As Boolean
    IsNumber = False
    Select Case VarType(content)
        Case vbInteger, vbLong, vbSingle, vbDouble, vbCurrency
            IsNumber = True
    End Select
End Function

' VBA's own Round does not round as Excel does.
Private Function Rounded(ByVal figure As Double, ByVal digits As Double) As Double
    Rounded = WorksheetFunction.Round(figure, Fix(digits))
End Function

' The row of an indicator, by its id or its name; 0 if there is none.
Private Function RowOf(ByVal schemeId As Variant, ByVal indicator As Variant) As Long
    Dim row As Long
    RowOf = 0
    If IsEmpty(theRules) Then theRules = ThisWorkbook.Worksheets(1).UsedRange.Value
    For row = 1 To UBound(theRules, 1)
        If theRules(row, OF_SCHEME) = schemeId Then
            If theRules(row, OF_ID) = indicator Or theRules(row, OF_NAME) = indicator Then RowOf = row
        End If
    Next row
End Function

Private Function IsScored(ByVal row As Long) As Boolean
    IsScored = False
    If row > 0 Then IsScored = (theRules(row, OF_PROGRAM) <> "")
End Function

Private Function WhyNoScore(ByVal schemeId As Variant, ByVal indicator As Variant, ByVal row As Long) As String
    Dim known As String, comma As String
    comma = ChrW$(&H3001)
    known = KnownSchemes(comma)
    If row > 0 Then
        WhyNoScore = Replace(Said("not_by_measure"), "{name}", theRules(row, OF_NAME))
    ElseIf InStr(comma & known & comma, comma & schemeId & comma) > 0 Then
        WhyNoScore = Replace(Said("indicator"), "{name}", indicator)
    Else
        WhyNoScore = Replace(Said("scheme"), "{known}", known)
    End If
End Function

Private Function KnownSchemes(ByVal comma As String) As String
    Dim row As Long, last As String
    KnownSchemes = ""
    For row = 1 To UBound(theRules, 1)
        If theRules(row, OF_SCHEME) <> last Then
            If last <> "" Then KnownSchemes = KnownSchemes & comma
            last = theRules(row, OF_SCHEME)
            KnownSchemes = KnownSchemes & last
        End If
    Next row
End Function

' A rule's native formula, written with the operands first: each word takes from the stack what it needs.
Private Function WorkedOut(ByVal program As String, ByVal measure As Double, ByVal points As Double) As Double
    Dim words() As String, stack(1 To DEEPEST) As Double, top As Long, i As Long
    words = Split(program, " ")
    For i = LBound(words) To UBound(words)
        top = top + 1 - OperandsOf(words(i))
        Select Case words(i)
            Case "x": stack(top) = measure
            Case "p": stack(top) = points
            Case "+": stack(top) = stack(top) + stack(top + 1)
            Case "-": stack(top) = stack(top) - stack(top + 1)
            Case "*": stack(top) = stack(top) * stack(top + 1)
            Case "/": stack(top) = stack(top) / stack(top + 1)
            Case "<=": stack(top) = -(stack(top) <= stack(top + 1))
            Case ">=": stack(top) = -(stack(top) >= stack(top + 1))
            Case "MIN": If stack(top + 1) < stack(top) Then stack(top) = stack(top + 1)
            Case "MAX": If stack(top + 1) > stack(top) Then stack(top) = stack(top + 1)
            Case "ABS": stack(top) = Abs(stack(top))
            Case "INT": stack(top) = Int(stack(top))
            Case "ROUND": stack(top) = Rounded(stack(top), stack(top + 1))
            Case "IF": If stack(top) <> 0 Then stack(top) = stack(top + 1) Else stack(top) = stack(top + 2)
            Case Else: stack(top) = Val(words(i))
        End Select
    Next i
    WorkedOut = stack(1)
End Function

Private Function OperandsOf(ByVal word As String) As Long
    OperandsOf = 0
    Select Case word
        Case "ABS", "INT": OperandsOf = 1
        Case "+", "-", "*", "/", "<=", ">=", "MIN", "MAX", "ROUND": OperandsOf = 2
        Case "IF": OperandsOf = 3
    End Select
End Function
