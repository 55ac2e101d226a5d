"""The one exception of Portcullis."""

from __future__ import annotations

import re
from typing import Optional

_LINE = re.compile(r":(\d+)$")


class Error(ValueError):
    """An index, a rule file, a payment, a name or a table cannot be used; nothing is decided.

    ``reason`` says why. ``file`` is the file that is wrong, or ``None`` where no file is; ``line`` is its line, where there is one.
    """

    reason: str
    file: Optional[str]
    line: Optional[int]

    def __init__(self, reason: str, file: Optional[str] = None) -> None:
        super().__init__(reason, file)
        self.reason = reason
        line = _LINE.search(file) if file is not None else None
        self.line = int(line.group(1)) if line else None
        self.file = file[: line.start()] if file is not None and line else file

    def __str__(self) -> str:
        _, file = self.args
        return self.reason if file is None else f"{file}: {self.reason}"
