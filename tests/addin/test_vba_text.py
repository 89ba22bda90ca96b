"""Chinese comes through a project that cannot hold it, and nothing else that VBA would spoil goes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba.interpreter import Interpreter

from perfxl.addin.vba_text import as_module, texts_module
from perfxl.wording import subject


def said(texts, key):
    interpreter = Interpreter()
    interpreter.add_module(as_module(texts_module(texts, "a file"), "PerfxlTexts"), name="PerfxlTexts")
    text = str(interpreter.run("Said", [key]))
    return text.replace("\r\n", "\n").encode("utf-16-le", "surrogatepass").decode("utf-16-le")


@pytest.mark.parametrize("key", subject("ribbon")["messages"])
def test_every_message_reads_in_vba_as_it_stands_in_the_data(key):
    messages = subject("ribbon")["messages"]
    assert said(messages, key) == messages[key]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('"\n汉𠀀'), max_size=200))
def test_any_text_comes_through(text):
    assert said({"key": text}, "key") == text


def test_an_unknown_key_says_nothing():
    assert said({"key": "文字"}, "other") == ""


def test_chinese_in_a_module_is_refused_with_its_line():
    with pytest.raises(ValueError, match="Some, line 2: only ASCII"):
        as_module('Attribute VB_Name = "Some"\nMsgBox "校验"\n', "Some")


def test_a_line_that_vba_would_cut_is_refused():
    with pytest.raises(ValueError, match="Some, line 2: longer than 1000 characters"):
        as_module('Attribute VB_Name = "Some"\n' + "x = 1 + " * 200, "Some")


def test_a_module_that_bears_another_name_than_its_file_is_refused():
    with pytest.raises(ValueError, match="does not bear the name of its file"):
        as_module('Attribute VB_Name = "Other"\n', "Some")


def test_a_module_ends_its_lines_as_windows_does():
    assert as_module('Attribute VB_Name = "Some"\nSub A()  \nEnd Sub', "Some") == (
        'Attribute VB_Name = "Some"\r\nSub A()\r\nEnd Sub\r\n'
    )
