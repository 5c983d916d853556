"""Whose mail it is: certain, or a question with ranked guesses (design, sections 3.3 and 11.7).

1. What the office decided. 2. Nobody, when authentication failed. 3. The unit of a registered address, unless an
attachment, or for want of one the subject, names another. 4. For other addresses, the one unit that plus-address,
subject, file names and papers surely name, when nothing speaks against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.core.mail import naming
from service.core.mail.context import MailContext
from service.core.mail.naming import Named
from service.core.mail.papers import Paper
from service.core.mail.tables import PaperTable
from service.core.records import Guess, Mail


@dataclass(frozen=True, slots=True)
class Who:
    """``unit`` when certain, else ``guesses``. ``forged``: authentication failed, so nothing may follow for any
    unit. ``new_address``: an unregistered address that surely wrote for the unit."""

    unit: str | None
    guesses: tuple[Guess, ...]
    why: tuple[str, ...]
    forged: bool = False
    new_address: str = ""


def who_sent(
    mail: Mail,
    papers: Sequence[Paper],
    tables: Mapping[int, tuple[PaperTable, ...]],
    context: MailContext,
) -> Who:
    """``tables``: those of each paper by its place in ``papers``; the body is among these when it is one."""
    names = context.names
    files = [naming.by_file_name(paper, names) for paper in papers if not paper.is_body]
    written = [naming.by_paper(paper, tables.get(at, ()), names) for at, paper in enumerate(papers)]
    subject, plus = naming.by_subject(mail, names), naming.by_plus(mail, context)
    text = naming.by_text(mail.text, names)
    everything = [
        plus,
        subject,
        *files,
        *written,
        text,
        naming.by_sender_name(mail, names),
        _forwarded(mail, context),
        *(naming.by_headline(paper, names) for paper in papers if not paper.is_body),
    ]
    registered = context.addresses.get(mail.sender)
    decided = _decided(mail, everything, registered, context)
    if decided is not None:
        return decided
    if mail.verdict == "fail":
        guesses = naming.ranked([*everything, _guess("địa chỉ gửi", registered, 60.0)])
        return Who(None, guesses, ("Không xác thực được người gửi, nên không tính cho đơn vị nào.",), forged=True)
    if registered is not None:
        return _registered(registered, mail, [*files, *written], [subject, plus], everything, context)
    shared = context.shared.get(mail.sender, ())
    return _unregistered(mail, [plus, subject, *files, *written], text, everything, shared, context)


def _decided(mail: Mail, everything: list[Named], registered: str | None, context: MailContext) -> Who | None:
    decision = context.decision
    if decision is None:
        return None
    unit = decision.unit
    if unit is None and decision.verdict is not None and registered is None:
        guesses = naming.ranked(everything)
        unit = guesses[0].unit if len(guesses) == 1 else None
    if unit is None or unit not in context.units:
        return None
    new = "" if registered or mail.verdict == "fail" else mail.sender
    return Who(unit, (), (f"Văn phòng đã gán thư này cho {context.units[unit].name}.",), new_address=new)


def _registered(
    unit: str, mail: Mail, papers: list[Named], beside: list[Named], everything: list[Named], context: MailContext
) -> Who:
    name = _name(unit, context)
    why = f"Địa chỉ {mail.sender} có trong danh mục của {name}."
    on_papers = frozenset().union(*(named.sure for named in papers))
    guessed = [named for named in papers if named.guesses and unit not in named.possible and not named.sure]
    others = on_papers - {unit}
    if others:
        said = ", ".join(_name(code, context) for code in sorted(others))
        return _asked(everything, unit, (why, f"Nhưng tệp đính kèm ghi {said}; cần Văn phòng xác định."))
    if unit in on_papers:
        return Who(unit, (), (why, "Tệp đính kèm ghi đúng đơn vị này."))
    contrary = [named for named in beside if named.sure - {unit} and unit not in named.sure]
    if contrary:
        named = contrary[0]
        said = ", ".join(_name(code, context) for code in sorted(named.sure))
        return _asked(everything, unit, (why, f"Nhưng {named.place} ghi {said}; cần Văn phòng xác định."))
    if any(_points_elsewhere(named, unit) for named in guessed):
        return _asked(everything, unit, (why, "Nhưng tệp đính kèm có vẻ ghi đơn vị khác; cần Văn phòng xác định."))
    return Who(unit, (), (why,))


def _points_elsewhere(named: Named, unit: str) -> bool:
    """A likely name of another unit on a paper, by OCR at that, is enough to ask."""
    return any(guess.score >= 85 and guess.unit != unit for guess in named.guesses)


def _unregistered(
    mail: Mail,
    telling: list[Named],
    text: Named,
    everything: list[Named],
    shared: tuple[str, ...],
    context: MailContext,
) -> Who:
    why = f"Địa chỉ {mail.sender or '(không rõ)'} không có trong danh mục."
    if shared:
        why = f"Địa chỉ {mail.sender} là của nhiều đơn vị."
    sure = frozenset().union(*(named.sure for named in telling))
    against = text.sure - sure
    doubtful = [named for named in telling if named.guesses and not named.sure and not named.possible & sure]
    if len(sure) == 1 and not against and not doubtful:
        (unit,) = sure
        if not shared or unit in shared:
            place = next(named.place for named in telling if named.sure)
            said = f"{place[:1].upper()}{place[1:]} ghi {_name(unit, context)}."
            return Who(unit, (), (why, said), new_address="" if shared else mail.sender)
    hints = [*everything, *(_guess("địa chỉ gửi", unit, 80.0) for unit in shared), _by_domain(mail, context)]
    guesses = naming.ranked(hints)
    reason = (
        "Thư nêu nhiều đơn vị." if len(sure | against) > 1 else "Không nơi nào trong thư ghi chắc chắn một đơn vị."
    )
    return Who(None, guesses, (why, reason, *_shown(guesses, context)))


def _asked(everything: list[Named], unit: str, why: tuple[str, ...]) -> Who:
    return Who(None, naming.ranked([*everything, _guess("địa chỉ gửi", unit, 90.0)]), why)


def _guess(place: str, unit: str | None, score: float) -> Named:
    return Named(place, frozenset(), (Guess(unit, score),) if unit else ())


def _forwarded(mail: Mail, context: MailContext) -> Named:
    return _guess("thư được chuyển tiếp", context.addresses.get(mail.forwarded_from), 85.0)


def _by_domain(mail: Mail, context: MailContext) -> Named:
    """A domain whose registered addresses are all of one unit."""
    domain = mail.sender.rpartition("@")[2]
    units = {
        unit for address, unit in context.addresses.items() if domain and address.rpartition("@")[2] == domain
    }
    return _guess("tên miền của địa chỉ gửi", units.pop(), 65.0) if len(units) == 1 else Named("")


def _shown(guesses: tuple[Guess, ...], context: MailContext) -> tuple[str, ...]:
    if not guesses:
        return ()
    names = ", ".join(_name(guess.unit, context) for guess in guesses)
    return (f"Có thể là: {names}.",)


def _name(code: str, context: MailContext) -> str:
    return context.units[code].name if code in context.units else code
