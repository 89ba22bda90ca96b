"""汇总: a folder is asked for, reviewed and summed up, told of in the status bar, and the summary opened."""

import pytest

from perfxl.addin import dialogs, ribbon, summing
from perfxl.bureau.folder import BureauFolder
from perfxl.errors import FileError
from tests.support.bureau_desk import content
from tests.support.clicks import desk
from tests.support.summaries import Summary
from tests.support.workbooks import edited, template, written


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    """Excel with a workbook that has nothing to do with it."""
    (tmp_path / "家").mkdir()
    with desk(
        monkeypatch, tmp_path / "家", written(tmp_path, edited(template(rows=None), {}, rows=None))
    ) as one:
        yield one


@pytest.fixture
def folder(tmp_path) -> BureauFolder:
    root = tmp_path / "2020 年度#报送"
    root.mkdir()
    for number in (1, 2):
        (root / f"{number}.xlsx").write_bytes(content(number))
    return BureauFolder(root)


@pytest.fixture
def answer(monkeypatch):
    """What the user picks in the dialog; what was asked is noted."""
    asked = []

    def picks(path):
        def answered(_app, macro, *arguments):
            asked.append((macro, *arguments))
            return str(path)

        monkeypatch.setattr(dialogs, "_asked", answered)
        return asked

    return picks


@pytest.fixture
def opening(monkeypatch, sheet):
    """The files that Excel is told to open."""
    files = []
    monkeypatch.setattr(type(sheet.book.app.books), "open", lambda _, file: files.append(file))
    return files


def test_a_folder_is_reviewed_and_summed_up_and_the_summary_is_opened(sheet, folder, answer, opening):
    asked = answer(folder.root)
    message = sheet.click("consolidate")

    assert asked == [("ChooseFolder", "选择收件文件夹（各部门报送的工作簿放在这里）")]
    assert message.startswith("已汇总2020年度：计入2户，其中评分完成2户。")
    assert "分值为示例" in message
    assert message.endswith("汇总工作簿已打开。")
    assert opening == [str(folder.summary)]
    assert len(Summary(folder.summary).table("汇总表")) == 2
    assert folder.summary_report.exists()
    assert sheet.last_result.endswith("汇总：计入2户")


def test_the_status_bar_tells_every_stage_and_is_as_before_in_the_end(
    sheet, folder, answer, opening, monkeypatch
):
    monkeypatch.setattr(summing, "_EVERY", 0.0)
    answer(folder.root)
    sheet.click("consolidate")

    told = [str(text) for text in sheet.told]
    assert told[0] == "绩效自评：正在登记……"
    for words in ("绩效自评：正在复核 2/2……", "绩效自评：正在写退回意见……", "绩效自评：正在汇总 2/2……"):
        assert words in told
    assert sheet.told[-1] is False


def test_how_long_the_rest_takes_is_told_once_it_can_be_known(sheet, monkeypatch):
    clock = iter([0.0, 60.0, 60.1, 61.0])
    monkeypatch.setattr(summing.time, "monotonic", lambda: next(clock))
    tell = summing._Teller(sheet.book.app, "正在复核")
    tell(100, 400)
    tell(101, 400)
    tell(400, 400)

    assert sheet.told == [
        "绩效自评：正在复核……",
        "绩效自评：正在复核 100/400，预计还需3分钟……",
        "绩效自评：正在复核 400/400，预计还需0秒……",
    ]


def test_whoever_picks_no_folder_is_left_alone(sheet, answer, opening):
    answer("")
    ribbon.consolidate()

    assert (sheet.alerts, sheet.told, opening) == ([], [], [])


def test_a_folder_with_nothing_in_it_is_told_with_what_to_do_in_excel(sheet, folder, answer, opening):
    for file in folder.root.iterdir():
        file.unlink()
    answer(folder.root)
    message = sheet.click("consolidate")

    assert sheet.failed
    assert "[E840]" in message
    assert "再点击“汇总”" in message
    assert "perfxl" not in message.partition("处理办法")[2]
    assert sheet.last_result.endswith("汇总：没有做完")
    assert sheet.told[-1] is False
    assert opening == []


def test_a_summary_that_is_still_open_is_told_before_anything_is_done(
    sheet, folder, answer, opening, monkeypatch
):
    def held_open(*_):
        raise FileError("E504", file=folder.summary)

    monkeypatch.setattr("perfxl.bureau.summing_up.ready", held_open)
    answer(folder.root)
    message = sheet.click("consolidate")

    assert "[E504]" in message
    assert "请在 Excel、WPS 中关闭这个文件，再点击一次。" in message
    assert not folder.store.exists()


def test_a_summary_that_excel_does_not_open_is_there_all_the_same(sheet, folder, answer, monkeypatch):
    monkeypatch.setattr(type(sheet.book.app.books), "open", lambda *_: 1 / 0)
    answer(folder.root)
    message = sheet.click("consolidate")

    assert f"汇总工作簿没有能够打开，请自行打开：{folder.summary}" in message
    assert not sheet.failed


def test_a_status_bar_that_excel_refuses_stops_nothing(sheet, folder, answer, opening, monkeypatch):
    monkeypatch.setattr(type(sheet.book.app.impl), "status_bar", property(lambda _: False, lambda *_: 1 / 0))
    answer(folder.root)

    assert sheet.click("consolidate").startswith("已汇总2020年度")
