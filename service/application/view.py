"""What the tabs show, gathered from the judgement and the store."""

from __future__ import annotations

from datetime import date

from service.application.holding import Held
from service.application.journal import journal_of
from service.application.links import tab_links
from service.application.office import Office
from service.application.world import World
from service.core.evaluation import Evaluation
from service.core.evaluation.ranking import FORMULA, ranking
from service.core.evaluation.streaks import streaks
from service.core.obligations import ObligationSource
from service.core.periods import periods
from service.core.records import Unit
from service.core.tabs.model import Workbook
from service.core.tabs.view import OfficeView, RankedUnit, Streak
from service.core.tabs.workbook import build
from service.core.workdays import Workdays


def office_view(office: Office, world: World, evaluation: Evaluation, hold: Held | None) -> OfficeView:
    """Everything at the instant of the judgement. While held, the tabs say so and keep what stood."""
    as_of = world.as_of
    workdays = Workdays(office.settings.calendar)
    with office.store.transaction() as transaction:
        journal = journal_of(transaction, " ".join(hold.sentences) if hold else "", as_of)
        links = tab_links(office, transaction)
        standing = transaction.assessments.standing() if hold else tuple(evaluation.assessments)
    return OfficeView(
        settings=office.settings,
        as_of=as_of,
        units=tuple(
            unit for unit in world.roster.units if _open(unit, as_of.astimezone(office.settings.zone).date())
        ),
        periods={
            obligation.id: periods(obligation, office.settings, workdays, as_of)
            for obligation in office.settings.campaign.obligations
        },
        assessments={(a.unit, a.obligation, a.period): a for a in standing},
        streaks=_streaks(evaluation),
        ranking=_ranking(evaluation),
        ranking_formula=FORMULA,
        submissions=world.submissions,
        questions=world.questions,
        decisions=world.inputs.decisions,
        journal=journal,
        hold=hold.sentences if hold else (),
        links=links,
        units_range=_units_range(office, world),
    )


def _units_range(office: Office, world: World) -> str:
    """Where the names of units stand, for dropdowns: below the header, in the column the roster has them in."""
    cell = world.roster.name_cell
    if not cell:
        return OfficeView(office.settings, world.as_of, ()).units_range
    letters = cell.rstrip("0123456789")
    tab = office.refs.units.tab.replace("'", "''")
    return f"'{tab}'!${letters}${cell.removeprefix(letters)}:${letters}"


def _weekly(evaluation: Evaluation) -> str | None:
    """The activity that is owed period by period, if the campaign has one."""
    activities = [
        id for id, terms in evaluation.terms.items() if terms.obligation.source is ObligationSource.ACTIVITY
    ]
    return activities[0] if activities else None


def _streaks(evaluation: Evaluation) -> dict[str, Streak]:
    weekly = _weekly(evaluation)
    if weekly is None:
        return {}
    return {unit: Streak(run.done, run.missed) for unit, run in streaks(evaluation, weekly).items()}


def _ranking(evaluation: Evaluation) -> tuple[RankedUnit, ...]:
    if _weekly(evaluation) is None:
        return ()
    return tuple(
        RankedUnit(
            unit=ranked.unit,
            place=ranked.rank,
            score=None if ranked.done_rate is None else 100 * ranked.done_rate,
            weeks_done=ranked.done,
            weeks_expected=ranked.expected,
            on_time_rate=ranked.on_time_rate,
            participation=ranked.participation,
            extra_weeks=ranked.extra,
        )
        for ranked in ranking(evaluation)
    )


def workbook(view: OfficeView) -> Workbook:
    """All our tabs."""
    return build(view)


def _open(unit: Unit, day: date) -> bool:
    return (unit.opens is None or unit.opens <= day) and (unit.closes is None or unit.closes >= day)
