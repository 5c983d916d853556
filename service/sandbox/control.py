"""Steering the sandbox: request log, faults, quotas, clock. No token needed; nothing here is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from .api import ApiRoute, Call
from .errors import ApiError, Shape
from .faults import BadRule, parse_rules
from .gateway import Gateway


def routes(gateway: Gateway) -> list[ApiRoute]:
    """The ``/sandbox/…`` routes of requests, faults and clock."""
    control = _Control(gateway)
    paths = {"requests": control.requests, "faults": control.fault_rules, "clock": control.clock}
    http = {"requests": ("GET", "DELETE"), "faults": ("GET", "PUT", "DELETE"), "clock": ("GET", "PUT")}
    return [
        ApiRoute(f"/sandbox/{name}", http[name], f"sandbox.{name}", endpoint, Shape.CONTROL, public=True)
        for name, endpoint in paths.items()
    ]


class _Control:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def requests(self, call: Call) -> Mapping[str, Any]:
        request_log = self._gateway.request_log
        out = request_log.summary(listed=call.flag("list"))
        if call.http_method == "DELETE" or call.flag("reset"):
            request_log.clear()
        return out

    def fault_rules(self, call: Call) -> Mapping[str, Any]:
        gateway = self._gateway
        if call.http_method == "DELETE":
            gateway.faults.set_rules([])
            gateway.quotas.switch(False)
        elif call.http_method == "PUT":
            self._set_faults(call)
        return {"rules": gateway.faults.describe(), "quotas": gateway.quotas.on}

    def _set_faults(self, call: Call) -> None:
        """Takes ``[rule, …]`` or ``{"rules": […], "quotas": bool}``; keys left out stay as they are."""
        try:
            wanted = orjson.loads(call.body)
            if not isinstance(wanted, dict):
                wanted = {"rules": wanted}
            if "rules" in wanted:
                self._gateway.faults.set_rules(parse_rules(wanted["rules"]))
            if "quotas" in wanted:
                self._gateway.quotas.switch(bool(wanted["quotas"]))
        except (orjson.JSONDecodeError, BadRule, TypeError) as error:
            raise ApiError(400, f"Invalid faults: {error}") from error

    def clock(self, call: Call) -> Mapping[str, Any]:
        state = self._gateway.state
        if call.http_method == "PUT":
            text = call.json().get("now")
            try:
                state.set_clock(None if text is None else datetime.fromisoformat(text))
            except (TypeError, ValueError) as error:
                raise ApiError(400, f"Invalid clock: {error}") from error
        return {"now": state.now().isoformat(), "frozen": state.frozen_clock() is not None}
