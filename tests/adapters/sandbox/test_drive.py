"""Drive: files, queries, sharing, export and import."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import load_workbook

from service.sandbox.server import SandboxServer
from tests.adapters.sandbox.sheets_client import SPREADSHEET, Caller, Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def caller(server: SandboxServer) -> Caller:
    made = Caller(server.url)
    made.create("Báo cáo tháng 4")
    return made


def _names(caller: Caller, query: str) -> list[str]:
    answer = caller.call("drive.files.list", "GET", "/drive/v3/files", q=query, fields="files(name)")
    return [file["name"] for file in answer["files"]]


def test_queries(caller: Caller) -> None:
    caller.call("drive.files.create", "POST", "/drive/v3/files", {"name": "Đoàn's", "mimeType": "text/plain"})
    assert _names(caller, f"mimeType='{SPREADSHEET}'") == ["Báo cáo tháng 4"]
    assert _names(caller, "name contains 'BÁO CÁO' and trashed = false") == ["Báo cáo tháng 4"]
    assert _names(caller, r"name = 'Đoàn\'s'") == ["Đoàn's"]
    assert _names(caller, "not (name contains 'báo' or name contains 'x') and 'me' in owners") == ["Đoàn's"]
    assert _names(caller, "'nobody@example.org' in writers") == []
    with pytest.raises(Refused, match="Invalid Value"):
        _names(caller, "name ~ 'x'")


def test_pages(caller: Caller) -> None:
    for number in range(4):
        caller.create(f"Bảng {number}")
    first = caller.call("drive.files.list", "GET", "/drive/v3/files", pageSize=3)
    rest = caller.call("drive.files.list", "GET", "/drive/v3/files", pageSize=3, pageToken=first["nextPageToken"])
    assert (len(first["files"]), len(rest["files"]), "nextPageToken" in rest) == (3, 2, False)


def test_a_reader_may_read_and_not_write(caller: Caller, server: SandboxServer) -> None:
    reader = Caller(server.url, "doc@example.org", caller.book)
    path = f"/drive/v3/files/{caller.book}/permissions"
    with pytest.raises(Refused) as refused:
        reader.read("A1")
    assert (refused.value.status, refused.value.message) == (403, "The caller does not have permission")
    body = {"type": "user", "role": "reader", "emailAddress": "Doc@Example.org"}
    made = caller.call("drive.permissions.create", "POST", path, body)
    assert reader.read("A1") == []
    with pytest.raises(Refused) as refused:
        reader.write("A1", [["x"]])
    assert (refused.value.status, refused.value.message) == (403, "The caller does not have permission")
    listed = caller.call("drive.permissions.list", "GET", path, fields="permissions(role,emailAddress)")
    assert [item["role"] for item in listed["permissions"]] == ["owner", "reader"]
    caller.call("drive.permissions.delete", "DELETE", f"{path}/{made['id']}")
    with pytest.raises(Refused):
        reader.read("A1")


def test_anyone_may_read_what_is_public(caller: Caller, server: SandboxServer) -> None:
    path = f"/drive/v3/files/{caller.book}/permissions"
    made = caller.call("drive.permissions.create", "POST", path, {"type": "anyone", "role": "reader"})
    assert made["id"] == "anyoneWithLink"
    assert Caller(server.url, "la@example.org", caller.book).read("A1") == []


def test_renaming_a_file_renames_the_spreadsheet(caller: Caller) -> None:
    caller.call("drive.files.update", "PATCH", f"/drive/v3/files/{caller.book}", {"name": "Tên mới"})
    assert caller.get()["properties"]["title"] == "Tên mới"
    caller.batch({"updateSpreadsheetProperties": {"properties": {"title": "Lại mới"}, "fields": "title"}})
    assert caller.call("drive.files.get", "GET", f"/drive/v3/files/{caller.book}")["name"] == "Lại mới"


def test_copy_and_delete(caller: Caller) -> None:
    caller.write("A1", [["gốc"]])
    copied = caller.call("drive.files.copy", "POST", f"/drive/v3/files/{caller.book}/copy", {})
    assert copied["name"] == "Copy of Báo cáo tháng 4"
    caller.call("drive.files.delete", "DELETE", f"/drive/v3/files/{caller.book}")
    with pytest.raises(Refused) as refused:
        caller.get()
    assert (refused.value.status, refused.value.message) == (404, "Requested entity was not found.")
    with pytest.raises(Refused) as refused:
        caller.call("drive.files.get", "GET", f"/drive/v3/files/{caller.book}")
    assert refused.value.error["errors"][0]["reason"] == "notFound"
    caller.book = copied["id"]
    assert caller.read("A1") == [["gốc"]]


def test_export(caller: Caller) -> None:
    caller.write("A1", [["Đơn vị", "Số"], ['Xã "A", huyện B', 1.5]])
    path = f"/drive/v3/files/{caller.book}/export"
    csv = caller.raw("GET", path, mimeType="text/csv")
    assert csv.content.decode() == 'Đơn vị,Số\r\n"Xã ""A"", huyện B",1.5'
    assert caller.raw("GET", f"/spreadsheets/d/{caller.book}/export", format="csv", gid=0).content == csv.content
    workbook = load_workbook(io.BytesIO(caller.raw("GET", path, mimeType=XLSX).content))
    assert workbook["Sheet1"]["B2"].value == 1.5
    assert caller.raw("GET", path, mimeType="image/png").status_code == 400


def test_a_csv_becomes_a_spreadsheet(caller: Caller, server: SandboxServer) -> None:
    boundary = "b0"
    parts = [
        ("application/json", json.dumps({"name": "Nhập", "mimeType": SPREADSHEET})),
        ("text/csv", 'Đơn vị,Số\n"Xã A",0042\n'),
    ]
    body = "".join(f"--{boundary}\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts)
    response = caller._session.post(
        server.url + "/upload/drive/v3/files?uploadType=multipart",
        data=f"{body}--{boundary}--".encode(),
        headers={"Content-Type": f"multipart/related; boundary={boundary}"},
        timeout=30,
    )
    caller.book = response.json()["id"]
    assert caller.read("Nhập", valueRenderOption="UNFORMATTED_VALUE") == [["Đơn vị", "Số"], ["Xã A", 42]]
