"""How far this machine's clock is from Google's: the Date header of any answer tells, without an account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

ADDRESS = "https://gmail.googleapis.com/"


def google_skew(address: str = ADDRESS) -> timedelta | None:
    """Ours minus theirs, to the second; None without an answer."""
    try:
        answer = requests.head(address, timeout=10)
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError):
        return None
    return datetime.now(UTC) - theirs - timedelta(seconds=0.5)
