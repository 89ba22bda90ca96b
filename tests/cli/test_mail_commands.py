"""``perfxl send`` and ``perfxl mail`` as a user types them, with a keyring and a server of the test's own."""

import getpass
import io
import shlex
import sys
from pathlib import Path

import fast_mail_parser
import msgspec
import pytest

from perfxl.cli import UNREADABLE, _run, asking, send_command
from perfxl.department import closed_files
from perfxl.department.dispatch import drafting, outlook, vault
from perfxl.department.dispatch.configuration import load, save
from tests.support.mailbox import Memory, mailbox

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
NAME = "新丰县行政服务中心-2020-绩效自评"
USER, PASSWORD = "dept@example.gov.cn", "sesame-abcdefgh"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "主目录")
    return tmp_path / "主目录"


@pytest.fixture(autouse=True)
def memory(monkeypatch):
    one = Memory()
    monkeypatch.setattr(vault, "system_vault", lambda: one)
    return one


@pytest.fixture(scope="module")
def evaluation():
    return closed_files.check(EXAMPLE)


@pytest.fixture
def bundle(tmp_path, monkeypatch, evaluation):
    """A finished bundle; that its workbook is really read is tested elsewhere, and once is enough here."""
    monkeypatch.setattr(drafting, "judged", lambda _: (evaluation, None))
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / f"{NAME}.xlsx").write_bytes(EXAMPLE.read_bytes())
    (folder / "说明.txt").write_bytes(b"note")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def perfxl(capsys, monkeypatch):
    """Run one command line; with ``typed`` somebody sits at the terminal and types these lines."""

    def run(line, *typed, password=""):
        if typed or password:
            monkeypatch.setattr(asking, "at_terminal", lambda: True)
            monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{one}\n" for one in typed)))
            monkeypatch.setattr(getpass, "getpass", lambda _: password)
        else:
            monkeypatch.setattr(asking, "at_terminal", lambda: False)
        status = _run(shlex.split(line))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def server(tmp_path, memory):
    """A server with the user's account, and settings for it."""
    with mailbox(tmp_path / "收件", security="tls", accounts={USER: PASSWORD}) as running:
        save(msgspec.structs.replace(running.settings, to=("jixiao@example.gov.cn",)))
        vault.keep(running.settings, memory, PASSWORD)
        yield running


# ── a draft ──


def test_send_writes_a_draft_beside_the_bundle_and_opens_it(perfxl, bundle, monkeypatch):
    opened = []
    monkeypatch.setattr(send_command, "open_with_program", lambda file: opened.append(file) or True)

    status, said, _ = perfxl(f"send {NAME} --to a@example.cn --with-errors")

    draft = bundle.with_name(f"{NAME}.eml")
    assert (status, opened) == (0, [draft])
    assert said.splitlines()[:7] == [
        "收件人：a@example.cn",
        "主题：报送：新丰县行政服务中心2020年度部门整体支出绩效自评材料",
        f"附件：{NAME}.xlsx（{EXAMPLE.stat().st_size / 1024:.0f} KB）",
        "提示：这个工作簿还没有定稿，没有回执；财政部门要求定稿后报送的，请先运行 perfxl finish。",
        "文件夹里的其他文件不作为附件：说明.txt",
        f"邮件草稿已生成：{draft}",
        "已交给邮件程序打开，请核对后点击“发送”。",
    ]
    assert "Outlook、Thunderbird" in said
    mail = fast_mail_parser.parse_email(draft.read_bytes(), strict=True)
    assert mail.headers["X-Unsent"] == ["1"]
    assert mail.attachments[0].content == EXAMPLE.read_bytes()


def test_a_draft_is_only_written_where_that_is_asked_for(perfxl, bundle, monkeypatch):
    monkeypatch.setattr(send_command, "open_with_program", lambda _: pytest.fail("opened"))

    perfxl(f"send {NAME} --to a@example.cn --with-errors --no-open -o 草稿.eml")
    again, _, complaint = perfxl(f"send {NAME} --to a@example.cn --with-errors --no-open -o 草稿.eml")

    assert (again, complaint.partition("]")[0]) == (2, "[E502")
    assert (bundle.parent / "草稿.eml").exists()


def test_errors_in_the_workbook_block_sending(perfxl, bundle):
    status, _, complaint = perfxl(f"send {NAME} --to a@example.cn")

    assert (status, complaint.partition("]")[0]) == (2, "[E553")
    assert list(bundle.parent.glob("*.eml")) == []


