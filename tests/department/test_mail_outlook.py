"""The draft in Outlook: what Outlook is told, and that nothing is ever sent by it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from perfxl.department.dispatch import Attachment, Draft, mailboxes, outlook
from perfxl.errors import SendError

DRAFT = Draft(
    to=mailboxes(["预算股 <a@example.cn>", "b@example.cn"]),
    cc=mailboxes(["c@example.cn"]),
    sender=None,
    subject="报送：某局2025年度材料",
    text="您好！\n请查收。\n",
    attachments=(
        Attachment("某局-2025.xlsx", "application/x", b"sheet"),
        Attachment("某局.pdf", "application/pdf", b"pdf"),
    ),
)


class Outlook:
    """Remembers all that it is told; has no way of sending."""

    def __init__(self, *, busy=False):
        self.busy, self.items = busy, []

    def CreateItem(self, kind):
        if self.busy:
            raise RuntimeError("RPC_E_CALL_REJECTED")
        self.items.append(Item(kind))
        return self.items[-1]


class Item(SimpleNamespace):
    def __init__(self, kind):
        recipients, files = [], []

        def add_recipient(name):
            recipients.append(SimpleNamespace(name=name, Type=0))
            return recipients[-1]

        def attach(source, kind):
            files.append((Path(source), Path(source).read_bytes(), kind))

        super().__init__(kind=kind, shown=[], recipients=recipients, files=files)
        self.Recipients = SimpleNamespace(Add=add_recipient, ResolveAll=lambda: True)
        self.Attachments = SimpleNamespace(Add=attach)

    def Display(self, modal):
        self.shown.append(modal)


def test_outlook_shows_the_whole_mail_and_lets_the_user_go_on():
    application = Outlook()

    outlook.show_draft(application, DRAFT)

    (item,) = application.items
    assert item.kind == 0
    assert [(one.name, one.Type) for one in item.recipients] == [
        ("预算股 <a@example.cn>", 1), ("b@example.cn", 1), ("c@example.cn", 2),
    ]  # fmt: skip
    assert (item.Subject, item.Body) == (DRAFT.subject, "您好！\r\n请查收。\r\n")
    assert [(path.name, content, kind) for path, content, kind in item.files] == [
        ("某局-2025.xlsx", b"sheet", 1), ("某局.pdf", b"pdf", 1),
    ]  # fmt: skip
    assert item.shown == [False]


def test_the_copies_that_outlook_took_are_gone_afterwards():
    application = Outlook()

    outlook.show_draft(application, DRAFT)

    assert not any(path.parent.exists() for path, _, _ in application.items[0].files)


def test_an_outlook_that_does_not_answer_is_told():
    with pytest.raises(SendError) as refused:
        outlook.show_draft(Outlook(busy=True), DRAFT)

    assert refused.value.code == "E569"
    assert "没有应答" in str(refused.value)


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows may have an Outlook")
def test_elsewhere_than_on_windows_there_is_no_outlook():
    with pytest.raises(SendError, match="只在 Windows 上"):
        outlook.outlook_application()
