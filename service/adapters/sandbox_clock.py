"""What time a sandbox says it is: with an endpoint, its clock is the service's when one is set there."""

from __future__ import annotations

from datetime import datetime

import requests


def sandbox_now(endpoint: str) -> datetime | None:
    """The sandbox's frozen time, None when it follows the real one or the endpoint is no sandbox."""
    try:
        told = requests.get(f"{endpoint}/sandbox/clock", timeout=10).json()
    except (requests.RequestException, ValueError):
        return None
    frozen = told.get("now") if isinstance(told, dict) and told.get("frozen", True) else None
    return datetime.fromisoformat(frozen) if isinstance(frozen, str) else None
