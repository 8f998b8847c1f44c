"""Marketo over HTTP: tokens, limits told in good answers, pages by token, bulk extracts."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accord.connectors import outgoing
from accord.connectors.crm.calling import Caller, Manners, Request, Verdict
from accord.connectors.crm.faults import AccessError, AwayError, LimitError
from accord.connectors.crm.pacing import Clock, Limit, Pacer
from accord.connectors.marketo.facts import Payload

LIMIT: Final = Limit(100, 20.0)
"""Calls of all integrations of one instance together."""
_ASSETS: Final = 200
_PER_CALL: Final = 300
_POLL_S: Final = 60.0
_POLLS: Final = 240
_WINDOW_S: Final = 20.0
_HOUR_S: Final = 3_600.0
_STALE: Final = frozenset({"600", "601", "602"})
_PASSING: Final = frozenset({"502", "604", "608", "611", "615", "713", "1019"})


@dataclass(frozen=True, slots=True)
class Access:
    """How to get in: the instance's address and a custom service's id and secret."""

    address: str
    client_id: str = ""
    client_secret: str = ""
    policy: outgoing.Policy | None = None


class Client:
    """Calls one instance; close it when done."""

    def __init__(
        self, access: Access, limit: Limit | None = LIMIT, clock: Clock | None = None
    ) -> None:
        self._access = access
        self._clock = clock or Clock()
        self._token = ""
        self._pacer = Pacer(limit, clock)
        manners = Manners("Marketo", self._authorization, self._verdict, policy=access.policy)
        self._caller = Caller(access.address, manners, self._pacer, clock)
        self._plain = Caller(
            access.address, Manners("Marketo", policy=access.policy), self._pacer, clock
        )

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()
        self._plain.close()

    def _authorization(self, renew: bool) -> str:
        if renew or not self._token:
            query = {
                "grant_type": "client_credentials",
                "client_id": self._access.client_id,
                "client_secret": self._access.client_secret,
            }
            told = self._plain.json(Request("/identity/oauth/token", query=query))
            self._token = str(told["access_token"])
        return f"Bearer {self._token}"

    def _verdict(self, answer: Any) -> Verdict:
        """Read whether a good answer says that it failed."""
        if not isinstance(answer, dict) or answer.get("success", True):
            return Verdict.GOOD
        error = (answer.get("errors") or [{}])[0]
        code, message = str(error.get("code", "")), str(error.get("message", ""))
        if code in _STALE:
            return Verdict.RENEW
        if code == "606":
            self._pacer.hold(_WINDOW_S, message)
            return Verdict.AGAIN
        if code in _PASSING:
            return Verdict.AGAIN
        if code in {"607", "1029"}:
            raise LimitError(
                f"Marketo allows no more for now: {message} The run goes on from where it is when "
                "the limit is free again.", _HOUR_S,
            )  # fmt: skip
        if code in {"603", "605"}:
            raise AccessError(
                f"Marketo forbids it: {message}. Give the API user's role the rights that its "
                "page in the documentation names."
            )
        raise AwayError(f"Marketo did not accept a call ({code}): {message}")

    def programs(self) -> Iterator[Payload]:
        """Yield every program."""
        offset = 0
        while True:
            query = {"offset": offset, "maxReturn": _ASSETS}
            answer = self._caller.json(Request("/rest/asset/v1/programs.json", query=query))
            found = answer.get("result") or []
            yield from found
            if len(found) < _ASSETS:
                return
            offset += _ASSETS

    def known_fields(self) -> set[str]:
        """Return the fields that leads have in this instance."""
        answer = self._caller.json(Request("/rest/v1/leads/describe.json"))
        return {
            str(each["rest"]["name"]) for each in answer.get("result") or () if each.get("rest")
        }

    def token_since(self, moment: str) -> str:
        """Return the place from which activities since a moment are read."""
        query = {"sinceDatetime": moment}
        answer = self._caller.json(Request("/rest/v1/activities/pagingtoken.json", query=query))
        return str(answer["nextPageToken"])

    def activities(
        self, token: str, types: Sequence[str]
    ) -> Iterator[tuple[list[Payload], str, bool]]:
        """Yield pages of activities from a place on, the place after each, and whether more come."""
        query = {"activityTypeIds": ",".join(types), "batchSize": _PER_CALL}
        yield from self._paged("/rest/v1/activities.json", token, query)

    def changes(
        self, token: str, fields: Sequence[str]
    ) -> Iterator[tuple[list[Payload], str, bool]]:
        """Yield pages of changes of leads' fields."""
        query = {"fields": ",".join(fields), "batchSize": _PER_CALL}
        yield from self._paged("/rest/v1/activities/leadchanges.json", token, query)

    def deleted(self, token: str) -> Iterator[tuple[list[Payload], str, bool]]:
        """Yield pages of leads that were deleted."""
        yield from self._paged(
            "/rest/v1/activities/deletedleads.json", token, {"batchSize": _PER_CALL}
        )

    def _paged(
        self, path: str, token: str, query: dict[str, Any]
    ) -> Iterator[tuple[list[Payload], str, bool]]:
        while True:
            answer = self._caller.json(Request(path, query={**query, "nextPageToken": token}))
            token, more = str(answer["nextPageToken"]), bool(answer.get("moreResult"))
            yield list(answer.get("result") or ()), token, more
            if not more:
                return

    def leads(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[Payload]:
        """Yield leads by id."""
        for start in range(0, len(ids), _PER_CALL):
            form = {
                "filterType": "id",
                "filterValues": ",".join(ids[start : start + _PER_CALL]),
                "fields": ",".join(fields),
            }
            request = Request("/rest/v1/leads.json", "POST", {"_method": "GET"}, form=form)
            yield from self._caller.json(request).get("result") or ()

    def start_extract(self, start: str, end: str, fields: Sequence[str]) -> str:
        """Start an extract of the leads that were made in a span of at most 31 days."""
        wanted = {
            "fields": list(fields),
            "format": "CSV",
            "filter": {"createdAt": {"startAt": start, "endAt": end}},
        }
        path = "/bulk/v1/leads/export/create.json"
        made = self._caller.json(Request(path, "POST", body=wanted))
        one = str(made["result"][0]["exportId"])
        self._caller.json(Request(f"/bulk/v1/leads/export/{one}/enqueue.json", "POST"))
        return one

    def extract(self, one: str) -> list[dict[str, str]]:
        """Wait for an extract and return its rows; a file that is not whole is read again."""
        status = self._finished(one)
        if not int(status.get("numberOfRecords") or 0):
            return []
        for _ in range(3):
            text = self._caller.text(Request(f"/bulk/v1/leads/export/{one}/file.json"))
            told = str(status.get("fileChecksum") or "").removeprefix("sha256:")
            if not told or hashlib.sha256(text.encode()).hexdigest() == told:
                return list(csv.DictReader(io.StringIO(text)))
        raise AwayError(f"Marketo's extract {one} arrives damaged; it is read again later.")

    def _finished(self, one: str) -> Payload:
        for _ in range(_POLLS):
            path = f"/bulk/v1/leads/export/{one}/status.json"
            status: Payload = self._caller.json(Request(path))["result"][0]
            if status["status"] == "Completed":
                return status
            if status["status"] in {"Failed", "Cancelled"}:
                raise AwayError(f"Marketo could not make the extract {one}: {status['status']}")
            self._clock.sleep(_POLL_S)
        raise AwayError(f"Marketo has not finished the extract {one}; it is looked at later.")
