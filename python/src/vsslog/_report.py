"""The page of an analysis, shown inside a notebook."""

from __future__ import annotations

import html
import os
from pathlib import Path


class Report:
    """The report: a page that needs nothing from outside. In a notebook it is shown in a frame of its own, which may
    run the page's own script and nothing else: it cannot reach the notebook.
    """

    def __init__(self, page: str, ticket: str, height: int) -> None:
        self.html = page  #: the page
        self.text = ticket  #: the same as Markdown, for a ticket
        self.height = height  #: of the frame, in pixels

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the page, or the Markdown if the name ends in .md, and returns the path."""
        target = Path(path)
        target.write_text(self.text if target.suffix == ".md" else self.html, encoding="utf-8")
        return target

    def _repr_html_(self) -> str:
        return (
            f'<iframe sandbox="allow-scripts allow-downloads" title="vsslog report" loading="lazy" '
            f'style="width:100%;height:{self.height}px;border:1px solid #8884;border-radius:6px" srcdoc="{html.escape(self.html)}"></iframe>'
        )

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<vsslog.Report of {len(self.html)} characters: show it in a notebook, or .save('report.html')>"
