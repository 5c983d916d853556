"""Addresses of rows, tabs and mails for a browser: Google's own, or the sandbox's pages."""

from __future__ import annotations

import json

from service.adapters.store import Transaction
from service.application.office import Office
from service.core.notices.links import Links as MailLinks
from service.core.tabs.titles import QUESTIONS, WEEKLY
from service.core.tabs.view import Links as TabLinks

SANDBOX_SHEET = "{endpoint}/sheets/{{spreadsheet}}?gid={{sheet_id}}&range={{cell}}"
SANDBOX_MAIL = "{endpoint}/mail/{mailbox}/{{gmail_id}}"


def tab_links(office: Office, transaction: Transaction) -> TabLinks:
    """Links for what stands in a tab, from the tabs' ids remembered of the last look."""
    ids: dict[tuple[str, str], int] = {}
    for spreadsheet, text in transaction.memory.starting("info:").items():
        for tab in json.loads(text)["tabs"]:
            ids[(spreadsheet, tab["title"])] = tab["sheet_id"]
    if not office.endpoint:
        return TabLinks(ids)
    return TabLinks(
        ids,
        SANDBOX_SHEET.format(endpoint=office.endpoint),
        SANDBOX_MAIL.format(endpoint=office.endpoint, mailbox=office.settings.mailbox),
    )


def mail_links(office: Office, transaction: Transaction) -> MailLinks:
    """Links for what a mail speaks of."""
    links = tab_links(office, transaction)

    def tab(spreadsheet: str, title: str) -> str:
        sheet_id = links.sheet_ids.get((spreadsheet, title))
        if sheet_id is None:
            return ""
        return links.spreadsheet.format(spreadsheet=spreadsheet, sheet_id=sheet_id, cell="A1")

    refs = office.refs
    return MailLinks(
        reports=tab(refs.reports.spreadsheet, refs.reports.tab),
        registrations=tab(refs.registrations.spreadsheet, refs.registrations.tab),
        status=tab(refs.output, WEEKLY),
        review=tab(refs.output, QUESTIONS),
        row=links.to,
    )
