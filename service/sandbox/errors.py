"""Error answers in the shapes of the real services.

Sheets answers without ``errors[]``, Gmail with it and a status word, Drive with it and no status word, the OAuth
token endpoint with two flat keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Shape(Enum):
    """Which service's error body to answer with."""

    SHEETS = "sheets"
    DRIVE = "drive"
    GMAIL = "gmail"
    OAUTH = "oauth"
    CONTROL = "control"


STATUS_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}

REASONS = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "aborted",
    412: "conditionNotMet",
    413: "uploadTooLarge",
    429: "rateLimitExceeded",
    500: "backendError",
    501: "notImplemented",
    502: "backendError",
    503: "backendError",
    504: "backendError",
}

SENTENCES = {
    400: "Request contains an invalid argument.",
    401: (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie "
        "or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
    ),
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    429: "Quota exceeded.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}

LIMIT_REASONS = {"rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded", "quotaExceeded"}


@dataclass(eq=False)
class ApiError(Exception):
    """An error a Google API answers with.

    ``word`` is the status word (``NOT_FOUND``; the usual one of ``status`` when empty), ``reason`` the one of
    ``errors[]`` (``notFound``), ``location`` a pair (locationType, location) where the real answer names one.
    """

    status: int
    message: str = ""
    reason: str = ""
    word: str = ""
    location: tuple[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    details: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.message = self.message or SENTENCES.get(self.status, "Backend Error")
        self.reason = self.reason or REASONS.get(self.status, "backendError")
        self.word = self.word or STATUS_WORDS.get(self.status, "UNKNOWN")
        super().__init__(f"{self.status} {self.message}")

    def body(self, shape: Shape) -> dict[str, Any]:
        """The JSON body as the service of that shape words it."""
        if shape is Shape.OAUTH:
            return {"error": self.reason, "error_description": self.message}
        error: dict[str, Any] = {"code": self.status, "message": self.message}
        if shape in (Shape.GMAIL, Shape.DRIVE):
            error["errors"] = [self._item()]
        if shape is not Shape.DRIVE:
            error["status"] = self.word
        if self.details:
            error["details"] = self.details
        return {"error": error}

    def _item(self) -> dict[str, str]:
        domain = "usageLimits" if self.reason in LIMIT_REASONS else "global"
        item = {"message": self.message, "domain": domain, "reason": self.reason}
        if self.location:
            item["locationType"], item["location"] = self.location
        return item


def not_found() -> ApiError:
    return ApiError(404)


def invalid(message: str, reason: str = "") -> ApiError:
    """400 with the service's own sentence."""
    return ApiError(400, message, reason)


def forbidden() -> ApiError:
    return ApiError(403)
