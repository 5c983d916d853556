"""A mail from its bytes to its judgement, as the worker does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.adapters.attachments import IsolatedReader
from service.core.mail.judge import judge
from service.core.mail.mime import take_apart
from service.core.records import Mail, RawMail, Submission
from tests.core.mail.corpus.office import MAILBOX, context


def read_mail(raw: RawMail, reader: IsolatedReader) -> Mail:
    apart = take_apart(raw, frozenset({MAILBOX}))
    found = [one for part in apart.parts for one in reader.read(part.name, part.media_type, part.content)]
    return replace(apart.mail, attachments=tuple(found))


def judged(raw: RawMail, reader: IsolatedReader, earlier: Sequence[Submission] = ()) -> Submission:
    return judge(read_mail(raw, reader), replace(context(), earlier=tuple(earlier)))
