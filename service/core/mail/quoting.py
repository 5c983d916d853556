"""What the sender wrote, apart from the history quoted beneath it and from a message passed on.

A unit named only in quoted history does not count as named: the office's own reminders name units too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.core.mail.html_text import QUOTE_MARK

LINE_LIMIT = 400
"""Characters of a line that the markers below are looked for in."""

_FORWARD = re.compile(
    r"^[\s>*_]*-{3,}\s*(forwarded message|original message forwarded|thư (đã |được )?chuyển tiếp|"
    r"tin nhắn (đã |được )?chuyển tiếp|thư đã được chuyển tiếp)\s*-{3,}|"
    r"^\s*(begin forwarded message|bắt đầu thư (đã )?chuyển tiếp|thư được chuyển tiếp)\s*:",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^[\s>]*-{3,}\s*(original message|thư gốc|tin nhắn gốc|thư ban đầu)\s*-{3,}", re.IGNORECASE
)
_WROTE = re.compile(
    r"^(on|vào|vao|lúc|ngày|am)\b.{4,300}(wrote|đã viết|viết|schrieb)\s*:\s*$|^.{3,200}<[^<>\s]+@[^<>\s]+>\s*"
    r"(wrote|đã viết)\s*:\s*$",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"^\s*(on|vào|vao|lúc|ngày)\b|.*<[^<>\s]+@", re.IGNORECASE)
_BLOCK = re.compile(r"^[\s*>]*(from|từ|người gửi)\s*\*?\s*:", re.IGNORECASE)
_BLOCK_NEXT = re.compile(
    r"^[\s*>]*(sent|date|to|cc|subject|đã gửi|ngày|tới|đến|chủ đề|gửi)\s*\*?\s*:", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s<>\"(),;:\[\]]{1,64}@[^\s<>\"(),;:\[\]]{1,200}")
_PASSED_ON = re.compile(r"^\s*(fwd?|tr|chuyển tiếp|chuyen tiep)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """``own``: written by the sender, a passed-on message included; ``quoted``: history; ``forwarded_from``:
    the address the passed-on message says it came from, which proves nothing."""

    own: str
    quoted: str = ""
    forwarded_from: str = ""


def separate(text: str, subject: str) -> Body:
    """Cut a body where its history begins."""
    lines = text.split("\n")
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    forwards = _PASSED_ON.match(subject) is not None
    while at < len(lines):
        line = lines[at][:LINE_LIMIT]
        if _FORWARD.match(line) or (forwards and _is_block(lines, at)):
            return Body(_joined(own + lines[at:]).replace(QUOTE_MARK, ""), _joined(quoted), _origin(lines, at))
        if line.strip() == QUOTE_MARK:
            if forwards or _forward_follows(lines, at):
                at += 1
                continue
            return Body(_joined(own), _joined(quoted + lines[at + 1 :]))
        if _ORIGINAL.match(line) or _is_block(lines, at):
            return Body(_joined(own), _joined(quoted + lines[at:]))
        attribution = _attribution(lines, at)
        if attribution and not _angle_follows(lines, at + attribution):
            return Body(_joined(own), _joined(quoted + lines[at:]))
        if attribution:
            quoted.extend(lines[at : at + attribution])
            at += attribution
        elif line.lstrip().startswith(">"):
            quoted.append(lines[at])
            at += 1
        else:
            own.append(lines[at])
            at += 1
    return Body(_joined(own), _joined(quoted))


def _attribution(lines: list[str], at: int) -> int:
    """How many lines an "On …, X wrote:" takes here: mailers wrap it over up to three; 0 when there is none."""
    if not lines[at].strip():
        return 0
    begins = _WRAPPED.match(lines[at][:LINE_LIMIT]) is not None
    for count in (1, 2, 3) if begins else (1,):
        joined = " ".join(line.strip() for line in lines[at : at + count])[:LINE_LIMIT]
        if _WROTE.match(joined):
            return count
    return 0


def _angle_follows(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 4] if line.strip()), "")
    return following.lstrip().startswith(">")


def _is_block(lines: list[str], at: int) -> bool:
    """Outlook's "From: … Sent: … Subject: …" above the history."""
    if not _BLOCK.match(lines[at][:LINE_LIMIT]):
        return False
    following = [line[:LINE_LIMIT] for line in lines[at + 1 : at + 7] if line.strip()][:4]
    return sum(1 for line in following if _BLOCK_NEXT.match(line)) >= 2


def _forward_follows(lines: list[str], at: int) -> bool:
    following = [line[:LINE_LIMIT] for line in lines[at + 1 : at + 5] if line.strip()][:2]
    return any(_FORWARD.match(line) for line in following)


def _origin(lines: list[str], at: int) -> str:
    for line in lines[at : at + 8]:
        if _BLOCK.match(line[:LINE_LIMIT]):
            match = _ADDRESS.search(line[:LINE_LIMIT])
            return match.group(0).lower() if match else ""
    return ""


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip()
