"""Secrets at rest: nobody reads them without the key, and none opens another office."""

from __future__ import annotations

import pytest

from service.adapters.vault import KEY_VARIABLE, Vault, new_key
from service.core.errors import ConfigError
from service.core.settings import Secrets

SECRETS = Secrets({"installed": {"client_secret": "kín"}}, {"refresh_token": "rất kín"})


def test_what_was_sealed_opens_with_its_key_only() -> None:
    key = new_key()
    sealed = Vault(key).seal("vp1", SECRETS)
    assert b"refresh" not in sealed and b"vp1" not in sealed
    assert Vault(key).open("vp1", sealed) == SECRETS
    with pytest.raises(ConfigError, match="does not open"):
        Vault(new_key()).open("vp1", sealed)


def test_a_new_key_before_the_old_one_opens_both() -> None:
    old, new = new_key(), new_key()
    sealed = Vault(old).seal("vp1", SECRETS)
    both = Vault(f"{new} {old}")
    assert Vault(new).open("vp1", both.seal("vp1", both.open("vp1", sealed))) == SECRETS


def test_put_in_another_office_s_place_it_opens_nothing() -> None:
    vault = Vault(new_key())
    with pytest.raises(ConfigError, match="another office"):
        vault.open("vp2", vault.seal("vp1", SECRETS))


@pytest.mark.parametrize("key", ["", "  ", "không phải khóa", "abc="])
def test_without_a_key_it_tells_how_to_make_one(key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Vault.from_environment({KEY_VARIABLE: key})
    assert "new-key" in caught.value.hint


def test_secrets_are_never_shown() -> None:
    assert "kín" not in repr(SECRETS) and "kín" not in str(SECRETS)
