"""The records that flow through the service (design, section 2). One word a thing.

All are frozen and hold plain values only, so that they can be compared, hashed and kept as JSON
(pydantic's ``TypeAdapter`` reads and writes them). Times are aware datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from service.core.weeks import Month, Week

T = TypeVar("T")

CellValue = str | int | float | bool | None
"""A cell as ``values.batchGet`` gives it unformatted: dates and times are serial numbers."""


# -- where and what is wrong ----------------------------------------------------------------------


class PlaceKind(StrEnum):
    SHEET = "sheet"
    MAIL = "mail"
    ATTACHMENT = "attachment"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. Sheet: spreadsheet, tab, cell (A1). Mail: gmail_id. Attachment: gmail_id,
    file and ``spot`` inside it ("bảng 1, dòng 4"). Decision: tab and cell of the office's row, if known."""

    kind: PlaceKind
    spreadsheet: str = ""
    tab: str = ""
    cell: str = ""
    gmail_id: str = ""
    file: str = ""
    spot: str = ""


class Severity(StrEnum):
    NOTE = "note"  # worth saying, changes nothing
    QUESTION = "question"  # only a person can tell: goes to CẦN XỬ LÝ when it decides a state
    FAULT = "fault"  # something is missing or unreadable; the unit is told


@dataclass(frozen=True, slots=True)
class Issue:
    """A problem in what someone typed or sent. ``text`` is one Vietnamese sentence for the unit:
    what was read, what was expected, an example."""

    code: str
    severity: Severity
    where: Place
    raw: str
    text: str
    field: str = ""  # the Field concerned, if one


@dataclass(frozen=True, slots=True)
class Guess:
    """A possible unit, 0–100; guesses are ranked, best first."""

    unit: str
    score: float


# -- the office's own lists -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    sector: str = ""
    members: int | None = None
    emails: tuple[str, ...] = ()
    officer: str = ""
    phone: str = ""
    opens: date | None = None  # first day the unit exists; None = always
    closes: date | None = None  # last day, inclusive; None = open
    where: Place = Place(PlaceKind.SHEET)


class ExemptionKind(StrEnum):
    EXEMPT = "Miễn"
    EXTENDED = "Gia hạn"
    SUSPENDED = "Tạm dừng"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A row of MIỄN – GIA HẠN. ``unit`` None = all units; ``obligation`` None = all obligations (an id
    otherwise); dates inclusive, None = unbounded."""

    unit: str | None
    obligation: str | None
    since: date | None
    until: date | None
    kind: ExemptionKind
    extended_to: date | None
    reason: str
    granted_by: str
    where: Place


# -- rows people type -----------------------------------------------------------------------------


class Field(StrEnum):
    """The meaning of a column, whatever its header says."""

    STT = "stt"
    UNIT = "unit"
    MEMBERS = "members"
    CONTENT = "content"
    GROUP = "group"
    MONTH = "month"
    WEEK = "week"
    TIME = "time"
    FREQUENCY = "frequency"
    PLACE = "place"
    FORM = "form"
    OFFICER = "officer"
    CONTACT = "contact"
    PLAN_REF = "plan_ref"
    NOTE = "note"
    PARTICIPANTS = "participants"
    RESULT = "result"
    CODE = "code"
    NAME = "name"
    ALIASES = "aliases"
    SECTOR = "sector"
    EMAIL = "email"
    PHONE = "phone"
    OPENS = "opens"
    CLOSES = "closes"
    OBLIGATION = "obligation"
    SINCE = "since"
    UNTIL = "until"
    KIND = "kind"
    EXTENDED_TO = "extended_to"
    REASON = "reason"
    GRANTED_BY = "granted_by"


class Source(StrEnum):
    """Which list a table is."""

    UNITS = "units"
    REGISTRATIONS = "registrations"
    REPORTS = "reports"
    EXEMPTIONS = "exemptions"


@dataclass(frozen=True, slots=True)
class Row:
    """A data row of a table, found but not yet understood.

    ``values``: field → cell as read, blanks left out, the unit's name carried down from its block or tab.
    ``cells``: field → A1 address. ``digest`` is over source and values only, so that a row moved
    or sorted keeps it; of equal rows in one table the second has ``copy`` 1, and so on."""

    source: Source
    where: Place
    values: Mapping[Field, CellValue]
    cells: Mapping[Field, str]
    digest: str
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Registration:
    """A row of ĐĂNG KÝ or of an attached form, understood."""

    unit: str | None
    guesses: tuple[Guess, ...]
    members: int | None
    content: str
    groups: tuple[str, ...]
    month: Month | None
    weeks: tuple[Week, ...]
    every_week: bool  # "hằng tuần"
    time: str
    weekday: int | None  # 1 = Monday … 7 = Sunday
    times_per_week: int | None
    place: str
    form: str
    officer: str
    contact: str
    plan_ref: str
    note: str
    blank: frozenset[Field]  # columns of the form left blank or unreadable
    where: Place
    digest: str
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of one week, from BÁO CÁO or an attached report. A row that names three weeks is three.

    ``week`` None: the week cannot be read (``month`` may still be known). ``held`` False: the row says that
    nothing was done; ``explanation`` holds the stated reason, if any. ``uncertain``: fields whose value could
    mean two things and decides the state. ``blank``: template columns left blank or unreadable."""

    unit: str | None
    guesses: tuple[Guess, ...]
    week: Week | None
    month: Month | None
    held: bool
    explanation: str
    participants: int | None
    members: int | None
    groups: tuple[str, ...]
    place: str
    content: str
    form: str
    result: str
    blank: frozenset[Field]
    uncertain: frozenset[Field]
    where: Place
    digest: str
    issues: tuple[Issue, ...] = ()


