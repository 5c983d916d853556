"""Several isolated readers, so that a slow file of one office keeps no other office waiting."""

from __future__ import annotations

from queue import LifoQueue

from service.adapters.attachments.reader import IsolatedReader
from service.core.ports import AttachmentReader
from service.core.records import Attachment
from service.core.settings import Limits


class ReaderPool:
    """Readers by their limits, at most ``size`` of each at work; the one used last is used first, the others rest
    without a process."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._idle: dict[Limits, LifoQueue[IsolatedReader]] = {}
        self._all: list[IsolatedReader] = []

    def of(self, limits: Limits) -> AttachmentReader:
        if limits not in self._idle:
            self._idle[limits] = LifoQueue()
            for _ in range(self._size):
                reader = IsolatedReader(limits)
                self._all.append(reader)
                self._idle[limits].put(reader)
        return _Borrowed(self._idle[limits])

    def close(self) -> None:
        for reader in self._all:
            reader.close()


class _Borrowed:
    """An :class:`~service.core.ports.AttachmentReader` that takes a reader of the pool for each file."""

    def __init__(self, idle: LifoQueue[IsolatedReader]) -> None:
        self._idle = idle

    def read(self, name: str, media_type: str, content: bytes) -> tuple[Attachment, ...]:
        reader = self._idle.get()
        try:
            return reader.read(name, media_type, content)
        finally:
            self._idle.put(reader)
