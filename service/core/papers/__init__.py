"""Reports, proposals, forms and workbooks as bytes, in the Union's layout (domain page, section 6)."""

from service.core.papers.commendation import commendation_docx
from service.core.papers.facts import Facts
from service.core.papers.forms import registration_form, report_template
from service.core.papers.periodic import monthly_docx, quarterly_docx, weekly_docx, yearly_docx
from service.core.papers.weekly import week_report
from service.core.papers.workbook import status_xlsx

__all__ = [
    "Facts",
    "commendation_docx",
    "monthly_docx",
    "quarterly_docx",
    "registration_form",
    "report_template",
    "status_xlsx",
    "week_report",
    "weekly_docx",
    "yearly_docx",
]
