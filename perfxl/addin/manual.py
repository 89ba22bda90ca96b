"""The manual as one file that any browser shows, pictures inside, made from ``docs/manual.zh-CN.md``."""

import base64
import html
import mimetypes
import re
from pathlib import Path
from typing import Final

import perfxl
from perfxl.addin.faults import ClickError
from perfxl.wording import say

_SOURCE: Final = "manual.zh-CN.md"
_PICTURE: Final = re.compile(r'src="(?!data:|https?:)([^"]+)"')
_LINK_TO_DOCUMENT: Final = re.compile(r'<a href="(?!https?:|#)[^"]*">(.*?)</a>', re.DOTALL)
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ max-width: 52em; margin: 2em auto; padding: 0 1em; line-height: 1.7; color: #222;
  font-family: "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }}
img {{ max-width: 100%; border: 1px solid #ccc; }}
table {{ border-collapse: collapse; }} td, th {{ border: 1px solid #bbb; padding: .3em .6em; }}
code {{ background: #f2f2f2; padding: 0 .2em; }}
</style></head><body>
{body}</body></html>
"""


def write_manual(folder: Path) -> Path:
    """Write the manual into a folder and say where it is.

    Raises:
        ClickError: the manual was not installed (E611).
        OSError: the folder cannot be written to.
    """
    source = manual_source()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / say("install.manual_file")
    file.write_text(as_page(source), encoding="utf-8")
    return file


def manual_source() -> Path:
    """Where the manual's text is: inside the installed package, or beside it in its source folder.

    Raises:
        ClickError: it is in neither place (E611).
    """
    beside = Path(perfxl.__file__).parent.parent / "docs"
    for folder in (Path(__file__).parent / "docs", beside):
        if (folder / _SOURCE).is_file():
            return folder / _SOURCE
    raise ClickError("E611")


def as_page(source: Path) -> str:
    """The text as one page: pictures inside, links to other documents as plain words."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - needed by nothing else

    body = (
        MarkdownIt("commonmark", {"html": False}).enable("table").render(source.read_text(encoding="utf-8"))
    )
    body = _PICTURE.sub(lambda match: f'src="{_inside(source.parent / match[1])}"', body)
    body = _LINK_TO_DOCUMENT.sub(r"\1", body)
    return _PAGE.format(title=html.escape(say("install.manual_title")), body=body)


def _inside(picture: Path) -> str:
    kind = mimetypes.guess_type(picture.name)[0] or "image/png"
    return f"data:{kind};base64,{base64.b64encode(picture.read_bytes()).decode('ascii')}"