# -- mail -----------------------------------------------------------------------------------------


class MailKind(StrEnum):
    PLAN = "plan"
    FORM = "form"
    REPORT = "report"
    REPLY = "reply"
    QUESTION = "question"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    LIST = "list"
    OWN = "own"
    OTHER = "other"


class Outcome(StrEnum):
    CREDITED = "credited"
    NEEDS_REVIEW = "needs_review"  # a unit's submission that only a person can read or judge
    TRIAGE = "triage"  # whose or what it is, is a question for the office
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class RawMail:
    """A message as Gmail hands it over; ``received`` is internalDate."""

    gmail_id: str
    thread_id: str
    labels: tuple[str, ...]
    received: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment after the isolated reader. ``readable`` False with an issue when nothing could be read
    (scan without OCR, encrypted, broken, too large). ``tables``: grids of cells, in document order."""

    name: str
    media_type: str
    size: int
    digest: str
    text: str = ""
    tables: tuple[tuple[tuple[CellValue, ...], ...], ...] = ()
    readable: bool = True
    by_ocr: bool = False
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """A message taken apart. Addresses are lower case; ``verdict``: DMARC (else SPF and DKIM) of
    Authentication-Results: ``pass``, ``fail`` or ``none``. ``plus`` is the tag of the plus-address it was sent
    to. ``automatic``/``bounce_of``/``list_id`` tell machine mail (RFC 3834, 3464, 2919)."""

    gmail_id: str
    thread_id: str
    received: datetime
    digest: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    reply_to: str
    subject: str
    message_id: str
    references: tuple[str, ...]
    text: str
    verdict: str
    plus: str = ""
    automatic: bool = False
    bounce_of: tuple[str, ...] = ()
    list_id: str = ""
    own: bool = False
    attachments: tuple[Attachment, ...] = ()
    issues: tuple[Issue, ...] = ()
    quoted: str = ""  # the history beneath a reply, kept apart from ``text``
    forwarded_from: str = ""  # who a passed-on message says it came from; proves nothing


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that came with a mail; ``digest`` tells that the same file was sent before."""

    name: str
    digest: str
    readable: bool = True


