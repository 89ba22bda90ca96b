"""``perfxl consolidate`` as an officer meets it: a process of its own, its words, its status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfxl.bureau.folder import BureauFolder
from perfxl.cli import _run
from tests.support.bureau_desk import content
from tests.support.summaries import Summary

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}


@pytest.fixture
def run(folder, capsys, monkeypatch):
    """The same in this process."""
    monkeypatch.chdir(folder.root)

    def command(*arguments: object) -> tuple[int, str, str]:
        status = _run(["consolidate", *map(str, arguments)])
        return status, *capsys.readouterr()

    return command


def perfxl(*arguments: object, folder: Path) -> tuple[int, str, str]:
    """In a process of its own, in a console of code page 936."""
    done = subprocess.run(
        [sys.executable, "-m", "perfxl", "consolidate", *map(str, arguments)],
        capture_output=True, check=False, env=ENVIRONMENT, timeout=120, cwd=folder,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("gbk"), done.stderr.decode("gbk")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> BureauFolder:
    """A folder into which an officer has put four workbooks, one of which cannot be read."""
    root = tmp_path_factory.mktemp("财政局") / "2020 年度"
    root.mkdir()
    for number in (1, 2, 3):
        (root / f"{number}.xlsx").write_bytes(content(number))
    (root / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    return BureauFolder(root)


def test_what_waits_is_reviewed_and_everything_summed_up_with_what_does_not_count(folder):
    status, said, complaint = perfxl(folder.root, folder=folder.root)

    assert (status, complaint) == (1, "")
    assert "已汇总2020年度：计入3户，其中评分完成3户。" in said
    assert "收到而没有计入的文件1份，原因见《未计入的文件》。" in said
    assert "分值为示例" in said
    assert f"汇总工作簿：{folder.summary}" in said
    assert f"综合报告：{folder.summary_report}" in said
    assert Summary(folder.summary).table("未计入的文件")["文件名"].tolist() == ["坏.xlsx"]
    assert folder.summary_report.exists()


def test_again_keeps_the_earlier_one_and_takes_nothing_of_its_own_for_a_return(run, folder):
    run(folder.root)
    status, said, _ = run(folder.root, "--json")

    told = json.loads(said)
    assert status == 1
    assert (told["counted"], told["unreadable"], told["reviewed"]) == (3, 1, 0)
    assert all(Path(file).parent == folder.earlier for file in told["kept"])
    assert len(told["kept"]) == 2


def test_it_goes_where_it_is_told_and_the_report_beside_it(run, folder, tmp_path):
    folder_, target = folder.root, tmp_path / "县级 汇总.xlsx"
    status, said, _ = run(folder_, "-o", target, "--office", "示例县财政局")

    assert status == 1
    assert f"综合报告：{tmp_path / '汇总报告.docx'}" in said
    link = Summary(target).formulas["问题清单"]["L4"].hyperlink.target.replace("\\", "/")
    led_to = (tmp_path / link.replace("%20", " ")).resolve()
    assert led_to.parent == folder_.resolve()
    assert led_to.is_file()


def test_an_outline_that_is_not_there_is_written_to_be_edited_and_then_used(run, folder, tmp_path):
    outline = tmp_path / "提纲.j2"
    _, said, _ = run(folder.root, "-o", tmp_path / "一.xlsx", "--outline", outline)
    assert f"已写出自带的提纲，综合报告按它写成；修改后再运行一次：{outline}" in said
    assert "一、总体情况" in outline.read_text(encoding="utf-8")

    outline.write_text("# {{ year }}年我县的汇总\n\n计入{{ counts.counted }}户。\n", encoding="utf-8")
    _, said, _ = run(folder.root, "-o", tmp_path / "二.xlsx", "--outline", outline)
    assert "已写出" not in said
    told = [row[0].strip("　") for row in Summary(tmp_path / "二.xlsx").rows("综合报告")]
    assert told == ["2020年我县的汇总", "计入3户。"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("没有这个文件夹",), "E820"),
        ((".", "--year", "2031"), "E841"),
        ((".", "-o", "../汇总.xls"), "E506"),
        ((".", "-o", "我的汇总.xlsx"), "E845"),
        ((".", "--report", "报告.pdf"), "E506"),
        ((".", "--jobs", "0"), "E830"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_in_chinese(run, folder, arguments, code):
    status, said, complaint = run(*arguments)
    assert (status, said) == (2, "")
    assert complaint.startswith(f"[{code}]")
    assert "处理：" in complaint
