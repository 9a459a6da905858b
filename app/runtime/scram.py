"""What PostgreSQL stores instead of a password (RFC 5802, RFC 7677): with it, the password is in no statement and no log."""

import base64
import hashlib
import hmac
import secrets

_ROUNDS = 4096  # PostgreSQL's own default


def scram_verifier(password: str) -> str:
    """The value for `PASSWORD '…'` in CREATE or ALTER ROLE. `password` is ASCII: SASLprep would leave it as it is."""
    if not password.isascii():
        raise ValueError("the password must be ASCII")
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${_ROUNDS}:{encoded[0]}${encoded[1]}:{encoded[2]}"
