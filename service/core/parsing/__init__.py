"""Understanding what people type: cells to records and issues, pure, never raising on content."""

from service.core.parsing.activities import read_activities
from service.core.parsing.counts import CountReading, read_count
from service.core.parsing.dates import DateReading, read_date
from service.core.parsing.decisions import read_exemption_kind, read_verdict
from service.core.parsing.exemptions import read_exemptions
from service.core.parsing.group_words import GROUP_TITLES
from service.core.parsing.groups import classify, group_label
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.months import MonthReading, read_month
from service.core.parsing.names import Match, UnitNames
from service.core.parsing.reading import Context, Finding
from service.core.parsing.registrations import read_registrations
from service.core.parsing.roster import read_units
from service.core.parsing.tables import Table, find_table
from service.core.parsing.text import clean, fold
from service.core.parsing.times import TimeReading, read_time
from service.core.parsing.weeks import WeekReading, read_week, week_name

__all__ = [
    "GROUP_TITLES",
    "Context",
    "CountReading",
    "DateReading",
    "Finding",
    "IssueCode",
    "Match",
    "MonthReading",
    "Table",
    "TimeReading",
    "UnitNames",
    "WeekReading",
    "classify",
    "clean",
    "find_table",
    "fold",
    "group_label",
    "read_activities",
    "read_count",
    "read_date",
    "read_exemption_kind",
    "read_exemptions",
    "read_month",
    "read_registrations",
    "read_time",
    "read_units",
    "read_verdict",
    "read_week",
    "week_name",
]