def test_for_webmail_the_words_are_shown_and_no_file_is_written(perfxl, bundle):
    status, said, _ = perfxl(f"send {NAME} --to a@example.cn --with-errors --text")

    assert status == 0
    assert "现报送新丰县行政服务中心2020年度部门整体支出绩效自评材料，请查收。" in said
    assert str(bundle / f"{NAME}.xlsx") in said
    assert list(bundle.parent.glob("*.eml")) == []


def test_outlook_is_shown_the_draft(perfxl, bundle, monkeypatch):
    shown = []
    monkeypatch.setattr(outlook, "outlook_application", lambda: "Outlook")
    monkeypatch.setattr(outlook, "show_draft", lambda application, draft: shown.append((application, draft)))

    status, said, _ = perfxl(f"send {NAME} --to a@example.cn --with-errors --outlook")

    assert (status, "已在 Outlook 中打开" in said) == (0, True)
    assert [(application, str(draft.to[0])) for application, draft in shown] == [("Outlook", "a@example.cn")]


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows may have an Outlook")
def test_without_outlook_it_is_told_what_to_do_instead(perfxl, bundle):
    status, _, complaint = perfxl(f"send {NAME} --to a@example.cn --with-errors --outlook")

    assert (status, complaint.partition("]")[0]) == (2, "[E569")
    assert "改用邮件草稿文件" in complaint


def test_two_ways_at_once_are_refused(perfxl, bundle):
    status, _, complaint = perfxl(f"send {NAME} --to a@example.cn --smtp --outlook")

    assert status == 2
    assert complaint.startswith("命令有误：--text、--outlook、--smtp 只能写一个。")


# ── by SMTP ──


def test_what_is_confirmed_is_sent_and_listed(perfxl, bundle, server):
    status, said, _ = perfxl(f"send {NAME} --smtp --with-errors", "y")
    _, listed, _ = perfxl("mail sent")

    (mail,) = server.received
    assert status == 0
    assert f"确认由 {USER} 发送以上邮件？" in said
    assert "已发送，邮件编号 <" in said
    assert mail.recipients == ("jixiao@example.gov.cn",)
    assert fast_mail_parser.parse_email(mail.content, strict=True).attachments[0].filename == f"{NAME}.xlsx"
    assert "新丰县行政服务中心　2020年度　已发送给 jixiao@example.gov.cn" in listed


@pytest.mark.parametrize("answer", ["", "n", "不"])
def test_what_is_not_confirmed_is_not_sent(perfxl, bundle, server, answer):
    status, said, _ = perfxl(f"send {NAME} --smtp --with-errors", answer)

    assert (status, said.endswith("没有发送。\n")) == (UNREADABLE, True)
    assert server.received == []


def test_where_nobody_can_confirm_nothing_is_sent_unless_it_was_agreed_beforehand(perfxl, bundle, server):
    status, _, complaint = perfxl(f"send {NAME} --smtp --with-errors")
    unasked = list(server.received)
    agreed, _, _ = perfxl(f"send {NAME} --smtp --with-errors --yes")

    assert (status, complaint.partition("]")[0], unasked) == (2, "[E565", [])
    assert "--yes" in complaint
    assert (agreed, len(server.received)) == (0, 1)


def test_sending_the_same_twice_is_asked_about(perfxl, bundle, server):
    perfxl(f"send {NAME} --smtp --with-errors --yes")

    refused, _, complaint = perfxl(f"send {NAME} --smtp --with-errors --yes")
    declined, said, _ = perfxl(f"send {NAME} --smtp --with-errors", "n")
    once = len(server.received)
    again, _, _ = perfxl(f"send {NAME} --smtp --with-errors --yes --again")

    assert (refused, "--again" in complaint) == (2, True)
    assert "内容与这次相同。要再发送一次吗？" in said
    assert (declined, once) == (2, 1)
    assert (again, len(server.received)) == (0, 2)


def test_some_refused_recipients_are_told_after_the_others_got_their_mail(perfxl, bundle, server):
    server.refused = ["b@example.cn"]

    to = "--to a@example.cn --to b@example.cn"
    status, said, complaint = perfxl(f"send {NAME} {to} --smtp --with-errors --yes")
    _, listed, _ = perfxl("mail sent")

    assert "已发送" in said
    assert listed.endswith("已发送给 a@example.cn，被拒收：b@example.cn\n")
    assert (status, complaint.partition("]")[0]) == (2, "[E566")
    assert "b@example.cn（550 No such mailbox）。其余收件人已经发送。" in complaint


