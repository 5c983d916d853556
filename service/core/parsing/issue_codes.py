"""The codes of the issues that parsing finds; stable words that the store and the tests rely on."""

from __future__ import annotations

from enum import StrEnum


class IssueCode(StrEnum):
    # the table
    HEADER_NOT_FOUND = "header_not_found"
    HEADER_MISSING = "header_missing"
    HEADER_TWICE = "header_twice"
    CELL_ERROR = "cell_error"
    # the unit
    UNIT_BLANK = "unit_blank"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_UNSURE = "unit_unsure"
    # the roster
    CODE_BLANK = "code_blank"
    CODE_TWICE = "code_twice"
    NAME_BLANK = "name_blank"
    NAME_TWICE = "name_twice"
    EMAIL_UNREADABLE = "email_unreadable"
    EMAIL_TWICE = "email_twice"
    MEMBERS_UNREADABLE = "members_unreadable"
    DATES_REVERSED = "dates_reversed"
    # weeks and months
    WEEK_UNREADABLE = "week_unreadable"
    WEEK_UNSURE = "week_unsure"
    WEEK_NOTED = "week_noted"
    MONTH_UNREADABLE = "month_unreadable"
    MONTH_UNSURE = "month_unsure"
    YEAR_ASSUMED = "year_assumed"
    OUTSIDE_CAMPAIGN = "outside_campaign"
    # dates and times
    DATE_UNREADABLE = "date_unreadable"
    DATE_UNSURE = "date_unsure"
    DATE_SWAPPED = "date_swapped"
    DATE_READ_BACK = "date_read_back"
    WEEKDAY_DIFFERS = "weekday_differs"
    TIME_UNREADABLE = "time_unreadable"
    TIME_UNUSUAL = "time_unusual"
    # counts
    COUNT_UNREADABLE = "count_unreadable"
    COUNT_UNSURE = "count_unsure"
    COUNT_INFERRED = "count_inferred"
    COUNT_ABOVE_MEMBERS = "count_above_members"
    MEMBERS_DIFFER = "members_differ"
    FREQUENCY_UNUSUAL = "frequency_unusual"
    # content
    CONTENT_UNREADABLE = "content_unreadable"
    GROUP_UNKNOWN = "group_unknown"
    GROUP_DIFFERS = "group_differs"
    GROUP_FOR_SCHOOLS = "group_for_schools"
    REASON_LACKING = "reason_lacking"
    HELD_UNSURE = "held_unsure"
    # rows
    ROW_TWICE = "row_twice"
    ROW_CORRECTED = "row_corrected"
    # the office's words
    OBLIGATION_UNKNOWN = "obligation_unknown"
    KIND_UNREADABLE = "kind_unreadable"
    VERDICT_UNREADABLE = "verdict_unreadable"
