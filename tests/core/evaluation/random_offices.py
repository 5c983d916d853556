"""Random small offices that meet every rule often: few units, weeks and instants, so that things coincide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from service.core.evaluation import Inputs
from service.core.obligations import DayOff, DueKind, DueRule, Obligation, Recurrence
from service.core.records import (
    Activity,
    Decision,
    Exemption,
    ExemptionKind,
    Field,
    Place,
    PlaceKind,
    Question,
    Registration,
    Seen,
    Sighting,
    Submission,
    Unit,
    Verdict,
)
from service.core.settings import CalendarSettings, OfficeSettings, Suspension
from tests.core.evaluation import building
from tests.core.evaluation.shipped import FORM, PLAN, REPORT, TRAINING, WEEKLY, ZONE, at, office

START = datetime(2020, 4, 1, tzinfo=ZONE)
DAYS = 130
WEEKS = [f"2020-W{n}" for n in range(14, 31)]
MONTHS = ["2020-04", "2020-05", "2020-06", "2020-07"]
EDGES = [at(t) for t in ("2020-04-15", "2020-04-25", "2020-05-06", "2020-05-16", "2020-06-06", "2020-07-21")]
COLUMNS = [Field.CONTENT, Field.PARTICIPANTS, Field.RESULT, Field.PLACE, Field.WEEK, Field.STT, Field.UNIT]


def instant(random: Random) -> datetime:
    """Often exactly a deadline, a close, or a microsecond beside one."""
    if random.random() < 0.2:
        return random.choice(EDGES) + random.choice([0, 0, -1, 1]) * timedelta(microseconds=1)
    return START + timedelta(days=random.randrange(DAYS), hours=random.choice([0, 8, 17]))


def sighting(random: Random) -> Sighting:
    times = sorted({instant(random) for _ in range(4)})
    while len(times) < 4:
        times.append(times[-1] + timedelta(hours=9))
    after, by, gone_after, gone_by = times
    if random.random() < 0.3:
        by = min(by, after + timedelta(hours=1)) if by > after else by
    first = None if random.random() < 0.15 else after
    if random.random() < 0.6:
        return Sighting(first, by)
    return Sighting(first, by, None if random.random() < 0.1 else max(gone_after, by), gone_by)


def mail_sighting(received: datetime) -> Sighting:
    return Sighting(received, received)


def maybe(random: Random, share: float, values: Sequence[Field]) -> list[Field]:
    return random.sample(list(values), random.randint(1, 2)) if random.random() < share else []


class Maker:
    """One office from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.orderly = (
            self.random.random() < 0.5
        )  # most rows full and in a few weeks, so that periods get complete
        self.settings = self._settings()
        count = self.random.randint(1, 4)
        self.codes = [f"U{n}" for n in range(count)]
        self.units = [self._unit(code) for code in self.codes]
        self.mails = [f"m{n}" for n in range(self.random.randint(0, 5))]
        self.received = {id: instant(self.random) for id in self.mails}

    def make(self) -> Inputs:
        random = self.random
        activities = [self._activity(n) for n in range(random.randint(0, 40 if self.orderly else 25))]
        registrations = [self._registration(n) for n in range(random.randint(0, 6))]
        submissions = [self._submission(id) for id in self.mails]
        keys = [f"mail:{id}" for id in self.mails]
        keys += [f"row:{s.record.digest}" for s in (activities + registrations)]  # type: ignore[operator]
        return Inputs(
            office=self.settings,
            units=tuple(self.units),
            exemptions=tuple(self._exemption() for _ in range(random.choice([0, 0, 1, 2]))),
            registrations=tuple(registrations),
            activities=tuple(activities),
            submissions=tuple(submissions),
            questions=tuple(self._question(keys) for _ in range(random.choice([0, 0, 1, 2]))),
            decisions=tuple(self._decision(keys) for _ in range(random.choice([0, 0, 1, 3])) if keys),
        )

    # -- settings ---------------------------------------------------------------------------------

    def _settings(self) -> OfficeSettings:
        random = self.random
        weekly = replace(
            WEEKLY,
            minimum=random.choice([1, 1, 1, 2]),
            participation_required=random.random() < 0.2,
            due=random.choice([WEEKLY.due, WEEKLY.due, DueRule(DueKind.WEEKDAY, weekday=1, at=time(9))]),
        )
        report = replace(
            REPORT,
            due=replace(REPORT.due, day_off=random.choice(list(DayOff))),
            grace=random.choice([timedelta(0), timedelta(0), timedelta(hours=12)]),
            closes_after=random.choice([timedelta(days=10), timedelta(days=2), timedelta(0)]),
            recurrence=random.choice([Recurrence.MONTHLY, Recurrence.MONTHLY, Recurrence.QUARTERLY]),
        )
        plan = replace(PLAN, sectors=random.choice([(), (), ("Cơ quan",)]))
        training = replace(TRAINING, minimum=random.choice([1, 2]))
        form = replace(FORM, recurrence=random.choice([Recurrence.ONCE, Recurrence.ONCE, Recurrence.QUARTERLY]))
        if form.recurrence is not Recurrence.ONCE:
            form = replace(form, due=TRAINING.due)
        duties: list[Obligation] = [plan, form, weekly, report, training]
        settings = office(*duties)
        return replace(settings, calendar=self._calendar())

    def _calendar(self) -> CalendarSettings:
        random = self.random
        suspended = (Suspension(date(2020, 6, 8), date(2020, 6, 23), "giãn cách"),)
        own = ((date(2020, 4, 21), "nghỉ"), (date(2020, 4, 22), "nghỉ"), (date(2020, 4, 23), "nghỉ"))
        return CalendarSettings(
            holidays=own if random.random() < 0.3 else (),
            suspended=suspended if random.random() < 0.3 else (),
        )

    def _unit(self, code: str) -> Unit:
        random = self.random
        day = START.date() + timedelta(days=random.randrange(DAYS))
        return Unit(
            code,
            f"Chi đoàn {code}",
            sector=random.choice(["Cơ quan", "Y tế"]),
            members=random.choice([None, 10, 20, 20]),
            opens=day if random.random() < 0.2 else None,
            closes=day + timedelta(days=30) if random.random() < 0.2 else None,
        )

    def _exemption(self) -> Exemption:
        random = self.random
        since = START.date() + timedelta(days=random.randrange(-10, DAYS))
        until = since + timedelta(days=random.choice([3, 7, 31, 61]))
        whole = random.random() < 0.3
        kind = random.choice(list(ExemptionKind))
        return Exemption(
            random.choice([None, *self.codes]),
            random.choice([None, "ke-hoach", "dang-ky", "hoat-dong", "bao-cao", "dao-tao"]),
            None if whole else since,
            None if whole and random.random() < 0.8 else until,
            kind,
            until + timedelta(days=random.randrange(12)) if random.random() < 0.9 else None,
            "lý do",
            "Bí thư",
            building.cell(4),
        )

    # -- evidence ---------------------------------------------------------------------------------

    def _code(self) -> str | None:
        return self.random.choice([*self.codes, *self.codes, None])

    def _place(self, n: int) -> tuple[Place, Sighting]:
        if self.mails and self.random.random() < 0.2:
            id = self.random.choice(self.mails)
            return Place(PlaceKind.ATTACHMENT, gmail_id=id, file="a.docx", spot=f"dòng {n}"), mail_sighting(
                self.received[id]
            )
        return building.cell(n + 4), sighting(self.random)

    def _activity(self, n: int) -> Seen[Activity]:
        random = self.random
        where, seen = self._place(n)
        held = random.random() < 0.8
        record = building.activity(
            self._code(),
            random.choice(WEEKS[3:6] if self.orderly else WEEKS[:12]) if random.random() < 0.95 else None,
            random.choice([None, 5, 10, 20, 25, 30]) if random.random() < 0.3 else 20,
            month=random.choice([*MONTHS, None]),
            held=held,
            why="" if held else random.choice(["", "bận"]),
            blank=maybe(random, 0.05 if self.orderly else 0.25, COLUMNS),
            uncertain=maybe(random, 0.02 if self.orderly else 0.15, COLUMNS),
            groups=random.choice([("1",), ("2a", "3c"), ()]),
            members=random.choice([None, None, 15]),
            where=where,
            digest=f"a{n // 2 if random.random() < 0.2 else n}",
        )
        return Seen(record, seen)

    def _registration(self, n: int) -> Seen[Registration]:
        random = self.random
        where, seen = self._place(n)
        record = building.registration(
            self._code(),
            blank=maybe(random, 0.2 if self.orderly else 0.4, [Field.OFFICER, Field.TIME, Field.NOTE]),
            members=random.choice([None, 12]),
            where=where,
            digest=f"r{n}",
        )
        return Seen(record, seen)

    def _submission(self, id: str) -> Submission:
        random = self.random
        wanted = {
            "ke-hoach": list(PLAN.required),
            "dang-ky": list(FORM.required),
            "bao-cao": [],
            "dao-tao": ["summary"],
        }
        items = []
        for obligation in random.sample(sorted(wanted), random.randint(0, 2)):
            parts = [part for part in wanted[obligation] if random.random() < (0.9 if self.orderly else 0.6)]
            periods = {"bao-cao": [*MONTHS, None, None], "dao-tao": ["2020-Q2", "2020-Q3", None]}
            items.append(
                building.item(
                    id,
                    obligation,
                    parts,
                    period=random.choice(periods.get(obligation, [None])),
                    readable=random.random() < 0.65,
                    file=random.choice(["a.docx", "b.docx", ""]),
                    files=random.choice([(), (), ("a.docx", "c.pdf")]),
                )
            )
        touches = random.sample(["ke-hoach", "bao-cao", "dao-tao", "dang-ky"], 1)
        return building.mail(id, self.received[id], self._code(), *items, touches=touches)

    def _question(self, keys: Sequence[str]) -> Question:
        random = self.random
        guesses = random.sample(self.codes, random.randint(0, len(self.codes)))
        return building.question(
            random.choice([*keys, "mail:khac"]),
            instant(random),
            random.sample(["ke-hoach", "dang-ky", "hoat-dong", "bao-cao", "dao-tao"], random.randint(1, 2)),
            unit=random.choice([None, *self.codes]) if random.random() < 0.4 else None,
            guesses=guesses,
            periods=random.choice(
                [(), (random.choice(WEEKS),), (random.choice(MONTHS),), ("2020-W19", "2020-05")]
            ),
        )

    def _decision(self, keys: Sequence[str]) -> Decision:
        random = self.random
        return building.decided(
            random.choice(list(keys)),
            instant(random) + timedelta(microseconds=random.randrange(3)),
            random.choice([*Verdict, None]),
            random.choice([None, None, *self.codes]),
        )


def random_office(seed: int) -> tuple[Inputs, datetime]:
    """An office, and an instant to look at it."""
    maker = Maker(seed)
    made = maker.make()
    return made, instant(maker.random) + timedelta(days=maker.random.choice([0, 20, 60]))
