"""The parts that fields and tables play are played by some, and every source is registered."""

from collections.abc import Iterator, Mapping

from perfxl.scheme.inventory import measure_name
from perfxl.scheme.model import NO_SOURCE, Field, ListBlock, MatrixBlock, Scheme, TableBlock
from perfxl.scheme.proof.base import Fault, each, fault, hint, listed, placed_blocks, placed_indicators
from perfxl.scheme.proof.checks import CODE
from perfxl.scheme.proof.scopes import formula_names, input_names

_FIELD_ROLES = ("department", "year", "supervisor", "report_title", "explanation")
_FIELDS_ROLES = ("cover", "headings")
_TABLE_ROLES = ("projects", "problems", "improvements", "achievements")


def prove_roles(scheme: Scheme) -> Iterator[Fault]:
    """Every role is given to a field or a table of the scheme."""
    roles, inputs = scheme.roles, input_names(scheme)
    named = [(f"roles.{key}", getattr(roles, key)) for key in _FIELD_ROLES]
    for key in _FIELDS_ROLES:
        named += each(f"roles.{key}", getattr(roles, key))
    for path, name in named:
        if name not in inputs:
            yield fault(path, "role_field", name=name, hint=hint(name, inputs))
    year = _list_fields(scheme).get(roles.year)
    if year is not None and year.type != "year":
        yield fault("roles.year", "role_year", name=roles.year, type=year.type)
    tables = scheme.tables()
    for key in _TABLE_ROLES:
        if getattr(roles, key) not in tables:
            yield fault(f"roles.{key}", "role_table", name=getattr(roles, key), known=listed(tables))
    yield from _prove_tasks(scheme, tables)
    yield from _prove_rates(scheme)


def _list_fields(scheme: Scheme) -> Mapping[str, Field]:
    return {
        field.name: field
        for _, block in scheme.blocks()
        if isinstance(block, ListBlock)
        for field in block.fields
    }


def _prove_tasks(scheme: Scheme, tables: Mapping[str, TableBlock]) -> Iterator[Fault]:
    tasks = scheme.roles.tasks
    if tasks is None:
        return
    if tasks.table not in tables:
        yield fault("roles.tasks.table", "role_table", name=tasks.table, known=listed(tables))
        return
    columns = [column.name for column in tables[tasks.table].columns]
    for key in ("plan", "actual", "done", "reason"):
        name = getattr(tasks, key)
        if name not in columns:
            yield fault(f"roles.tasks.{key}", "no_such_column", name=name, known=listed(columns))


def _prove_rates(scheme: Scheme) -> Iterator[Fault]:
    measures = {measure_name(indicator.id) for indicator in scheme.indicators() if indicator.measure}
    formulas = formula_names(scheme) | measures
    for name, code in scheme.roles.rates.items():
        if name not in formulas:
            yield fault("roles.rates", "role_formula", name=name, hint=hint(name, formulas))
        if not CODE.fullmatch(code):
            yield fault("roles.rates", "code", code=code)


def prove_sources(scheme: Scheme) -> Iterator[Fault]:
    """Every source that is referred to is registered: each is told once, however often it stands."""
    places: dict[str, list[str]] = {}
    for path, text in _references(scheme):
        for source in text.split():
            places.setdefault(source, []).append(path)
    for source, paths in places.items():
        figures = {"source": source, "count": len(paths), "known": listed(scheme.sources)}
        if source == NO_SOURCE and source not in scheme.sources:
            yield fault("sources", "no_default_source", **figures)
        elif source not in scheme.sources:
            yield fault(paths[0], "no_source", **figures)


def _references(scheme: Scheme) -> Iterator[tuple[str, str]]:
    yield "grades_source", scheme.grades_source
    for path, block in placed_blocks(scheme):
        if isinstance(block, MatrixBlock):
            yield from ((f"{at}.source", row.source) for at, row in each(f"{path}.rows", block.rows))
            continue
        key = "fields" if isinstance(block, ListBlock) else "columns"
        fields = block.fields if isinstance(block, ListBlock) else block.columns
        yield from ((f"{at}.source", field.source) for at, field in each(f"{path}.{key}", fields))
    for path, indicator in placed_indicators(scheme):
        yield f"{path}.source", indicator.source
    yield from ((f"{path}.source", column.source) for path, column in each("summary", scheme.summary))
