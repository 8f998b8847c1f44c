"""How a fact refers to a company or a person: one hash per reference."""

from accord.values.ids import NONE_ID, hash64


def record_key(source: str, external_id: str | None) -> int:
    """Return the key of a CRM record; 0 when there is no id."""
    return hash64("record", source, external_id.strip()) if external_id else NONE_ID


def email_key(address: str | None) -> int:
    """Return the key of a mail address, whatever its case; 0 when there is none."""
    return hash64("email", address.strip().lower()) if address else NONE_ID


def domain_key(domain: str | None) -> int:
    """Return the key of a registered domain; 0 when there is none."""
    return hash64("domain", domain.strip().lower()) if domain else NONE_ID


def anonymous_key(anonymous_id: str | None) -> int:
    """Return the key of a browser or device; 0 when there is none."""
    return hash64("anonymous", anonymous_id.strip()) if anonymous_id else NONE_ID


def network_key(name: str | None) -> int:
    """Return the key of a network, a truncated address or an "AS" number; 0 when there is none."""
    return hash64("network", name.strip().upper()) if name else NONE_ID


def message_key(message_id: str | None) -> int:
    """Return the key of one mail to one person; 0 when there is none."""
    return hash64("message", message_id.strip()) if message_id else NONE_ID
