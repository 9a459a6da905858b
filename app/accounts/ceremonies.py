"""What devices are asked for and what they answer (WebAuthn), by the library that knows it.

Whoever needs it imports it then: the library reads certificates of many kinds and takes four megabytes, and most
processes never see a passkey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.relying_party import RelyingParty


@dataclass(frozen=True, slots=True)
class MadeKey:
    credential_id: str
    public_key: bytes
    sign_count: int


def registration(
    party: RelyingParty, *, user_id: UUID, email: str, name: str, known: Sequence[str], timeout: int
) -> tuple[bytes, dict[str, Any]]:
    """(challenge, options) for a new key. `known` are the ids of those that the person has; `timeout` in milliseconds."""
    options = generate_registration_options(
        rp_id=party.id,
        rp_name="KSAP",
        user_id=user_id.bytes,
        user_name=email,
        user_display_name=name,
        timeout=timeout,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known],
    )
    return options.challenge, options_to_json_dict(options)


def registered(party: RelyingParty, credential: dict[str, Any], challenge: bytes) -> MadeKey:
    """The key that a device made. Raises ValueError for any other answer."""
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, TypeError) as error:
        raise ValueError("no answer of a device to this challenge") from error
    return MadeKey(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)


def sign_in(party: RelyingParty, *, timeout: int) -> tuple[bytes, dict[str, Any]]:
    """(challenge, options) for whichever key a device holds."""
    options = generate_authentication_options(
        rp_id=party.id, timeout=timeout, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options.challenge, options_to_json_dict(options)


def signed(party: RelyingParty, credential: dict[str, Any], challenge: bytes, *, public_key: bytes, sign_count: int) -> int:
    """The device's new count of signatures. Raises ValueError, also for a count that went back: that is a copied key."""
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, TypeError) as error:
        raise ValueError("no signature of this key") from error
    return verified.new_sign_count
