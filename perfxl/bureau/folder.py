"""The bureau's folder: where everything of one year's taking in, reviewing and consolidating stands.

Its names are what an officer sees in the file manager, and so are Chinese; ``texts/bureau.toml`` has them.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from perfxl.wording import say


@dataclass(frozen=True, slots=True)
class BureauFolder:
    """The places below one folder, as the user named it; none of them need be there yet."""

    root: Path

    @property
    def real(self) -> "BureauFolder":
        """The same folder by its resolved path, to tell whether another path lies in it; not to be shown."""
        return BureauFolder(Path(os.path.realpath(self.root)))

    @property
    def originals(self) -> Path:
        """Every workbook as it came, byte for byte, under a telling name."""
        return self.root / say("bureau.folder.originals")

    @property
    def attachments(self) -> Path:
        """What came with the workbooks and is none: reports, scanned pages, proofs."""
        return self.root / say("bureau.folder.attachments")

    @property
    def returns(self) -> Path:
        """What goes back to the departments."""
        return self.root / say("bureau.folder.returns")

    @property
    def received_list(self) -> Path:
        """What came in, from where, and what was missing, as a workbook."""
        return self.root / say("bureau.folder.received_list")

    @property
    def review_scores(self) -> Path:
        """The workbook into which the officer enters review scores (复核分)."""
        return self.root / say("bureau.folder.review_scores")

    @property
    def summary(self) -> Path:
        """The summary workbook."""
        return self.root / say("bureau.folder.summary")

    @property
    def summary_report(self) -> Path:
        """The consolidated report as a document."""
        return self.root / say("bureau.folder.summary_report")

    @property
    def earlier(self) -> Path:
        """What stood in the place of files that were made anew, each under its time."""
        return self.root / say("bureau.folder.earlier")

    @property
    def outline(self) -> Path:
        """The bureau's own outline of the consolidated report, if it has one."""
        return self.root / say("bureau.folder.outline")

    @property
    def store(self) -> Path:
        """What perfxl remembers of all this."""
        return self.root / ".perfxl.sqlite"

    @property
    def own_names(self) -> frozenset[str]:
        """Names, directly below the folder, of what perfxl itself writes: never taken for a return."""
        files = (self.received_list, self.review_scores, self.summary, self.summary_report)
        return frozenset(path.name for path in (*files, self.attachments, self.returns, self.earlier))
