"""``perfxl collect`` as an officer types it: what it says, in which characters, with which status."""

import json

import pytest

from perfxl.bureau.intake import collecting
from perfxl.cli import bureau_commands
from tests.cli.test_commands import perfxl
from tests.support.county import department, workbook
from tests.support.post import mail

ROSTER = "部门名称\n示例县教育局\n示例县民政局\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("绩效 材料")
    (folder / "来件").mkdir()
    content = workbook(department(1), {"部门名称": "示例县教育局"})
    (folder / "来件" / "a.eml").write_bytes(mail({"表.xlsx": content, "报告.pdf": b"%PDF"}).as_bytes())
    (folder / "名录.csv").write_bytes(ROSTER.encode("gbk"))
    return folder


def test_a_clean_run_tells_counts_and_where_the_list_is_on_any_console(office):
    status, said, complaint = perfxl(
        office, "collect", "来件", "-o", "收件", "--roster", "名录.csv", encoding="gbk"
    )

    assert (status, complaint) == (0, "")
    assert said.splitlines()[0] == "本次新收取：工作簿1份，附件1个。"
    assert "累计：1个部门（单位）已报；无法识别的工作簿0份。" in said
    assert "对照名录：共2个单位，未报1个，重复报送0个；不在名录的0个。" in said
    assert "未报：示例县民政局" in said
    assert said.rstrip().endswith("收件清单.xlsx")


def test_the_same_as_json_for_other_programs(office):
    status, said, _ = perfxl(office, "collect", "来件", "-o", "收件二", "--roster", "名录.csv", "--json")
    told = json.loads(said)

    assert status == 0
    assert told["new"] | {"bytes": 0} == {"workbooks": 1, "attachments": 1, "bytes": 0}
    assert told["roster"] == {"units": 2, "missing": ["示例县民政局"], "repeated": [], "strangers": []}
    assert told["unreadable"] == []


def test_what_could_not_be_read_is_named_and_shows_in_the_status(office, tmp_path):
    (tmp_path / "空.xlsx").write_bytes(b"")
    status, said, _ = perfxl(office, "collect", tmp_path, "-o", "收件三")

    assert status == 1
    assert "    空.xlsx：[E103] 文件是空的（0 字节）\n" in said


def test_a_source_that_is_not_there_among_others_is_named(office):
    status, said, _ = perfxl(office, "collect", "来件", "没有.zip", "-o", "收件五")

    assert status == 1
    assert "本次新收取：工作簿1份，附件1个。" in said
    assert "    找不到来源：没有.zip。请核对路径；" in said


def test_a_run_that_cannot_begin_says_why(office):
    status, said, complaint = perfxl(office, "collect", "没有", "-o", "收件四")

    assert (status, said) == (2, "")
    assert complaint.startswith("[E800]")


def test_its_help_is_chinese(office):
    _, said, _ = perfxl(office, "collect", "--help")

    assert "收取报送材料" in said
    assert "-o 文件夹" in said or "文件夹" in said
    assert not any(word in said for word in ("Usage", "required", "default", "SOURCES"))


def test_who_stops_it_is_told_that_it_can_go_on(office, monkeypatch, capsys):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(collecting, "collect", stopped)
    with pytest.raises(KeyboardInterrupt):
        bureau_commands.collect([office], output=office / "收件五")

    assert "会接着收取" in capsys.readouterr().err
