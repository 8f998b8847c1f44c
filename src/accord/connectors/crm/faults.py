"""What can keep a CRM from being read, told apart by who can mend it and when."""

from accord.values.errors import AccordError


class AccessError(AccordError):
    """The system refuses us: credentials or rights must be mended by a person."""


class LimitError(AccordError):
    """The system's limit is used up for longer than it is worth waiting."""

    def __init__(self, message: str, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class AwayError(AccordError):
    """The system can't be reached or answers nonsense, after several tries; it is tried later."""


class RejectedError(AwayError):
    """The system did not accept a call as it is; the same call again is not accepted either."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
