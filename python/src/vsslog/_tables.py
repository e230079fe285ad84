"""A table that is read on demand, by the library that asks."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ._errors import VsslogError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


class Column(NamedTuple):
    """The description of a column."""

    name: str
    type: str  #: as Arrow calls it
    unit: str  #: ns, ms, bytes; "" if it has none
    doc: str  #: what it means, and when it is null


class Frames:
    """Data for the data libraries. Every library that reads Arrow accepts it directly."""

    def reader(self) -> pyarrow.RecordBatchReader:
        """A reader of the record batches, from the first one on."""
        raise NotImplementedError

    def to_arrow(self) -> pyarrow.Table:
        """All rows as a `pyarrow.Table`; times are `timestamp[ns, UTC]`."""
        return self.reader().read_all()

    def to_pandas(self) -> pandas.DataFrame:
        """All rows as a `pandas.DataFrame`.

        Integers and booleans are `Int64` and `boolean`, which have <NA>; times are `datetime64[ns, UTC]`; lists
        stay Arrow's (`ArrowDtype`), which `explode`, `.list` and `.struct` take, and an item is a Python list.
        """
        library = optional("pandas")
        import pyarrow as arrow

        def nested(kind: Any) -> Any:
            return library.ArrowDtype(kind) if arrow.types.is_nested(kind) else None

        frame: pandas.DataFrame = self.to_arrow().to_pandas(types_mapper=nested)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """All rows as a `polars.DataFrame`; times are `Datetime('ns', 'UTC')`."""
        frame: polars.DataFrame = optional("polars").from_arrow(self.to_arrow())
        return frame

    def to_duckdb(self, connection: DuckDBPyConnection | None = None) -> DuckDBPyRelation:
        """All rows as a relation of DuckDB, in `connection` or in the default one.

        Times are TIMESTAMPTZ: microseconds, which DuckDB can subtract and compare with all others. The last digit of
        a log's 100 ns is in `timestamp_ns` of events and in the durations that end in `_ns`.
        """
        relation = (connection or optional("duckdb").default_connection()).from_arrow(self.to_arrow())
        return relation.project(", ".join(microseconds(n, str(t)) for n, t in zip(relation.columns, relation.types)))

    def duckdb(self, connection: DuckDBPyConnection | None = None) -> DuckDBPyRelation:
        """The same as `to_duckdb`."""
        return self.to_duckdb(connection)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as a dict, without any other library. Times are `datetime` of microseconds, UTC."""
        for batch in self.reader():
            yield from plain(batch)

    @property
    def schema(self) -> pyarrow.Schema:
        """The Arrow schema; each field's metadata has `vsslog.doc`, `vsslog.unit` and `vsslog.ecs`."""
        raise NotImplementedError

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        names: list[str] = self.schema.names
        return names

    def describe(self) -> list[Column]:
        """What each column means, in which unit, and when it is null."""
        return [Column(field.name, str(field.type), *_about(field.metadata)) for field in self.schema]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow PyCapsule interface: polars, DuckDB, pyarrow and others read this object directly."""
        return self.reader().__arrow_c_stream__(requested_schema)


def plain(batch: pyarrow.RecordBatch | pyarrow.Table) -> list[dict[str, Any]]:
    """The rows as dicts. Python's `datetime` has no nanoseconds: they are cut to microseconds."""
    import pyarrow as arrow

    def cut(kind: Any) -> Any:
        if arrow.types.is_timestamp(kind):
            return arrow.timestamp("us", "UTC")
        if arrow.types.is_list(kind):
            return arrow.list_(cut(kind.value_type))
        if arrow.types.is_struct(kind):
            return arrow.struct([(field.name, cut(field.type)) for field in kind])
        return kind

    table = arrow.Table.from_batches([batch]) if isinstance(batch, arrow.RecordBatch) else batch
    table = table.cast(arrow.schema([(field.name, cut(field.type)) for field in table.schema]), safe=False)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _about(metadata: dict[bytes, bytes] | None) -> tuple[str, str]:
    known = metadata or {}
    return known.get(b"vsslog.unit", b"").decode(), known.get(b"vsslog.doc", b"").decode()


def microseconds(name: str, kind: str) -> str:
    """A column of DuckDB, cast so that it takes arithmetic."""
    quoted = '"' + name.replace('"', '""') + '"'
    if "WITH TIME ZONE" not in kind and "TIMESTAMPTZ_NS" not in kind:
        return quoted
    for wide in ("TIMESTAMP_NS WITH TIME ZONE", "TIMESTAMPTZ_NS"):
        kind = kind.replace(wide, "TIMESTAMP WITH TIME ZONE")
    return f"{quoted}::{kind} AS {quoted}"


class Table(Frames):
    """A table of results. Nothing is read before it is asked for; then it is kept.

    `to_pandas()`, `to_polars()`, `to_arrow()`, `to_duckdb()`, `rows()`; `len()`, `columns`, `describe()`.
    polars, DuckDB and pyarrow take the object itself too: `pl.DataFrame(a.failures)`.
    """

    def __init__(self, name: str, load: Callable[[], pyarrow.Table], doc: str = "") -> None:
        self.name = name
        self.doc = doc
        self._load = load
        self._table: pyarrow.Table | None = None

    def to_arrow(self) -> pyarrow.Table:
        """All rows as a `pyarrow.Table`; times are `timestamp[ns, UTC]`."""
        if self._table is None:
            self._table = self._load()
        return self._table

    def reader(self) -> pyarrow.RecordBatchReader:
        """A reader of the record batches, from the first one on."""
        return self.to_arrow().to_reader()

    @property
    def schema(self) -> pyarrow.Schema:
        """The Arrow schema; each field's metadata has `vsslog.doc`, `vsslog.unit` and `vsslog.ecs`."""
        return self.to_arrow().schema

    def __len__(self) -> int:
        return int(self.to_arrow().num_rows)

    def __repr__(self) -> str:
        lines = [f"{self.name}: {len(self)} rows, {len(self.columns)} columns"]
        width = max((len(c.name) for c in self.describe()), default=0)
        lines += [f"  {c.name:{width}}  {c.doc}" + (f" [{c.unit}]" if c.unit else "") for c in self.describe()]
        return "\n".join(lines)

    #: How many rows a notebook shows.
    SHOWN = 20

    def _repr_html_(self) -> str:
        head = "".join(f'<th title="{html.escape(c.doc)}">{html.escape(c.name)}</th>' for c in self.describe())
        body = []
        for row in plain(self.to_arrow().slice(0, self.SHOWN)):
            body.append("<tr>" + "".join(f"<td>{html.escape(_cell(value))}</td>" for value in row.values()) + "</tr>")
        rest = f"; the first {self.SHOWN} are shown" if len(self) > self.SHOWN else ""
        return (
            f"<p><b>{html.escape(self.name)}</b>: {len(self)} rows{rest}</p>"
            f'<div style="overflow-x:auto;white-space:nowrap"><table><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
        )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return f"[{len(value)}] " + "; ".join(str(v) for v in value)[:80] if value else ""
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def optional(name: str) -> Any:
    """The module, or an error that says how to install it."""
    import importlib

    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise MissingLibraryError(f"{name} is not installed: pip install 'vsslog[all]', or pip install {name}") from error


class MissingLibraryError(VsslogError, ImportError):
    """A data library that was asked for is not installed."""


