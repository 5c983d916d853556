"""Whether the sender's domain vouches for a message: the receiver's Authentication-Results (RFC 8601).

Only the topmost header of the receiver counts: everything below it came with the message and may be forged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

RECEIVER = "mx.google.com"

PASS, FAIL, NONE = "pass", "fail", "none"

_COMMENT = re.compile(r"\([^()]*\)")
_METHOD = re.compile(r"^\s*(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header\.(?:from|d|i)|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]+)", re.I)
_SHARED_SECOND_LEVEL = {"gov", "com", "edu", "org", "net", "ac", "co"}


def verdict(headers: Iterable[str], sender: str, receiver: str = RECEIVER) -> str:
    """``pass``, ``fail`` or ``none`` for the address in From.

    DMARC decides; where the domain publishes none, a pass of SPF or DKIM for the same organisation passes and
    a hard failure of SPF without one fails. A verdict about another domain than the one shown fails."""
    for header in headers:
        server, _, results = _COMMENT.sub(" ", header).partition(";")
        if server.split()[:1] == [receiver]:
            return _judge(results, _domain(sender))
    return NONE


def _judge(results: str, domain: str) -> str:
    aligned = failed = False
    for result in results.split(";"):
        method = _METHOD.match(result)
        if method is None:
            continue
        name, outcome = method.group(1).lower(), method.group(2).lower()
        about = {key.lower(): value.lower() for key, value in _PROPERTY.findall(result)}
        if name == "dmarc":
            if outcome == FAIL:
                return FAIL
            if outcome == PASS:
                shown = about.get("header.from", domain)
                return PASS if _same_organisation(shown, domain) else FAIL
            continue
        vouched = _domain(about.get("header.d") or about.get("header.i") or about.get("smtp.mailfrom") or "")
        if outcome == PASS and vouched and _same_organisation(vouched, domain):
            aligned = True
        if name == "spf" and outcome == FAIL:
            failed = True
    if aligned:
        return PASS
    return FAIL if failed else NONE


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip(".").lower()


def _same_organisation(one: str, other: str) -> bool:
    """Relaxed alignment without the public suffix list: equal, or under the same registrable domain."""
    return bool(one) and _organisation(one) == _organisation(other)


def _organisation(domain: str) -> str:
    labels = domain.split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED_SECOND_LEVEL else 2
    return ".".join(labels[-keep:])
