"""Gmail v1 with its batch and upload endpoints, mailboxes that mail each other, and the routes that steer them."""

from __future__ import annotations

from ..api import ApiRoute, Endpoint
from ..errors import Shape
from ..gateway import Gateway
from ..state import State
from .access import Access
from .batch import Batch
from .contract import masked
from .control import Control
from .drafts_api import Drafts
from .mailbox_api import SETTINGS, Labels, Mailbox
from .messages_api import Messages
from .schema import SCHEMA
from .threads_api import Threads

USER = "/gmail/v1/users/{userId}"
SETTING_METHODS = {
    "vacation": "getVacation",
    "autoForwarding": "getAutoForwarding",
    "imap": "getImap",
    "pop": "getPop",
    "language": "getLanguage",
    "filters": "filters.list",
    "forwardingAddresses": "forwardingAddresses.list",
    "delegates": "delegates.list",
}


def routes(state: State, gateway: Gateway) -> list[ApiRoute]:
    """Every Gmail route of a sandbox; makes its tables."""
    state.add_schema(SCHEMA)
    access = Access(state)
    batch = Batch(gateway)
    return [
        *_mailbox(access),
        *_messages(access),
        *_drafts(access),
        *_threads(access),
        ApiRoute("/batch", ("POST",), "gmail.batch", batch.answer, Shape.GMAIL, open=True),
        ApiRoute("/batch/{api:path}", ("POST",), "gmail.batch", batch.answer, Shape.GMAIL, open=True),
        *_control(Control(state)),
    ]


def _route(path: str, http: str, method: str, endpoint: Endpoint, upload: bool = False) -> list[ApiRoute]:
    """A method of the API, and the same under /upload where it takes one."""
    methods = (http, "PUT") if http == "POST" else (http,)
    method_id = f"gmail.users.{method}"
    endpoint = masked(endpoint)
    out = [ApiRoute(USER + path, (http,), method_id, endpoint, Shape.GMAIL)]
    if upload:
        out.append(ApiRoute(f"/upload{USER}{path}", methods, method_id, endpoint, Shape.GMAIL))
    return out


def _mailbox(access: Access) -> list[ApiRoute]:
    box, labels = Mailbox(access), Labels(access)
    settings = [
        _route(f"/settings/{name}", "GET", f"settings.{SETTING_METHODS[name]}", box.setting) for name in SETTINGS
    ]
    found = [
        _route("/profile", "GET", "getProfile", box.profile),
        _route("/history", "GET", "history.list", box.history),
        _route("/watch", "POST", "watch", box.watch),
        _route("/stop", "POST", "stop", box.stop),
        _route("/labels", "GET", "labels.list", labels.list),
        _route("/labels", "POST", "labels.create", labels.create),
        _route("/labels/{id}", "GET", "labels.get", labels.get),
        _route("/labels/{id}", "PUT", "labels.update", labels.update),
        _route("/labels/{id}", "PATCH", "labels.patch", labels.patch),
        _route("/labels/{id}", "DELETE", "labels.delete", labels.delete),
        _route("/settings/sendAs", "GET", "settings.sendAs.list", box.send_as_list),
        _route("/settings/sendAs/{sendAsEmail}", "GET", "settings.sendAs.get", box.send_as_get),
        *settings,
    ]
    return [route for group in found for route in group]


def _messages(access: Access) -> list[ApiRoute]:
    api = Messages(access)
    one = "/messages/{id}"
    found = [
        _route("/messages", "GET", "messages.list", api.list),
        _route("/messages", "POST", "messages.insert", api.insert, upload=True),
        _route("/messages/import", "POST", "messages.import", api.import_, upload=True),
        _route("/messages/send", "POST", "messages.send", api.send, upload=True),
        _route("/messages/batchModify", "POST", "messages.batchModify", api.batch_modify),
        _route("/messages/batchDelete", "POST", "messages.batchDelete", api.batch_delete),
        _route("/messages/{messageId}/attachments/{id}", "GET", "messages.attachments.get", api.attachment),
        _route(f"{one}/modify", "POST", "messages.modify", api.modify),
        _route(f"{one}/trash", "POST", "messages.trash", api.trash),
        _route(f"{one}/untrash", "POST", "messages.untrash", api.untrash),
        _route(one, "GET", "messages.get", api.get),
        _route(one, "DELETE", "messages.delete", api.delete),
    ]
    return [route for group in found for route in group]


def _drafts(access: Access) -> list[ApiRoute]:
    api = Drafts(access)
    found = [
        _route("/drafts", "GET", "drafts.list", api.list),
        _route("/drafts", "POST", "drafts.create", api.create, upload=True),
        _route("/drafts/send", "POST", "drafts.send", api.send, upload=True),
        _route("/drafts/{id}", "GET", "drafts.get", api.get),
        _route("/drafts/{id}", "PUT", "drafts.update", api.update, upload=True),
        _route("/drafts/{id}", "DELETE", "drafts.delete", api.delete),
    ]
    return [route for group in found for route in group]


def _threads(access: Access) -> list[ApiRoute]:
    api = Threads(access)
    one = "/threads/{id}"
    found = [
        _route("/threads", "GET", "threads.list", api.list),
        _route(f"{one}/modify", "POST", "threads.modify", api.modify),
        _route(f"{one}/trash", "POST", "threads.trash", api.trash),
        _route(f"{one}/untrash", "POST", "threads.untrash", api.untrash),
        _route(one, "GET", "threads.get", api.get),
        _route(one, "DELETE", "threads.delete", api.delete),
    ]
    return [route for group in found for route in group]


def _control(control: Control) -> list[ApiRoute]:
    found = [
        ("deliver", ("POST",), control.deliver),
        ("mailboxes", ("GET", "PUT"), control.mailboxes),
        ("gmail", ("GET", "PUT"), control.settings),
    ]
    return [
        ApiRoute(f"/sandbox/{name}", http, f"sandbox.{name}", endpoint, Shape.CONTROL, public=True)
        for name, http, endpoint in found
    ]
