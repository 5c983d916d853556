"""The pages of a mailbox: lists, threads, sending with attachments as a unit, and answering."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OFFICE_MAILBOX, UNIT, SampleOffice

DOCX = b"PK\x03\x04" + bytes(range(256)) * 40


def letter(sender: str = UNIT, subject: str = "Báo cáo", text: str = "Kính gửi.", html: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, OFFICE_MAILBOX, subject
    mail["Message-ID"] = f"<{abs(hash((subject, text)))}@example.org>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


def test_search_and_a_linked_mail(office: SampleOffice, page: Page) -> None:
    page.goto(office.mail())
    total = page.locator(".threads li").count()
    page.get_by_label("Tìm thư").fill("subject:gấp has:attachment")
    page.keyboard.press("Enter")
    expect(page.locator(".threads li")).to_have_count(1)
    assert total > 30
    (wanted,) = office.found("subject:gấp")
    page.goto(office.mail(wanted))
    expect(page.locator("h1.subject")).to_contain_text("gấp")
    expect(page.locator(".verdict.bad")).to_contain_text("không được xác thực")


def test_reading_marks_as_read(office: SampleOffice, page: Page) -> None:
    (wanted,) = office.found("subject:gấp is:unread")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.goto(office.mail(wanted))
    assert answer.value.status == 204
    assert office.found("subject:gấp is:unread") == []
    page.get_by_role("button", name="Chưa đọc").click()
    expect(page.locator(".threads .unread", has_text="(gấp)")).to_have_count(1)


def test_a_late_plan_with_its_attachment(office: SampleOffice, page: Page, tmp_path: Path) -> None:
    plan = tmp_path / "Kế hoạch số 05 (bản ký).docx"
    plan.write_bytes(DOCX)
    page.goto(f"{office.url}/compose")
    page.get_by_label("Từ", exact=True).fill(UNIT)
    page.get_by_label("Tên hiển thị").fill("Chi đoàn Sở Xây dựng")
    page.get_by_label("Chủ đề").fill("Chi đoàn Sở Xây dựng gửi kế hoạch (muộn)")
    page.get_by_label("Nội dung").fill("Kính gửi Văn phòng,\n.\nTrân trọng.")
    page.get_by_label("Tệp đính kèm").set_input_files(plan)
    page.get_by_label("Giờ nhận").fill("2020-04-15T00:01")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("h1.subject")).to_have_text("Chi đoàn Sở Xây dựng gửi kế hoạch (muộn)")
    expect(page.locator("details.message time")).to_have_text("00:01 ngày 15/4/2020")
    expect(page.locator(".verdict.good")).to_be_visible()
    expect(page.locator("pre.text")).to_have_text("Kính gửi Văn phòng,\n.\nTrân trọng.\n")
    with page.expect_download() as download:
        page.get_by_role("link", name=plan.name).click()
    assert download.value.suggested_filename == plan.name
    assert Path(download.value.path()).read_bytes() == DOCX
    (received,) = office.found("subject:muộn filename:docx")
    mail = office.api("GET", f"/gmail/v1/users/me/messages/{received}")
    assert {"INBOX", "UNREAD"} <= set(mail["labelIds"]) | {"UNREAD"}
    fields = {field["name"]: field["value"] for field in mail["payload"]["headers"]}
    assert fields["From"] == f"Chi đoàn Sở Xây dựng <{UNIT}>"


@pytest.mark.parametrize("auth", ["fail", "softfail", "none"])
def test_who_does_not_authenticate_shows(office: SampleOffice, page: Page, auth: str) -> None:
    page.goto(f"{office.url}/compose?from={UNIT}")
    page.get_by_label("Chủ đề").fill("Thư lạ")
    page.get_by_label("Xác thực").select_option(auth)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator(".verdict")).to_have_class("verdict unknown" if auth == "none" else "verdict bad")


def test_what_cannot_be_sent_is_said_and_nothing_is_lost(office: SampleOffice, page: Page) -> None:
    page.goto(f"{office.url}/compose")
    page.get_by_label("Từ", exact=True).fill("không phải địa chỉ")
    page.get_by_label("Chủ đề").fill("Chủ đề còn đây")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Ô “Từ” cần một địa chỉ thư")
    expect(page.get_by_label("Chủ đề")).to_have_value("Chủ đề còn đây")
    page.get_by_label("Từ", exact=True).fill(UNIT)
    page.get_by_label("Đến", exact=True).fill("ai@khong-co.invalid")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Không ai có địa chỉ ai@khong-co.invalid")


def test_a_unit_answers_in_the_thread(office: SampleOffice, page: Page) -> None:
    first = office.deliver(letter(subject="Gửi kế hoạch"))
    page.goto(office.mail(first))
    page.get_by_role("link", name="Trả lời", exact=True).click()
    expect(page.get_by_label("Đến", exact=True)).to_have_value(UNIT)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page).to_have_url(f"{office.url}/mail/{UNIT.replace('@', '%40')}/{office.found('in:inbox', UNIT)[0]}")
    page.get_by_role("link", name="Trả lời", exact=True).click()
    expect(page.get_by_label("Từ", exact=True)).to_have_value(UNIT)
    expect(page.get_by_label("Đến", exact=True)).to_have_value(OFFICE_MAILBOX)
    page.get_by_label("Nội dung").fill("Đơn vị xin bổ sung.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("details.message")).to_have_count(3)
    answer = office.api("GET", f"/gmail/v1/users/me/messages/{office.found('bổ sung')[0]}")
    assert answer["threadId"] == first
    assert len(office.found("in:sent", UNIT)) == 1


def test_html_is_shown_with_its_own_pictures(office: SampleOffice, page: Page) -> None:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8d"
        "b00000000049454e44ae426082"
    )
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = UNIT, OFFICE_MAILBOX, "Ảnh"
    mail.set_content("chữ thuần")
    mail.add_alternative('<p style="color:rgb(1,2,3)">Kính gửi</p><img id="i" src="cid:anh@x">', subtype="html")
    mail.get_payload()[1].add_related(pixel, "image", "png", cid="<anh@x>")  # type: ignore[union-attr, index]
    page.goto(office.mail(office.deliver(mail.as_bytes())))
    frame = page.frame_locator("iframe.letter")
    expect(frame.locator("p")).to_have_css("color", "rgb(1, 2, 3)")
    assert frame.locator("#i").evaluate("image => image.complete && image.naturalWidth") == 1
    page.get_by_text("Xem bản chữ thuần").click()
    expect(page.locator(".alternative pre")).to_have_text("chữ thuần\n")
    expect(page.locator(".files li")).to_have_count(0)


def test_the_original_can_be_seen(office: SampleOffice, page: Page) -> None:
    (wanted,) = office.found("subject:gấp")
    page.goto(office.mail(wanted))
    page.get_by_role("link", name="Xem bản gốc").click()
    expect(page.locator(".fields")).to_contain_text("Authentication-Results")
    expect(page.locator("pre.raw")).to_contain_text("Received-SPF: fail")
