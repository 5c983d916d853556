"""What opens the offices' accounts, encrypted at rest with a key from the environment (Fernet of ``cryptography``).

Each sealed secret names its office, so that one put in another's place opens nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from service.core.errors import ConfigError
from service.core.settings import Secrets

KEY_VARIABLE = "NHACVIEC_KEY"


class Vault:
    """Seals and opens with keys separated by spaces: the first seals, all of them open."""

    def __init__(self, keys: str) -> None:
        from cryptography.fernet import Fernet, MultiFernet

        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys.split()])
        except ValueError:
            raise ConfigError(
                f"{KEY_VARIABLE} holds no key." if not keys.split() else f"{KEY_VARIABLE} holds something else.",
                "Make a key with: nhacviec offices new-key; keep it where the workers' environment is kept.",
            ) from None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Vault:
        """ConfigError when there is no key in it."""
        return cls(environment.get(KEY_VARIABLE, ""))

    def seal(self, office: str, secrets: Secrets) -> bytes:
        told = {"office": office, "credentials": secrets.credentials, "token": secrets.token}
        return self._fernet.encrypt(json.dumps(told).encode("utf-8"))

    def open(self, office: str, sealed: bytes) -> Secrets:
        """ConfigError when none of the keys opens it, or it was sealed for another office."""
        from cryptography.fernet import InvalidToken

        try:
            told = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise ConfigError(
                f"The key in {KEY_VARIABLE} does not open what was kept for {office}.",
                "Put the key it was sealed with after the new one, separated by a space.",
            ) from None
        if told["office"] != office:
            raise ConfigError(
                f"What is kept for {office} belongs to another office.", "Register it again: nhacviec offices add"
            )
        return Secrets(told["credentials"], told["token"])


def new_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode("ascii")
