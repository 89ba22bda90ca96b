"""The document's styles and its table of fonts, written from the layout."""

from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

from perfxl.document.layout import Font, Layout, Style
from perfxl.document.nodes import node, value

_DEFAULT = "Normal"
_CHINESE = "86"
"""The character set GB 2312 in a table of fonts: what Word goes by where it knows none of the names."""


def write_styles(document: Document, layout: Layout) -> None:
    """Write every style of the layout; all of them rest on the first, and text runs on in the usual one."""
    styles = document.styles.element
    styles.append(_defaults(layout))
    for style in layout.styles:
        styles.append(_style(style, layout))


def fonts_table(layout: Layout) -> _Element:
    """The fonts of the document, each with the names to look for where it is missing."""
    chinese = [_font(font) for font in layout.fonts.east_asian.values()]
    latin = node(
        "w:font",
        {"w:name": layout.fonts.latin},
        value("w:charset", "00"),
        value("w:family", "roman"),
        value("w:pitch", "variable"),
    )
    return node("w:fonts", None, latin, *chinese)


def _font(font: Font) -> _Element:
    return node(
        "w:font",
        {"w:name": font.name},
        value("w:altName", ",".join(font.alternatives)),
        value("w:charset", _CHINESE),
        value("w:family", font.family),
        value("w:pitch", "default"),
    )


def _defaults(layout: Layout) -> _Element:
    """What holds where no style says otherwise: above all the language, by which Word breaks lines."""
    usual = layout.style(_DEFAULT)
    language = node("w:lang", {"w:val": "en-US", "w:eastAsia": "zh-CN", "w:bidi": "ar-SA"})
    characters = node("w:rPr", None, *_characters(usual, layout), language)
    return node(
        "w:docDefaults",
        None,
        node("w:rPrDefault", None, characters),
        node("w:pPrDefault", None, node("w:pPr")),
    )


def _style(style: Style, layout: Layout) -> _Element:
    element = node("w:style", {"w:type": "paragraph", "w:styleId": style.id}, value("w:name", style.name))
    if style.id == _DEFAULT:
        element.set(qn("w:default"), "1")
    else:
        element.append(value("w:basedOn", _DEFAULT))
    element.append(node("w:qFormat"))
    element.append(node("w:pPr", None, *_paragraphs(style, layout)))
    element.append(node("w:rPr", None, *_characters(style, layout)))
    return element


def _characters(style: Style, layout: Layout) -> list[_Element]:
    latin = style.latin or layout.fonts.latin
    chinese = layout.fonts.east_asian[style.font].name
    half_points = round(style.size * 2)
    return [
        node("w:rFonts", {"w:ascii": latin, "w:hAnsi": latin, "w:eastAsia": chinese, "w:cs": latin}),
        value("w:snapToGrid", 0),
        value("w:spacing", layout.squeeze if style.size == layout.grid.size else 0),
        value("w:sz", half_points),
        value("w:szCs", half_points),
    ]


def _paragraphs(style: Style, layout: Layout) -> list[_Element]:
    """A style's properties as a paragraph, in the order of the schema.

    The page's grid is kept by the line pitch and the squeeze of the characters themselves: programs differ in
    what they make of a grid whose cells are narrower than the type (LibreOffice takes two for a character).
    No space is put between Chinese and digits, two of which take the room of a character; and a page is
    filled to its last line, even if that is a paragraph's first.
    """
    pitch = layout.pitch if style.pitch is None else round(style.pitch * 20)
    properties = [
        *([node("w:keepNext")] if style.keep_next else []),
        value("w:widowControl", 0),
        value("w:autoSpaceDE", 0),
        value("w:autoSpaceDN", 0),
        value("w:snapToGrid", 0),
        node("w:spacing", {"w:before": 0, "w:after": 0, "w:line": pitch, "w:lineRule": "exact"}),
        *_indent(style, layout),
        value("w:jc", style.align),
    ]
    if style.level is not None:
        properties.append(value("w:outlineLvl", style.level))
    return properties


def _indent(style: Style, layout: Layout) -> list[_Element]:
    if not style.first_line:
        return []
    indent = {
        "w:firstLineChars": round(style.first_line * 100),
        "w:firstLine": layout.characters(style.first_line),
    }
    return [node("w:ind", indent)]
