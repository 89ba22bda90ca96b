"""Keeps a copy of what is to be kept, byte for byte, and tells of everything where it came from."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from perfxl.bureau.folder import BureauFolder
from perfxl.bureau.intake.identifying import identify, is_of_template
from perfxl.bureau.intake.kinds import Kind
from perfxl.bureau.intake.ledger import Ledger, bundle_of
from perfxl.bureau.intake.limits import MAX_LISTED, MIB, RESERVE
from perfxl.bureau.intake.opening import Leaf
from perfxl.bureau.intake.pieces import CHUNK, TEMPORARY, Content, NotTaken, Piece
from perfxl.bureau.intake.unpacking import BROKEN, unzipped
from perfxl.bureau.intake.walking import ABSENT
from perfxl.bureau.products import OWN_PRODUCT, SENT_OUT, Product, in_bureaus_folder, product_of
from perfxl.bureau.records import Attachment, NotUsed, Received, fault_beside_name
from perfxl.bureau.store import Store
from perfxl.errors import FileError, PerfxlError
from perfxl.wording import say
from perfxl.workbook.gate.limits import MAX_FILE
from perfxl.workbook.saving.save import make_names_last

_KEY: Final = 32


@dataclass
class Tally:
    """What one run has met; ``copied`` counts bytes."""

    workbooks: int = 0
    unreadable: int = 0
    attachments: int = 0
    again: int = 0
    """Files that had been taken in by an earlier run, or by another way in this one."""
    not_used: int = 0
    absent: list[str] = field(default_factory=list)
    """Sources that are not there, among others that are."""
    copied: int = 0

    def move_companions(self, count: int) -> None:
        """So many of the unreadable workbooks turned out to be attachments of others."""
        self.workbooks -= count
        self.unreadable -= count
        self.attachments += count


class Taker:
    """Takes in one thing after the other; what it has taken is safe after each :meth:`settle_on_disk`."""

    def __init__(self, folder: BureauFolder, store: Store, ledger: Ledger) -> None:
        self.tally = Tally()
        self._folder = folder
        self._store = store
        self._ledger = ledger
        self._written: list[Path] = []
        self._run = secrets.token_hex(8)

    def take(self, met: Leaf | NotTaken) -> None:
        """Keep a workbook or what came with one; note what is neither.

        Raises:
            FileError: nothing more can be written into the folder (E804, E802).
        """
        if isinstance(met, NotTaken):
            self._leave(met.name, met)
            return
        piece = met.piece
        try:
            if met.kind is Kind.WORKBOOK:
                self._workbook(piece)
            elif met.kind is Kind.DOCUMENT:
                self._attachment(piece)
            elif met.kind is Kind.PRODUCT:
                self._product(piece)
            else:
                raise _not_kept(piece, met.kind)
        except SourceError as error:
            self._leave(piece.name, NotTaken(piece.name, piece.way, error))

    def finish(self, source: Path) -> None:
        """A source has been seen from end to end."""
        self._ledger.forget_not_used(_plain(str(source)), self._run)

    def settle_on_disk(self) -> None:
        """Bring the copies made since to the disk, before the store says that they are there.

        What a virus scanner has taken away meanwhile comes again with the next run, or is taken away again.
        """
        for file in self._written:
            with suppress(OSError), file.open("rb+") as copy:
                os.fsync(copy.fileno())
        for place in {file.parent for file in self._written}:
            make_names_last(place)
        self._written.clear()

    def _leave(self, name: str, met: NotTaken) -> None:
        way = met.way
        one = NotUsed(
            name=name, source=way.source, fault=fault_beside_name(met.error), sender=way.sender, at=way.at
        )
        self._ledger.add_not_used(_place(met), self._run, one, MAX_LISTED)
        self.tally.not_used += 1
        if met.error.code == ABSENT:
            self.tally.absent.append(name)

    def _workbook(self, piece: Piece) -> None:
        digest = _digest(piece.content)
        key = _arrival(piece, digest)
        earlier = self._ledger.arrival(key)
        if earlier is not None and self._stands(earlier.file):
            self.tally.again += 1
            return
        companion = self._ledger.attachment(digest)
        if companion is not None and self._stands(companion.file):
            self.tally.again += 1
            return
        known = self._ledger.of_digest(digest)
        if known is not None and self._stands(known.file):
            self._store.add_received([self._received(piece, known, key)])
            self.tally.again += 1
            return
        self._new_workbook(piece)

    def _new_workbook(self, piece: Piece) -> None:
        file, digest = self._copied(piece.content, self._folder.originals)
        try:
            found = identify(file, piece.name)
        except OSError as error:  # a virus scanner keeps it from being read, or has taken it away
            raise SourceError("E814", file=piece.name) from error
        if found.fault is not None and found.fault.code == OWN_PRODUCT:
            self._written.remove(file)
            file.unlink()
            raise _own(Product.COPY, piece)
        one = Received(
            file=self._ledger.relative(file),
            digest=digest,
            name=piece.name,
            source="",
            department=found.department,
            year=found.year,
            code=found.code,
            scheme=found.scheme,
            fault=found.fault,
        )
        self._store.add_received([self._received(piece, one, _arrival(piece, digest))])
        self.tally.workbooks += 1
        self.tally.unreadable += found.fault is not None

    def _received(self, piece: Piece, same: Received, key: str) -> Received:
        """An arrival of a workbook of the same content."""
        way = piece.way
        return msgspec.structs.replace(
            same,
            name=piece.name,
            source=way.source,
            sender=way.sender,
            at=way.at,
            way=key,
            bundle=bundle_of(way.steps),
        )

    def _product(self, piece: Piece) -> None:
        """What bears the mark of perfxl's own.

        A department may have made its workbook out of such a file, and then it is a return all the same. What
        is sent out comes in again with a department's answers, or with the return of one above others.
        """
        product = _product_of(piece.content)
        if _is_of_template(piece):
            self._workbook(piece)
        elif product is None or (product in SENT_OUT and not _stands_in_bureaus_folder(piece)):
            self._attachment(piece)
        else:
            raise _own(product, piece)

    def _attachment(self, piece: Piece) -> None:
        digest = _digest(piece.content)
        known = self._ledger.attachment(digest)
        if known is not None and self._stands(known.file):
            self.tally.again += 1
            return
        file, digest = self._copied(piece.content, self._folder.attachments)
        way = piece.way
        one = Attachment(
            file=self._ledger.relative(file),
            digest=digest,
            name=piece.name,
            source=way.source,
            sender=way.sender,
            at=way.at,
            bundle=bundle_of(way.steps),
        )
        self._ledger.add_attachment(one)
        self.tally.attachments += 1

    def _stands(self, file: str) -> bool:
        return (self._folder.root / file).is_file()

    def _copied(self, content: Content, place: Path) -> tuple[Path, str]:
        """A copy under a temporary name, and the digest of what it holds."""
        file = place / TEMPORARY.format(one=secrets.token_hex(6))
        digest = sha256()
        try:
            place.mkdir(exist_ok=True)
            if shutil.disk_usage(place).free < RESERVE + _size(content):
                raise FileError("E804", folder=self._folder.root, reserve=RESERVE // MIB)
            with file.open("xb") as copy:
                for chunk in _chunks(content):
                    self.tally.copied += copy.write(chunk)
                    digest.update(chunk)
        except PerfxlError:
            file.unlink(missing_ok=True)
            raise
        except OSError as error:
            file.unlink(missing_ok=True)
            raise FileError("E802", folder=self._folder.root) from error
        self._written.append(file)
        return file, digest.hexdigest()


class SourceError(FileError):
    """Something of a source cannot be read, or is nothing to be kept."""


def _own(product: Product, piece: Piece) -> SourceError:
    return SourceError(OWN_PRODUCT, kind=product.words, file=piece.name)


def _product_of(content: Content) -> Product | None:
    try:
        with content.open() as stream, unzipped(stream) as package:
            return product_of(package)
    except (OSError, FileError, *BROKEN) as error:  # it has become another file since it was looked at first
        raise SourceError("E814", file=_shown(content)) from error


def _is_of_template(piece: Piece) -> bool:
    return _size(piece.content) <= MAX_FILE and is_of_template(b"".join(_chunks(piece.content)), piece.name)


def _stands_in_bureaus_folder(piece: Piece) -> bool:
    at = piece.content.at
    return not piece.way.around and isinstance(at, Path) and in_bureaus_folder(at)


def _not_kept(piece: Piece, kind: Kind) -> SourceError:
    if kind is Kind.PACKED:
        return SourceError("E810", kind=say("intake.kinds.packed"))
    return SourceError("E815", name=piece.name)


def _size(content: Content) -> int:
    try:
        return content.size
    except OSError as error:
        raise SourceError("E814", file=_shown(content)) from error


def _digest(content: Content) -> str:
    digest = sha256()
    for chunk in _chunks(content):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(content: Content) -> Iterator[bytes]:
    """What a piece holds; a source that vanishes meanwhile is told apart from a disk that is full."""
    try:
        with content.open() as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except OSError as error:
        raise SourceError("E814", file=_shown(content)) from error


def _shown(content: Content) -> str:
    return content.at.name if isinstance(content.at, Path) else ""


def _arrival(piece: Piece, digest: str) -> str:
    """The same for the same file from the same mail, or of the same name from anywhere else."""
    way = piece.way
    sent = (way.at, way.sender) if way.mailed else ()
    return _hashed(digest, piece.name, *sent)


def _hashed(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_KEY]


def _place(met: NotTaken) -> str:
    """Where it was met: the same path from whichever folder above the walk began."""
    return _plain("/".join((*met.way.steps, met.name)))


def _plain(path: str) -> str:
    return path.replace("\\", "/").encode("utf-8", "replace").decode()
