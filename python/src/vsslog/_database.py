"""One DuckDB file with all tables, comments and views. The SQL is the program's own: `vsslog schema --sql`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ._errors import UsageError
from ._program import PathLike, Paths, run
from ._tables import optional

if TYPE_CHECKING:
    import duckdb
    import pyarrow


def sql_script(results: PathLike = ".") -> str:
    """The SQL, for DuckDB, that creates tables, comments and views from the Parquet files in `results`."""
    return run(["schema", "--sql", f"--results={os.fspath(results)}"])


def connect(path: str, results: Path) -> duckdb.DuckDBPyConnection:
    """A database at `path` with what the script creates from the Parquet files in `results`."""
    library = optional("duckdb")
    connection: duckdb.DuckDBPyConnection = library.connect(path)
    try:
        try:
            connection.execute("SET enable_progress_bar = false")
        except library.Error:
            pass  # in a notebook without ipywidgets there is none
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(sql_script(results))
    except BaseException:
        connection.close()
        raise
    return connection


def write(results: Path, path: PathLike, force: bool) -> Path:
    """Writes the database so that it appears complete or not at all."""
    target = Path(path)
    if target.exists() and not force:
        raise UsageError(f"{target} already exists: force=True replaces it")
    partial = target.with_name(target.name + ".vsslog-partial")
    for file in (partial, partial.with_name(partial.name + ".wal")):
        file.unlink(missing_ok=True)
    try:
        connect(str(partial), results).close()
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def view(connection: duckdb.DuckDBPyConnection, name: str) -> pyarrow.Table:
    """The rows of a view, its columns described by their comments."""
    import pyarrow

    cursor = connection.cursor()
    cursor.execute("SET TimeZone = 'UTC'")
    # A column that a view takes over from a table has its comment there.
    commented = "SELECT column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL ORDER BY table_name = ?, table_name = 'spans', table_name"
    docs = dict(cursor.execute(commented, [name]).fetchall())
    table = cursor.sql(f"from {name}").to_arrow_table()
    fields = [f.with_metadata({b"vsslog.doc": docs[f.name].encode()}) if docs.get(f.name) else f for f in table.schema]
    return table.cast(pyarrow.schema(fields))


def to_duckdb(source: Paths, path: PathLike, *, force: bool = False, **options: object) -> Path:
    """Writes one DuckDB file with all tables and views, and their comments, and returns its path.

    source: a folder with results of an analysis, or the evidence itself, which is analysed first: `options` are
        those of `analyze`.
    path: the file to write; `force` replaces it.

    Times are TIMESTAMPTZ: microseconds, UTC, ready for arithmetic; `timestamp_ns` of events and durations that end in
    `_ns` have the last digits.
    """
    from ._analysis import analyze, load

    if Path(path).exists() and not force:
        raise UsageError(f"{path} already exists: force=True replaces it")
    if isinstance(source, (str, os.PathLike)) and not options and (Path(source) / "manifest.json").is_file():
        analysis = load(source)
    else:
        analysis = analyze(source, **options)  # type: ignore[arg-type]
    return analysis.to_duckdb(path, force=force)
