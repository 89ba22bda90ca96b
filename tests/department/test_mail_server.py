"""Sending to a real server on this machine: what arrives, and every way in which a server can say no."""

import dataclasses
import json
import socket
import threading
from pathlib import Path

import fast_mail_parser
import msgspec
import pytest

from perfxl.department import dispatch
from perfxl.department.dispatch import record, sending, server
from perfxl.department.dispatch.configuration import Configuration
from perfxl.errors import FileError, SendError
from tests.support.mailbox import HERE, mailbox

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "examples" / "xinfeng-2020-completed.xlsx"
NAME = "新丰县行政服务中心-2020-绩效自评"
USER, PASSWORD = "dept@example.gov.cn", "sesame-abcdefgh"
ACCOUNTS = {USER: PASSWORD}
TO = ["某县财政局绩效管理股 <jixiao@example.gov.cn>", "b@example.cn"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("报送 材料") / NAME
    folder.mkdir()
    (folder / f"{NAME}.xlsx").write_bytes(EXAMPLE.read_bytes())
    (folder / f"{NAME}.pdf").write_bytes(b"%PDF\r\n.\r\n..\n\x00\xff")
    settings = Configuration(cc=("c@example.cn",))
    return dispatch.prepare(folder, TO, settings=settings, with_errors=True)


@pytest.fixture
def inbox(tmp_path):
    return tmp_path / "收件"


def refused(prepared, settings, password=PASSWORD) -> SendError:
    with pytest.raises(SendError) as caught:
        sending.send(prepared, settings, password)
    return caught.value


# ── what arrives ──


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_what_arrives_over_an_encrypted_connection_is_what_was_sent(prepared, inbox, security):
    with mailbox(inbox, security=security, accounts=ACCOUNTS) as running:
        sent = sending.send(prepared, running.settings, PASSWORD)

    (mail,) = running.received
    assert sent == sending.Sent(sent.message_id, {}, recorded=True)
    assert (mail.sender, mail.recipients) == (
        USER, ("jixiao@example.gov.cn", "b@example.cn", "c@example.cn")
    )  # fmt: skip
    read = fast_mail_parser.parse_email(mail.content, strict=True)
    assert read.warnings == []
    assert read.headers["Message-ID"] == [sent.message_id]
    assert read.subject == "报送：新丰县行政服务中心2020年度部门整体支出绩效自评材料"
    assert "自评总分91.94分" in read.text_plain[0]
    assert [(one.filename, one.mimetype, one.content) for one in read.attachments] == [
        (one.name, one.type, one.content) for one in prepared.draft.attachments
    ]


def test_the_server_is_not_told_the_name_of_this_machine(prepared, inbox):
    with mailbox(inbox) as running:
        sending.send(prepared, running.settings, "")

    assert running.helos == ["[127.0.0.1]"]


def test_one_refused_recipient_is_told_and_the_others_get_the_mail(prepared, inbox):
    with mailbox(inbox, refused=["b@example.cn"]) as running:
        sent = sending.send(prepared, running.settings, "")

    assert sent.refused == {"b@example.cn": "550 No such mailbox"}
    assert running.received[0].recipients == ("jixiao@example.gov.cn", "c@example.cn")


# ── every way to say no ──


def test_a_server_that_refuses_everybody_has_sent_nothing(prepared, inbox):
    everybody = ["jixiao@example.gov.cn", "b@example.cn", "c@example.cn"]
    with mailbox(inbox, refused=everybody) as running:
        error = refused(prepared, running.settings)

    assert error.code == "E566"
    assert all(f"{one}（550 No such mailbox）" in str(error) for one in everybody)
    assert "没有发送给任何人" in str(error)
    assert running.received == []


def test_a_wrong_password_is_told_with_the_hint_that_a_code_may_be_asked_for(prepared, inbox):
    with mailbox(inbox, security="starttls", accounts=ACCOUNTS) as running:
        error = refused(prepared, running.settings, "falsch")

    assert error.code == "E564"
    assert "授权码" in error.remedy
    assert "falsch" not in str(error) + error.remedy
    assert running.received == []


def test_a_mail_too_large_for_the_server_is_not_even_begun(prepared, inbox):
    with mailbox(inbox, largest=10_000) as running:
        error = refused(prepared, running.settings)

    assert error.code == "E554"
    assert "上限 0.0 MB" in str(error)
    assert running.received == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_for_another_server_is_not_accepted(prepared, inbox, security):
    with mailbox(inbox, security=security, name="smtp.example.cn") as running:
        error = refused(prepared, running.settings)

    assert error.code == "E562"
    assert "不是签发给这个地址的" in str(error)
    assert running.helos in ([], ["[127.0.0.1]"])


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_of_an_unknown_authority_is_not_accepted(prepared, inbox, security):
    with mailbox(inbox, security=security) as running:
        error = refused(prepared, msgspec.structs.replace(running.settings, ca_file=""))

    assert error.code == "E562"
    assert "本机不信任" in str(error)
    assert running.received == []


def test_a_file_of_certificates_that_is_not_there_is_told(prepared, inbox):
    with mailbox(inbox, security="tls") as running:
        error = refused(prepared, msgspec.structs.replace(running.settings, ca_file="没有.pem"))

    assert error.code == "E562"
    assert "没有.pem" in str(error)


def test_a_server_that_cannot_be_asked_to_encrypt_gets_no_password(prepared, inbox):
    with mailbox(inbox, accounts=ACCOUNTS) as running:
        error = refused(prepared, msgspec.structs.replace(running.settings, security="starttls"))

    assert error.code == "E563"
    assert running.received == []


def test_a_server_that_does_not_speak_tls_at_this_port_is_told(prepared, inbox):
    with mailbox(inbox) as running:
        error = refused(prepared, msgspec.structs.replace(running.settings, security="tls"))

    assert error.code == "E563"


def test_a_server_that_refuses_the_sender_is_quoted(prepared, inbox):
    replies = {"MAIL": "553 Mail from must equal authorized user"}
    with mailbox(inbox, replies=replies) as running:
        error = refused(prepared, running.settings)

    assert error.code == "E568"
    assert "553 Mail from must equal authorized user" in str(error)


def test_a_server_that_refuses_the_content_is_quoted(prepared, inbox):
    with mailbox(inbox, replies={"DATA": "554 DT:SPM rejected"}) as running:
        error = refused(prepared, running.settings)

    assert (error.code, "554 DT:SPM rejected" in str(error)) == ("E568", True)


def test_where_nobody_listens_it_is_told(prepared):
    with socket.socket() as closed:
        closed.bind((HERE, 0))
        port = closed.getsockname()[1]

    error = refused(prepared, Configuration(server=HERE, port=port, sender=USER, security="none"))

    assert (error.code, f"{HERE}:{port}" in str(error)) == ("E560", True)


def test_a_name_that_is_no_server_s_is_told(prepared, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = refused(prepared, Configuration(server="smtp.example.cn", sender=USER))

    assert (error.code, "smtp.example.cn:465" in str(error)) == ("E560", True)


def silent(answers=()):
    """A server that says what it is told to and then nothing more; gives its port and what ends it."""
    listening = socket.create_server((HERE, 0))
    over = threading.Event()

    def serve():
        with listening, listening.accept()[0] as client:
            for answer in answers:
                client.sendall(answer)
                client.recv(4096)
            over.wait(10)

    threading.Thread(target=serve, daemon=True).start()
    return listening.getsockname()[1], over


def test_a_server_that_does_not_answer_is_given_up_after_the_time_out(prepared):
    port, over = silent()
    settings = Configuration(server=HERE, port=port, sender=USER, security="none", timeout=0.2)

    error = refused(prepared, settings)
    over.set()

    assert error.code == "E561"
    assert "在0.2秒内没有应答" in str(error)


def test_a_server_that_falls_silent_during_the_greeting_is_given_up_too(prepared):
    port, over = silent([b"220 hello\r\n"])
    settings = Configuration(server=HERE, port=port, sender=USER, security="none", timeout=0.2)

    error = refused(prepared, settings)
    over.set()

    assert error.code == "E561"


def test_without_settings_nothing_can_be_sent(prepared):
    assert refused(prepared, Configuration()).code == "E555"
    assert refused(prepared, Configuration(sender=USER)).code == "E555"


def test_without_recipients_nothing_can_be_sent(prepared, inbox):
    nobody = dataclasses.replace(prepared, draft=dataclasses.replace(prepared.draft, to=(), cc=()))
    with mailbox(inbox) as running:
        assert refused(nobody, running.settings).code == "E551"


def test_what_a_server_says_is_shown_in_one_line_whatever_its_code_page():
    assert server._said(550, "邮箱不存在\r\n请核对".encode("gb18030")) == "550 邮箱不存在 请核对"
    assert server._said(550, "邮箱不存在".encode()) == "550 邮箱不存在"


# ── the record ──


def test_a_mail_that_was_sent_is_on_record(prepared, inbox, home):
    assert sending.already_sent(prepared) == ()
    with mailbox(inbox, refused=["b@example.cn"]) as running:
        sent = sending.send(prepared, running.settings, "")

    (found,) = sending.already_sent(prepared)
    assert (found.state, found.message_id, found.refused) == ("sent", sent.message_id, ("b@example.cn",))
    assert (found.department, found.year) == ("新丰县行政服务中心", "2020")
    assert sending.same_content(prepared, found)
    assert PASSWORD not in (home / ".perfxl" / "sent.jsonl").read_text(encoding="utf-8")


def test_a_mail_that_was_refused_does_not_count_as_sent(prepared, inbox):
    with mailbox(inbox, replies={"DATA": "554 no"}) as running:
        refused(prepared, running.settings)

    assert sending.already_sent(prepared) == ()


def test_a_mail_whose_taking_nobody_confirmed_may_have_been_sent(prepared):
    port, over = silent([b"220 hello\r\n", b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n",
                         b"250 ok\r\n", b"354 go on\r\n"])  # fmt: skip
    settings = Configuration(server=HERE, port=port, sender=USER, security="none", timeout=0.5)

    error = refused(prepared, settings)
    over.set()

    assert error.code == "E567"
    assert [one.state for one in sending.already_sent(prepared)] == ["started"]


def test_a_line_of_the_record_that_was_cut_short_harms_no_other(prepared, inbox):
    with mailbox(inbox) as running:
        sending.send(prepared, running.settings, "")
        file = record.record_file()
        file.write_bytes(file.read_bytes() + b'{"at":"2026-03')
        sending.send(prepared, running.settings, "")

    assert [one.state for one in sending.already_sent(prepared)] == ["sent", "sent"]
    lines = file.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("{") and line.endswith("}") for line in map(str.strip, lines)) == 4
    assert json.loads(lines[-1])["state"] == "sent"


def test_without_a_place_for_the_record_nothing_is_sent(prepared, inbox, home):
    home.mkdir()
    (home / ".perfxl").write_bytes(b"a file where the folder should be")
    with mailbox(inbox) as running, pytest.raises(FileError):
        sending.send(prepared, running.settings, "")

    assert running.received == []
