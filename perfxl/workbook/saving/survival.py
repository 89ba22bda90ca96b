"""What becomes of each part of a workbook when it is saved as a closed file: the tables behind ``preserve``.

A value None says: safe. Either openpyxl keeps it, or it is carried over past openpyxl
(:mod:`perfxl.engines.closed.carrying`), or nobody will miss it, and then a comment says so. Any other value
is the key of a loss in ``texts/preserve.toml``. What is in no table counts as a loss too.
"""

from collections.abc import Mapping
from typing import Final

UNKNOWN: Final = "unknown"

PACKAGE_RELATIONS: Final[Mapping[str, str | None]] = {
    "officeDocument": None,
    "core-properties": None,
    "extended-properties": None,
    "custom-properties": None,
    "thumbnail": None,  # made anew by Excel
    "origin": "signature",
    "extensibility": "ribbon",
    "webextensiontaskpanes": "addin",
    "classificationlabels": "label",
}
"""By the last word of a relationship's type, as of all tables of relations."""

WORKBOOK_RELATIONS: Final[Mapping[str, str | None]] = {
    "worksheet": None,
    "styles": None,
    "theme": None,
    "sharedStrings": None,  # written into the cells; the phonetic guides of Japanese are lost
    "calcChain": None,  # made anew by Excel
    "externalLink": None,
    "cellImage": None,  # pictures in cells of WPS; carried over
    "customXml": None,  # data of add-ins; carried over
    "person": None,  # the authors of threaded comments, listed even where there are none
    "volatileDependencies": None,  # made anew by Excel
    # What cells may refer to by their attributes cm and vm; harmless where none does.
    "sheetMetadata": None,
    "rdRichValue": None,
    "rdRichValueStructure": None,
    "rdRichValueTypes": None,
    "rdarray": None,
    "richStyles": None,
    "rdSupportingPropertyBag": None,
    "rdSupportingPropertyBagStructure": None,
    "richValueRel": None,
    "chartsheet": "chartsheet",
    "dialogsheet": "dialogsheet",
    "xlMacrosheet": "macrosheet",
    "xlIntlMacrosheet": "macrosheet",
    "vbaProject": "macros",
    "pivotCacheDefinition": "pivot",
    "slicerCache": "slicer",
    "timelineCache": "slicer",
    "connections": "query",
    "model": "query",
    "xmlMaps": "xml_map",
    "revisionHeaders": "shared",
    "usernames": "shared",
}

SHEET_RELATIONS: Final[Mapping[str, str | None]] = {
    "drawing": None,  # carried over, with pictures, charts, text boxes and whatever else it shows
    "image": None,  # a background, carried over
    "vmlDrawing": None,  # boxes of notes; made anew in their size
    "comments": None,  # bold or coloured parts of a note become plain
    "table": None,
    "hyperlink": None,
    "printerSettings": None,  # of one printer; paper and scale stand elsewhere
    "customProperty": None,  # data of add-ins, shown nowhere
    "threadedComment": "threads",
    "pivotTable": "pivot",
    "queryTable": "query",
    "slicer": "slicer",
    "timeline": "slicer",
    "control": "controls",
    "ctrlProp": "controls",
    "oleObject": "objects",
    "package": "objects",
    "tableSingleCells": "xml_map",
    "webextension": "addin",
    "namedSheetView": "views",
}

TABLE_RELATIONS: Final[Mapping[str, str | None]] = {"queryTable": "query"}

WORKBOOK_ELEMENTS: Final[Mapping[str, str | None]] = {
    "fileVersion": None,
    "fileSharing": None,  # unless it has a password
    "workbookPr": None,
    "workbookProtection": None,
    "bookViews": None,
    "sheets": None,
    "functionGroups": None,
    "externalReferences": None,
    "definedNames": None,
    "calcPr": None,
    "oleSize": None,
    "smartTagPr": None,
    "smartTagTypes": None,
    "webPublishing": None,
    "webPublishObjects": None,
    "fileRecoveryPr": None,
    "revisionPtr": None,
    "AlternateContent": None,  # the folder where the file last stood
    "extLst": None,  # settings of newer versions of Excel; what is more than that has parts of its own
    "pivotCaches": "pivot",
    "customWorkbookViews": "views",
}

SHEET_ELEMENTS: Final[Mapping[str, str | None]] = {
    "sheetPr": None,
    "dimension": None,
    "sheetViews": None,
    "sheetFormatPr": None,
    "cols": None,
    "sheetData": None,
    "sheetCalcPr": None,
    "sheetProtection": None,
    "protectedRanges": None,  # carried over
    "scenarios": None,
    "autoFilter": None,
    "sortState": None,  # how the sheet was last sorted; the rows stay as they are
    "dataConsolidate": None,  # what the dialogue showed last
    "mergeCells": None,
    "phoneticPr": None,  # of Japanese
    "conditionalFormatting": None,
    "dataValidations": None,  # carried over
    "hyperlinks": None,
    "printOptions": None,
    "pageMargins": None,
    "pageSetup": None,
    "headerFooter": None,  # carried over
    "rowBreaks": None,
    "colBreaks": None,
    "customProperties": None,
    "cellWatches": None,  # carried over
    "ignoredErrors": None,  # carried over
    "smartTags": None,
    "drawing": None,
    "legacyDrawing": None,
    "legacyDrawingHF": None,  # carried over
    "picture": None,
    "webPublishItems": None,
    "tableParts": None,
    "extLst": None,  # carried over: sparklines, validations and conditional formats of newer versions
    "customSheetViews": "views",
    "oleObjects": "objects",
    "controls": "controls",
}

VML_OBJECTS: Final[Mapping[str, str | None]] = {"Note": None, "Pict": "objects"}
"""By the type of a shape in the drawing of notes; all other types are form controls."""
