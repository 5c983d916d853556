"""The errors a person may meet: each is one sentence and a hint of what to do.

Anything wrong in what units typed or sent is a value (:class:`service.core.records.Issue`),
never one of these.
"""

from __future__ import annotations


class NhacViecError(Exception):
    """Something that stops a command. ``exit_code`` is the process's exit status."""

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class ConfigError(NhacViecError):
    """The configuration or a file it names cannot be used; all problems are told at once."""

    exit_code = 2


class OfficeHeld(NhacViecError):
    """Another process serves this office."""


class GoogleError(NhacViecError):
    """Google, or the sandbox, refused or failed."""


class GoogleUnreachable(GoogleError):
    """No answer: network down, endpoint wrong, or the connection dropped. The effect is unknown."""


class GoogleBusy(GoogleError):
    """A quota or a passing failure (429, 403 rateLimitExceeded, 5xx) that outlived the retries."""

    def __init__(
        self, sentence: str, hint: str = "", retry_after: float | None = None, refused: bool = False
    ) -> None:
        """``retry_after`` in seconds, if Google said so; ``refused``: nothing was done."""
        super().__init__(sentence, hint)
        self.retry_after = retry_after
        self.refused = refused


class ConsentLost(GoogleError):
    """The credentials no longer open the account (``invalid_grant``, 401): a person must consent again."""


class NotPermitted(GoogleError):
    """The account may not do this (403): the sheet is not shared with it, or only for reading."""


class NotFound(GoogleError):
    """The thing named is not there (404)."""


class BadRequest(GoogleError):
    """Google refused what was asked (400): its own sentence is in ``detail``."""

    def __init__(self, sentence: str, hint: str = "", detail: str = "") -> None:
        super().__init__(sentence, hint)
        self.detail = detail


class CursorExpired(GoogleError):
    """The stored history id is too old: a full listing of the mailbox is needed."""


class StoreError(NhacViecError):
    """The database cannot be used."""
