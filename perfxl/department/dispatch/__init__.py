"""The department sends its bundle: as a draft in the mail program, through Outlook, or by SMTP.

A button needs two functions: ``draft(place, to, cc)`` makes the mail, ``open_draft(draft, target)`` shows it.
"""

from perfxl.department.dispatch.addresses import Mailbox, mailbox, mailboxes
from perfxl.department.dispatch.bundle import Bundle, find_bundle
from perfxl.department.dispatch.drafting import (
    Prepared,
    Shown,
    Way,
    draft,
    open_draft,
    prepare,
    write_draft,
)
from perfxl.department.dispatch.message import Attachment, Draft

__all__ = [
    "Attachment",
    "Bundle",
    "Draft",
    "Mailbox",
    "Prepared",
    "Shown",
    "Way",
    "draft",
    "find_bundle",
    "mailbox",
    "mailboxes",
    "open_draft",
    "prepare",
    "write_draft",
]
