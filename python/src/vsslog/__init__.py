"""vsslog reports why a Windows snapshot (VSS) failed, from collected logs.

    import vsslog

    a = vsslog.analyze("logs/")          # what failed, why, how sure, what to do
    a.failures.to_pandas()               # or .to_polars(), .to_arrow(), .to_duckdb()
    a.report()                           # the page, inside a notebook
    vsslog.events("Security.evtx", all=True).to_polars()   # any EVTX as a DataFrame
    vsslog.to_duckdb("logs/", "night.duckdb")              # one file with tables and views

All times are UTC. Names that end in `_ms` and `_ns` are milliseconds and nanoseconds.
"""

from ._analysis import Analysis, analyze, load
from ._database import sql_script, to_duckdb
from ._errors import (
    DamagedInputError,
    InputError,
    InputNotFoundError,
    InputWarning,
    NothingReadError,
    Problem,
    ProgramError,
    UsageError,
    VsslogError,
)
from ._events import Events, events
from ._progress import Progress
from ._report import Report
from ._tables import Column, MissingLibraryError, Table



def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("vsslog")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Analysis",
    "Column",
    "DamagedInputError",
    "Events",
    "InputError",
    "InputNotFoundError",
    "InputWarning",
    "MissingLibraryError",
    "NothingReadError",
    "Problem",
    "Progress",
    "ProgramError",
    "Report",
    "Table",
    "UsageError",
    "VsslogError",
    "analyze",
    "events",
    "load",
    "sql_script",
    "to_duckdb",
]
