"""Other programs that read what Python cannot, run inside the reading process's limits."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess

TOOL_MEMORY = 4_000_000_000
"""Bytes of address space: LibreOffice maps far more than it uses."""


def run_tool(*command: str, given: bytes | None = None) -> bytes | None:
    """Standard output of a program in the working directory; None when it fails.

    Time is bounded from outside: the whole process group dies at the deadline."""
    try:
        done = subprocess.run(
            command,
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            preexec_fn=_more_memory,
            env=_environment(),
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _more_memory() -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (TOOL_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _environment() -> dict[str, str]:
    here = os.getcwd()  # noqa: PTH109
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": here,
        "TMPDIR": here,
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }
