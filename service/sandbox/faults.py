"""Faults on demand: what a client must live through, by method and by count or chance.

Rules are tried in order; the first that matches and still has a hit left fires. They live as long as the server.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any

from .errors import LIMIT_REASONS, ApiError, Shape
from .identity import invalid_token


class Kind(Enum):
    """What happens to the call a rule hits."""

    STATUS = "status"  # an error answer; the call has no effect, unless the rule says ``effect``
    DELAY = "delay"  # answered normally, ``seconds`` later
    DROP_BEFORE = "drop_before"  # connection closed without an answer, nothing done
    DROP_AFTER = "drop_after"  # done, then connection closed without an answer
    TRUNCATE = "truncate"  # done, then half of the answer's body and the connection closed
    EXPIRED_TOKEN = "expired_token"
    STALE_HISTORY = "stale_history"  # 404 as for a history id that is too old


class BadRule(ValueError):
    """A rule that says nothing sensible; the message names the key."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault.

    ``method`` is a glob over discovery method ids, ``mailbox`` one over the addresses of those who call. ``count``
    hits (None: for ever) after letting ``skip`` matching calls pass, each with ``probability`` (a generator seeded by
    ``seed``, so a run can be repeated).
    """

    kind: Kind
    method: str = "*"
    mailbox: str = "*"
    count: int | None = None
    skip: int = 0
    probability: float = 1.0
    seed: int = 0
    status: int = 503
    reason: str = ""
    message: str = ""
    retry_after: int | None = None
    seconds: float = 0.0
    effect: bool = False

    def error(self, shape: Shape, now: datetime) -> ApiError:
        """The error answer of this rule in the words of the service hit. ``now`` dates Gmail's "Retry after"."""
        if self.kind is Kind.EXPIRED_TOKEN:
            return invalid_token()
        if self.kind is Kind.STALE_HISTORY:
            return ApiError(404)
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        message = self.message or _sentence(self, shape, now)
        word = "RESOURCE_EXHAUSTED" if self.reason in LIMIT_REASONS and self.status == 429 else ""
        return ApiError(self.status, message, self.reason, word, headers=headers)


def _sentence(rule: Rule, shape: Shape, now: datetime) -> str:
    if rule.status == 429 and shape is Shape.GMAIL:
        return user_rate_sentence(now + timedelta(seconds=rule.retry_after or 60))
    if rule.status == 429 and shape is Shape.SHEETS:
        return quota_sentence("Read requests", "Read requests per minute per user")
    if rule.reason in LIMIT_REASONS:
        return "Rate Limit Exceeded"
    return ""


def user_rate_sentence(until: datetime) -> str:
    """Gmail's sentence, with its two blanks."""
    return f"User-rate limit exceeded.  Retry after {until.strftime('%Y-%m-%dT%H:%M:%S')}.000Z"


def quota_sentence(metric: str, limit: str) -> str:
    """Sheets' sentence of a minute quota."""
    return (
        f"Quota exceeded for quota metric '{metric}' and limit '{limit}' of service 'sheets.googleapis.com' "
        "for consumer 'project_number:000000000000'."
    )


@dataclass
class _Live:
    rule: Rule
    hits: int = 0
    seen: int = 0
    chance: random.Random = field(default_factory=random.Random)


class Faults:
    """The rules in force, with what is left of them. Thread safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._live: list[_Live] = []

    def set_rules(self, rules: list[Rule]) -> None:
        with self._lock:
            self._live = [_Live(rule, chance=random.Random(rule.seed)) for rule in rules]

    def hit(self, method_id: str, caller: Callable[[], str] = lambda: "") -> Rule | None:
        """The rule that hits this call, which uses it up by one; None for an undisturbed call. ``caller`` is asked
        for the mailbox of who calls when a rule is about one."""
        with self._lock:
            for live in self._live:
                if self._fires(live, method_id, caller):
                    return live.rule
        return None

    @staticmethod
    def _fires(live: _Live, method_id: str, caller: Callable[[], str]) -> bool:
        rule = live.rule
        if not fnmatchcase(method_id, rule.method) or (rule.count is not None and live.hits >= rule.count):
            return False
        if rule.mailbox != "*" and not fnmatchcase(caller(), rule.mailbox):
            return False
        live.seen += 1
        if live.seen <= rule.skip or live.chance.random() >= rule.probability:
            return False
        live.hits += 1
        return True

    def describe(self) -> list[dict[str, Any]]:
        """The rules as they were given, each with ``hits`` so far."""
        with self._lock:
            return [asdict(live.rule) | {"kind": live.rule.kind.value, "hits": live.hits} for live in self._live]


def parse_rules(items: Any) -> list[Rule]:
    """Rules from JSON (a list of objects with Rule's fields); raises BadRule."""
    if not isinstance(items, list):
        raise BadRule("rules must be a list")
    return [_parse_rule(item) for item in items]


def _parse_rule(item: Any) -> Rule:
    if not isinstance(item, dict):
        raise BadRule("a rule must be an object")
    values = {key: value for key, value in item.items() if key != "hits"}
    try:
        kind = Kind(values.pop("kind", "status"))
    except ValueError as error:
        raise BadRule(f"kind must be one of {', '.join(kind.value for kind in Kind)}") from error
    unknown = set(values) - set(Rule.__dataclass_fields__)
    if unknown:
        raise BadRule(f"unknown key {sorted(unknown)[0]!r}")
    return Rule(kind=kind, **values)
