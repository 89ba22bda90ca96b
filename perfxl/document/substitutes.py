"""Free fonts in the place of those that the standard names, for LibreOffice where fontconfig serves it.

Word and WPS go by the document's own table of fonts. LibreOffice does not: without a word to fontconfig it
sets every kind of type in the first Chinese font that it meets, mostly a sans-serif one.
"""

from perfxl.document.layout import Font, standard_fonts

_FRAME = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
{aliases}
</fontconfig>
"""
_ALIAS = """\
  <alias binding="same">
    <family>{name}</family>
    <accept>{alternatives}</accept>
  </alias>"""


def fontconfig() -> str:
    """A configuration file for fontconfig; ``FONTCONFIG_FILE`` in LibreOffice's environment names it.

    Where a font of the standard is installed it is used; otherwise the first that can stand for it.
    """
    return _FRAME.format(aliases="\n".join(map(_alias, standard_fonts())))


def _alias(font: Font) -> str:
    families = "".join(f"<family>{name}</family>" for name in font.alternatives)
    return _ALIAS.format(name=font.name, alternatives=families)
