from collections.abc import Callable
from typing import Final, final

__version__: Final[str]

@final
class Decisions:
    """Decisions that are made, as a stream of Arrow."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream, to be read by anything that reads Arrow; each call gives all of it."""

    def __len__(self) -> int: ...

@final
class Screener:
    """Lists and rules, ready to screen: JSON and Arrow streams in and out."""

    def __new__(cls, options: bytes) -> Screener: ...
    def screen(self, payment: bytes) -> str: ...
    def check(self, query: bytes) -> str: ...
    def reload(self) -> None: ...
    def has_caps(self) -> bool: ...
    def screen_stream(
        self,
        payments: object,
        columns: str,
        line: str | None,
        file: str | None,
        threads: int,
        progress: Callable[[int], object] | None,
    ) -> Decisions: ...
