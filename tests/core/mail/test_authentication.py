"""Only the receiver's own, topmost verdict counts, and only about the domain that is shown."""

from __future__ import annotations

import pytest

from service.core.mail.authentication import verdict

CASES = {
    "dmarc pass": (["mx.google.com; dmarc=pass header.from=example.org"], "pass"),
    "dmarc fail beats spf pass": (["mx.google.com; spf=pass smtp.mailfrom=a@example.org; dmarc=fail"], "fail"),
    "a stranger's verdict is not read": (["mx.evil.test; dmarc=pass header.from=example.org"], "none"),
    "below a stranger's it is": (["mx.evil.test; dmarc=fail", "mx.google.com; dmarc=pass"], "pass"),
    "the topmost of ours decides": (["mx.google.com; dmarc=fail", "mx.google.com; dmarc=pass"], "fail"),
    "comments hide nothing": (["mx.google.com (x; dmarc=pass); dmarc=fail (p=NONE)"], "fail"),
    "another domain": (["mx.google.com; dmarc=pass header.from=other.test"], "fail"),
    "a subdomain is aligned": (["mx.google.com; dkim=pass header.d=mail.example.org"], "pass"),
    "a foreign dkim is not": (["mx.google.com; dkim=pass header.d=list.test; spf=neutral"], "none"),
    "spf fails hard": (["mx.google.com; spf=fail smtp.mailfrom=example.org; dkim=none"], "fail"),
    "forwarded but signed": (
        ["mx.google.com; spf=fail smtp.mailfrom=x.test; dkim=pass header.i=@example.org"],
        "pass",
    ),
    "nothing": ([], "none"),
}


@pytest.mark.parametrize("name", CASES)
def test_verdict(name: str) -> None:
    headers, wanted = CASES[name]
    assert verdict(headers, "ai@example.org") == wanted


def test_neighbours_under_a_shared_suffix_are_not_one_organisation() -> None:
    header = "mx.google.com; dkim=pass header.d=soyte.gov.vn"
    assert verdict([header], "a@sotc.gov.vn") == "none"
    assert verdict([header], "a@mail.soyte.gov.vn") == "pass"
