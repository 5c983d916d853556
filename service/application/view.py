"""What the tabs show, gathered from the judgement and the store."""

from __future__ import annotations

from service.application.assess import AssessReport
from service.application.journal import journal_of
from service.application.links import tab_links
from service.application.office import Office
from service.core.evaluation.ranking import FORMULA, ranking
from service.core.evaluation.streaks import streaks
from service.core.periods import periods
from service.core.records import Unit
from service.core.tabs.model import Workbook
from service.core.tabs.view import OfficeView, RankedUnit, Streak
from service.core.tabs.workbook import build
from service.core.workdays import Workdays


def office_view(office: Office, assessed: AssessReport) -> OfficeView:
    """Everything at the instant of the assessment. While held, the tabs say so and keep what stood."""
    world, evaluation = assessed.world, assessed.evaluation
    as_of = world.as_of
    workdays = Workdays(office.settings.calendar)
    with office.store.transaction() as transaction:
        journal = journal_of(transaction, as_of)
        links = tab_links(office, transaction)
        standing = transaction.assessments.standing() if assessed.hold else tuple(evaluation.assessments)
    return OfficeView(
        settings=office.settings,
        as_of=as_of,
        units=tuple(unit for unit in world.roster.units if _open(unit, assessed)),
        periods={
            obligation.id: periods(obligation, office.settings, workdays, as_of)
            for obligation in office.settings.campaign.obligations
        },
        assessments={(a.unit, a.obligation, a.period): a for a in standing},
        streaks={s.unit: Streak(s.done, s.missed) for s in streaks(evaluation)},
        ranking=tuple(
            RankedUnit(
                r.unit,
                r.place,
                r.score,
                r.weeks_done,
                r.weeks_expected,
                r.on_time_rate,
                r.participation,
                r.extra_weeks,
            )
            for r in ranking(evaluation)
        ),
        ranking_formula=FORMULA,
        submissions=world.inputs.submissions,
        questions=world.questions,
        decisions=world.inputs.decisions,
        journal=journal,
        hold=tuple(assessed.hold.sentences) if assessed.hold else (),
        links=links,
    )


def workbook(view: OfficeView) -> Workbook:
    """All our tabs."""
    return build(view)


def _open(unit: Unit, assessed: AssessReport) -> bool:
    day = assessed.world.as_of.date()
    return (unit.opens is None or unit.opens <= day) and (unit.closes is None or unit.closes >= day)
