"""``python -m service`` and the ``nhacviec`` command."""

from __future__ import annotations

import sys


def main() -> None:
    from service.cli.app import start

    sys.exit(start())


if __name__ == "__main__":
    main()
