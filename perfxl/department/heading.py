"""What a new workbook begins with: whose it is and for which year, and the name of its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfxl.wording import say
from perfxl.workbook.saving.naming import fit_for_names

if TYPE_CHECKING:
    from perfxl.scheme.model import Scheme
    from perfxl.submission import Value


@dataclass(frozen=True, slots=True)
class Heading:
    """A scheme, and the department and year of evaluation as far as they are known beforehand."""

    scheme: "Scheme"
    department: str = ""
    year: int | None = None

    @property
    def values(self) -> Mapping[str, "Value"]:
        """What to fill in beforehand, by field."""
        roles, values = self.scheme.roles, dict[str, "Value"]()
        if self.department:
            values[roles.department] = self.department
        if self.year is not None:
            values[roles.year] = float(self.year)
        return values

    @property
    def file_name(self) -> str:
        """A telling name for the file; that of the scheme where nothing of the department's can be in one."""
        department = fit_for_names(self.department)
        if department and self.year is not None:
            return say("cli.new.name", department=department, year=self.year)
        return say("cli.new.name_plain", scheme=self.scheme.id)