@dataclass(frozen=True, slots=True)
class SubmissionItem:
    """What one mail brings towards one obligation. ``parts``: required parts found (obligation's words);
    ``period`` label when it names one. ``readable`` False: only a person can tell. ``files``: names of the
    attachments that count, where several are required."""

    obligation: str
    period: str | None
    parts: frozenset[str]
    missing: frozenset[str]
    readable: bool
    where: Place
    issues: tuple[Issue, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """A mail with its attachments, judged. ``rows``: registration and report rows found in attachments.
    ``question``: the key of the open question it raises, if any; ``touches``: obligation ids that question is
    about; ``guesses``: ranked units when ``unit`` is None."""

    gmail_id: str
    received: datetime
    sender: str
    subject: str
    unit: str | None
    guesses: tuple[Guess, ...]
    outcome: Outcome
    kinds: tuple[MailKind, ...]
    items: tuple[SubmissionItem, ...]
    rows: tuple[Row, ...]
    touches: tuple[str, ...]
    issues: tuple[Issue, ...]
    new_address: str = ""  # an unregistered address to offer to the office as an alias
    why: tuple[str, ...] = ()  # Vietnamese steps of who/what/complete, for `explain`
    files: tuple[ReceivedFile, ...] = ()


# -- decisions of the office ----------------------------------------------------------------------


class Verdict(StrEnum):
    ACCEPT = "Chấp nhận"
    RETURN = "Trả lại"
    SKIP = "Bỏ qua"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the office chose in CẦN XỬ LÝ. ``key``: ``mail:<gmail id>``, ``row:<digest>[:copy]``
    or ``address:<mail address>``."""

    key: str
    unit: str | None
    verdict: Verdict | None
    note: str
    decided_at: datetime
    where: Place


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can decide. It lifts the state of each guessed unit (at most three) for the
    obligations and periods it touches (``periods`` empty = every period it could be)."""

    key: str
    unit: str | None  # when the unit is certain and something else is asked
    guesses: tuple[Guess, ...]
    obligations: tuple[str, ...]
    periods: tuple[str, ...]
    raised: datetime  # when it was received or first seen
    where: Place
    raw: str
    text: str  # Vietnamese


# -- what was seen, and what follows --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sighting:
    """The interval in which a row appeared, and the one in which it went (None: it still stands).

    It appeared after ``after`` (None: nothing was polled before) and not later than ``by``. Mail has
    ``after == by``: Gmail's internalDate."""

    after: datetime | None
    by: datetime
    gone_after: datetime | None = None
    gone_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """A record with its sighting."""

    record: T
    sighting: Sighting


class State(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    INCOMPLETE = "incomplete"
    NEEDS_REVIEW = "needs_review"
    MISSING = "missing"
    NOT_UPDATED = "not_updated"
    NOT_DUE = "not_due"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The state of one unit × obligation × period. ``reasons``: codes of the evaluation's enum.
    ``fulfilled``: when the first complete evidence came (the end of its interval). ``missing``: Vietnamese
    phrases, one a shortcoming. ``restated_from``: the state that stood when the period closed, if it changed."""

    unit: str
    obligation: str
    period: str
    state: State
    due: datetime
    fulfilled: datetime | None = None
    days_late: int = 0
    participants: int | None = None
    members: int | None = None
    groups: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    evidence: tuple[Place, ...] = ()
    restated_from: State | None = None


class NoticeKind(StrEnum):
    RECEIPT = "receipt"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    SUMMARY = "summary"
    REPORT = "report"
    ALERT = "alert"  # to the office: the product is blind or unwell


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail the product wants to send. ``key`` is unique for ever (office, obligation, period, unit, kind,
    step). ``priority``: lower leaves first. ``not_before``: quiet hours and holidays are already in it.
    ``grounds``: (obligation, period) pairs it is about, checked again just before it leaves."""

    key: str
    kind: NoticeKind
    unit: str | None
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    not_before: datetime
    priority: int = 5
    thread_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_to: str = ""
    attachments: tuple[OutgoingFile, ...] = ()
    grounds: tuple[tuple[str, str], ...] = ()
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that goes with a mail; with ``content_id`` it is an inline picture of the HTML part."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    content_id: str = ""

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}


class Delivery(StrEnum):
    WAITING = "waiting"
    HELD = "held"
    CLAIMED = "claimed"
    DRAFTED = "drafted"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"
