"""The clock's form and the worker's button."""

from __future__ import annotations

from datetime import timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from . import wording
from .site import Refusal, Site, go

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
MORNING = 8
OUT_OF_RANGE = "Đồng hồ chỉ đặt được từ năm 2000 đến năm 2100."


def steering_routes(site: Site) -> list[BaseRoute]:
    pages = Steering(site)
    return [
        site.get("/clock", pages.clock),
        site.post("/clock", pages.set_clock),
        site.get("/worker", pages.explain),
        site.post("/worker", pages.run),
    ]


class Steering:
    def __init__(self, site: Site) -> None:
        self._site = site

    def clock(self, request: Request) -> Response:
        value = wording.for_input(self._site.state.now())
        return self._site.page(
            request, "clock.html", value=value, long=wording.moment(self._site.state.now(), True)
        )

    def set_clock(self, _: Request, form: FormData) -> Response:
        """``to``: "real", a step ahead, "morning" (the next 08:00), or the time in ``now``."""
        state, to = self._site.state, str(form.get("to", ""))
        local = state.now().astimezone(wording.ZONE)
        if to == "real":
            state.set_clock(None)
            return go("/clock")
        if to in STEPS:
            wanted = local + STEPS[to]
        elif to == "morning":
            today = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
            wanted = today if today > local else today + timedelta(days=1)
        else:
            given = wording.from_input(str(form.get("now", "")))
            if given is None:
                raise Refusal("Không đọc được ngày giờ. Ví dụ: 2020-04-16T08:00")
            wanted = given
        if not 2000 <= wanted.year <= 2100:
            raise Refusal(OUT_OF_RANGE)
        state.set_clock(wanted)
        return go("/clock")

    def explain(self, request: Request) -> Response:
        return self._site.page(request, "worker.html")

    def run(self, request: Request, _: FormData) -> Response:
        """Runs the worker, then shows what changed since."""
        if not self._site.runs.possible:
            return self.explain(request)
        mark = self._site.journal.mark()
        if self._site.runs.start(self._site.state.now(), mark) is None:
            raise Refusal("Worker đang chạy. Hãy chờ nó xong rồi thử lại.", 409)
        return go(f"/changes?since={mark}")