def test_the_password_is_in_no_file_and_in_nothing_that_is_said(perfxl, bundle, server, home, memory):
    memory.kept = dict.fromkeys(memory.kept, "falsch-falsch")
    _, said, complaint = perfxl(f"send {NAME} --smtp --with-errors --yes")
    memory.kept = dict.fromkeys(memory.kept, PASSWORD)
    perfxl(f"send {NAME} --smtp --with-errors --yes")

    files = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    assert complaint.startswith("[E564]")
    assert len(files) == 2
    assert not any(secret in said + complaint for secret in ("falsch", PASSWORD))
    assert not any(secret in content for secret in (b"falsch", PASSWORD.encode()) for content in files)


# ── settings ──


def test_setup_asks_for_what_it_needs_and_proposes_what_is_usual(perfxl, memory, home):
    typed = ("预算股 <12345@qq.com>", "", "", "财政局 <a@example.gov.cn>；b@example.cn")

    status, said, _ = perfxl("mail setup", *typed, password=f" {PASSWORD} ")

    settings = load()
    assert status == 0
    assert (settings.server, settings.user, settings.port_or_usual) == ("smtp.qq.com", "12345@qq.com", 465)
    assert settings.to == ("财政局 <a@example.gov.cn>", "b@example.cn")
    assert "发件服务器，只用草稿的可以不填（回车则为 smtp.qq.com）：" in said
    assert memory.kept == {("perfxl:smtp.qq.com", "12345@qq.com"): PASSWORD}
    assert PASSWORD not in (home / ".perfxl" / "mail.toml").read_text(encoding="utf-8")


def test_setup_takes_what_is_given_and_asks_for_nothing_where_nobody_sits(perfxl):
    given = "--from d@example.gov.cn --server mail.example.gov.cn --security starttls --to a@example.gov.cn"

    status, _, _ = perfxl(f"mail setup {given} --no-password")
    changed, _, _ = perfxl("mail setup --port 2525 --no-password")

    settings = load()
    assert (status, changed) == (0, 0)
    assert (settings.server, settings.security, settings.port) == ("mail.example.gov.cn", "starttls", 2525)
    assert (settings.user, settings.to) == ("d@example.gov.cn", ("a@example.gov.cn",))


def test_a_password_is_asked_for_at_a_terminal_only(perfxl, memory):
    status, _, complaint = perfxl("mail setup --from d@example.cn --server mail.example.cn")

    assert (status, complaint.partition("]")[0]) == (2, "[E565")
    assert memory.kept == {}


def test_what_an_input_method_has_typed_is_not_taken_for_a_password(perfxl, memory):
    typed, typed_in_chinese = ("", "", "", ""), "ａｂｃ密码"

    _, said, complaint = perfxl("mail setup --from d@qq.com", *typed, password=typed_in_chinese)

    assert "请把输入法切换到英文" in said
    assert complaint.startswith("[E565]")
    assert memory.kept == {}


def test_settings_for_drafts_alone_need_no_server(perfxl, bundle):
    perfxl("mail setup --to usual@example.cn", "", "")

    status, said, _ = perfxl(f"send {NAME} --with-errors --no-open")
    refused, _, complaint = perfxl(f"send {NAME} --with-errors --smtp")

    assert (status, "收件人：usual@example.cn" in said) == (0, True)
    assert (refused, complaint.partition("]")[0]) == (2, "[E555")


def test_the_way_to_the_server_can_be_tried_without_sending(perfxl, server):
    status, said, _ = perfxl("mail test")

    assert status == 0
    assert f"连接和登录成功，账号：{USER}。" in said
    assert "邮件大小为 32 MB" in said
    assert server.received == []


def test_a_password_that_was_forgotten_is_asked_for_again(perfxl, bundle, server):
    _, said, _ = perfxl("mail forget")
    status, _, complaint = perfxl(f"send {NAME} --smtp --with-errors --yes")

    assert said == f"已删除账号 {USER} 的密码。\n"
    assert (status, complaint.partition("]")[0]) == (2, "[E559")


def test_without_any_sending_the_list_says_so(perfxl):
    assert perfxl("mail sent")[1] == "没有发送记录。\n"
