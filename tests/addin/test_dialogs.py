"""What Python asks the user through Excel: its words to the add-in's VBA, and VBA's to Excel."""

from pathlib import Path

import pytest
from pyopenvba.interpreter import VBAInt, VBAObject, method
from pyopenvba.interpreter._objects import MemberSpec, member, setter
from pyopenvba.interpreter._values import error as vba_error

from perfxl.addin import dialogs
from perfxl.addin.faults import ClickError

KINDS = "数据文件 (*.csv),*.csv"
ASKED = {
    "GetOpenFilename": ("FileFilter", "FilterIndex", "Title", "ButtonText", "MultiSelect"),
    "GetSaveAsFilename": ("InitialFilename", "FileFilter", "FilterIndex", "Title", "ButtonText"),
    "InputBox": ("Prompt", "Title", "Default", "Left", "Top", "HelpFile", "HelpContextID", "Type"),
}
"""Excel's own dialogs with their parameters, in Excel's order."""


class App:
    """What a dialog needs of ``xw.App``: the add-in's VBA, called by name. A book is open in it."""

    name = "某局 2020.xlsx"

    @property
    def app(self):
        return self

    def __init__(self, excel):
        self.excel = excel
        self.called = []

    def macro(self, name):
        self.called.append(name)
        return lambda *arguments: self.excel.run(name.rpartition(".")[2], *arguments)


@pytest.fixture
def answered(excel, monkeypatch):
    """Give every dialog one answer; returns the app, and what Excel was asked."""

    def answer_all(answer):
        asked = []
        members = type(excel.program)._vba_members
        for name, parameters in ASKED.items():

            def show(_, *given, name=name, parameters=parameters):
                named = zip(parameters, given, strict=False)
                asked.append((name, {key: value for key, value in named if isinstance(value, str)}))
                return answer

            spec = MemberSpec(name=name, kind="method", getter=show, parameters=parameters)
            monkeypatch.setitem(members, name.lower(), spec)
        return App(excel), asked

    return answer_all


def test_a_file_is_picked_in_excel_s_own_dialog(answered):
    app, asked = answered(r"D:\数据\导出 2025.csv")

    assert dialogs.choose_file(app, "选择数据文件", KINDS) == r"D:\数据\导出 2025.csv"
    assert asked == [("GetOpenFilename", {"FileFilter": KINDS, "Title": "选择数据文件"})]
    assert app.called == ["perfxl.xlam!PerfxlDialogs.ChooseFile"]


def test_a_target_is_chosen_with_a_suggestion(answered):
    app, asked = answered(r"D:\某局-2025.xlsx")

    assert dialogs.choose_target(app, "保存", KINDS, "某局-2025.xlsx") == r"D:\某局-2025.xlsx"
    suggested = {"InitialFilename": "某局-2025.xlsx", "FileFilter": KINDS, "Title": "保存"}
    assert asked == [("GetSaveAsFilename", suggested)]


def test_a_line_of_text_is_asked_for(answered):
    app, asked = answered(" 某县财政局 ")

    assert dialogs.ask_text(app, "新建", "部门名称：", "某局") == "某县财政局"
    assert asked == [("InputBox", {"Prompt": "部门名称：", "Title": "新建", "Default": "某局"})]


class Picker(VBAObject):
    """Excel's dialog for folders, in which the user picks one, or none."""

    vba_type_name = "FileDialog"
    vba_library = "office"

    def __init__(self, picked):
        self.picked = picked
        self.title = ""

    @member
    def Title(self):
        return self.title

    @setter("Title")
    def set_title(self, value):
        self.title = str(value)

    @member
    def AllowMultiSelect(self):
        return True

    @setter("AllowMultiSelect")
    def set_several(self, value):
        assert not value

    @method
    def Show(self):
        return VBAInt(-1 if self.picked else 0, "Long")

    @method
    def SelectedItems(self, number):
        assert int(number) == 1
        return self.picked


@pytest.mark.parametrize("picked", [r"D:\绩效自评\2025 年#报送", ""])
def test_a_folder_is_picked_in_excel_s_own_dialog(excel, monkeypatch, picked):
    picker = Picker(picked)
    spec = MemberSpec(
        name="FileDialog", kind="method", getter=lambda _, kind: kind == 4 and picker, parameters=("Kind",)
    )
    monkeypatch.setitem(type(excel.program)._vba_members, "filedialog", spec)

    assert dialogs.choose_folder(App(excel), "选择收件文件夹") == picked
    assert picker.title == "选择收件文件夹"


@pytest.mark.parametrize(
    "ask",
    [
        lambda app: dialogs.choose_file(app, "选择", KINDS),
        lambda app: dialogs.choose_target(app, "保存", KINDS, "a.xlsx"),
        lambda app: dialogs.ask_text(app, "新建", "部门名称："),
    ],
)
def test_whoever_cancels_has_answered_nothing(answered, ask):
    app, _ = answered(False)

    assert ask(app) == ""


def test_a_long_message_is_cut_so_that_its_button_stays_on_the_screen():
    cut = dialogs.shortened("\n".join(f"第{number}行" for number in range(1, 101))).split("\n")

    assert len(cut) == 30
    assert cut[0] == "第1行"
    assert cut[-1] == "……另有71行"


@pytest.fixture
def copying(excel, monkeypatch):
    """Excel saves copies, or fails with what it is told; returns the app, and what was saved as what."""
    saved = []

    def start(fails=None):
        excel.open(App.name, {"_perfxl": []})

        def save(book, target, *_):
            saved.append((book.name, target))
            if fails is not None:
                raise vba_error(1004, fails)
            Path(target).write_bytes(b"copy")

        members = type(excel.program.active_book)._vba_members
        spec = MemberSpec(name="SaveCopyAs", kind="method", getter=save, parameters=("Filename",))
        monkeypatch.setitem(members, "savecopyas", spec)
        return App(excel), saved

    return start


def test_excel_saves_a_copy_of_the_open_workbook_under_any_name(copying, tmp_path):
    app, saved = copying()
    target = tmp_path / "某县 财政局-2020.xlsx"
    dialogs.save_copy(app, target)

    assert saved == [(App.name, str(target))]
    assert app.called == ["perfxl.xlam!PerfxlCopies.SaveCopy"]


def test_why_excel_has_saved_no_copy_is_told(copying, tmp_path):
    app, _ = copying(fails="磁盘已满")
    with pytest.raises(ClickError) as refused:
        dialogs.save_copy(app, tmp_path / "a.xlsx")
    assert (refused.value.code, refused.value.figures["reason"]) == ("E548", "磁盘已满")
