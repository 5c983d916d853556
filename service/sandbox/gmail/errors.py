"""Gmail's own sentences for what a client did wrong."""

from __future__ import annotations

import re

from ..errors import ApiError

MESSAGE_ID = re.compile(r"[0-9a-fA-F]{1,16}")
LARGEST_ID = 1 << 63


def bad_request(message: str) -> ApiError:
    """400 as Gmail words it: reason ``invalidArgument``."""
    return ApiError(400, message, "invalidArgument")


def failed_precondition(message: str = "Precondition check failed.") -> ApiError:
    return ApiError(400, message, "failedPrecondition", "FAILED_PRECONDITION")


def invalid_label(label: str) -> ApiError:
    return bad_request(f"Invalid label: {label}")


def checked_id(text: str, what: str = "id") -> str:
    """A message or thread id as it is stored; ids are hexadecimal numbers below 2**63."""
    if not MESSAGE_ID.fullmatch(text) or int(text, 16) >= LARGEST_ID:
        raise bad_request(f"Invalid {what} value")
    return f"{int(text, 16):x}"
