"""The one base error: its message names the thing and the way out."""


class AccordError(Exception):
    """Something that a person can mend; the message says what and how."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFoundError(AccordError):
    """What was asked for does not exist in this workspace."""


class ConflictError(AccordError):
    """Somebody else changed the same thing first; nothing was overwritten."""


class RefusedError(AccordError):
    """A rule or an access role forbids this; the message names the rule."""


class AgainstRuleError(RefusedError):
    """A rule forbids this to whoever asks; the message names another way to ask."""


class TooLargeError(AccordError):
    """More was sent than is read; the message says how much may be."""


class BusyError(AccordError):
    """It can't be stored or answered right now; trying again later is safe."""
