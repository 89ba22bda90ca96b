"""What goes upward: a folder with the finished workbook, the report as a document, and as PDF."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from perfxl.department import actions
from perfxl.department.closed_files import opened
from perfxl.department.finishing import Finished, Names, Tell, finish, names_of
from perfxl.errors import PdfError
from perfxl.evaluation import Evaluation
from perfxl.receipt import Receipt
from perfxl.workbook.finishing.receipts import read_receipts
from perfxl.workbook.reading.damage import damage
from perfxl.workbook.saving.bundle import prepare_folder, whole_folder
from perfxl.workbook.saving.preserve import refuse_losses
from perfxl.workbook.saving.save import save_closed, write_whole


@dataclass(frozen=True, slots=True)
class Bundle:
    """The folder that was made, and what is in it; ``no_pdf`` says why there is no PDF.

    ``older`` is where the folder now stands that was there before.
    """

    folder: Path
    workbook: Path
    document: Path
    pdf: Path | None
    no_pdf: PdfError | None
    receipt: Receipt
    evaluation: Evaluation
    older: Path | None = None


def finish_file(
    file: Path,
    folder: Path | None = None,
    *,
    with_errors: bool = False,
    reason: str = "",
    replace: bool = False,
    tell: Tell = actions.nobody,
) -> Bundle:
    """Finish a closed workbook: a folder below ``folder`` gets it with its receipt, the document and the PDF.

    By default the folder stands beside the file; of a finished workbook that is still in its folder, beside
    that folder, so that it can take its place and does not hide inside.

    The file itself is not changed. Without a program that makes a PDF there is none, and the bundle says so.

    Raises:
        FileError, TemplateError: the workbook cannot be worked on, or something cannot be saved.
        FinishError: see :func:`finish`; or the folder is there already (E543, unless ``replace``, which keeps
            the old one by a dated name), is held open (E546), or cannot be made (E547).
        SchemeError: the scheme's outline of the report cannot be used.
    """
    place, own = folder or file.parent, file.absolute().parent

    with opened(file) as book:
        refuse_losses(file)

        def ready(evaluation: Evaluation) -> None:
            nonlocal place
            names = names_of(evaluation, file.stem)
            if folder is None and own.name == names.folder and read_receipts(book).kept:
                place = own.parent
            prepare_folder(place / names.folder, replace=replace)

        finished = finish(
            book,
            at=dt.datetime.now().astimezone(),
            with_errors=with_errors,
            reason=reason,
            tell=tell,
            outside=partial(damage, file),
            ready=ready,
        )

        def save(target: Path) -> None:
            save_closed(book, target, finished.saved)

        names = names_of(finished.evaluation, file.stem)
        return bundle(finished, names, place, save, replace=replace, tell=tell)


def bundle(
    finished: Finished,
    names: Names,
    folder: Path,
    save: Callable[[Path], object],
    *,
    replace: bool = False,
    tell: Tell = actions.nobody,
) -> Bundle:
    """Make the folder of what was finished; ``save`` saves the workbook as the file that it is given.

    Raises:
        FileError, FinishError: see :func:`finish_file`.
    """
    # python-docx and what starts LibreOffice are needed by this only.
    from perfxl.department.document import write_document  # noqa: PLC0415
    from perfxl.document.pdf import as_pdf  # noqa: PLC0415

    target = folder / names.folder
    tell("document")
    document = write_document(finished.evaluation, finished.remarks)
    tell("pdf")
    pdf, no_pdf = _attempted(partial(as_pdf, document))
    tell("placing")
    older: list[Path] = []
    with whole_folder(target, finished.receipt.at, replace=replace, kept=older.append) as place:
        save(place / names.workbook)
        write_whole(place / f"{names.report}.docx", document)
        if pdf is not None:
            write_whole(place / f"{names.report}.pdf", pdf)
    return Bundle(
        folder=target,
        workbook=target / names.workbook,
        document=target / f"{names.report}.docx",
        pdf=None if pdf is None else target / f"{names.report}.pdf",
        no_pdf=no_pdf,
        receipt=finished.receipt,
        evaluation=finished.evaluation,
        older=older[0] if older else None,
    )


def _attempted(make: Callable[[], bytes]) -> tuple[bytes | None, PdfError | None]:
    try:
        return make(), None
    except PdfError as error:
        return None, error
