"""Salesforce through simple-salesforce: sessions, the day's limit, queries, bulk jobs."""

import csv
import io
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from accord.connectors import outgoing
from accord.connectors.crm.calling import Caller, Manners, Request
from accord.connectors.crm.faults import AccessError, AwayError, LimitError
from accord.connectors.crm.pacing import Clock, Limit, Pacer
from accord.connectors.salesforce import pinned
from accord.connectors.salesforce.columns import API_VERSION
from accord.values.errors import AccordError

T = TypeVar("T")
PAGE: Final = 2_000
_TRIES: Final = 6
_TIMEOUT_S: Final = 120
_FULL_SHARE: Final = 0.95
"""Share of the day's calls beyond which the rest is left to others."""
_WAIT_S: Final = 3_600.0
_POLL_S: Final = 5.0
_POLLS: Final = 2_000
_SERVER: Final = 500
_PER_IN: Final = 200


@dataclass(frozen=True, slots=True)
class Access:
    """How to get in: the org's own address and a connected app with client credentials."""

    address: str
    client_id: str = ""
    client_secret: str = ""
    refresh_token: str = ""
    policy: outgoing.Policy | None = None


class Client:
    """Calls one org; close it when done."""

    def __init__(
        self, access: Access, limit: Limit | None = None, clock: Clock | None = None
    ) -> None:
        self._access = access
        self._clock = clock or Clock()
        self._pacer = Pacer(limit, clock)
        manners = Manners("Salesforce", policy=access.policy)
        self._login = Caller(access.address, manners, self._pacer, clock)
        self._session: Any = None
        self._jitter = random.Random()  # noqa: S311 - only spreads retries
        self.calls = 0

    def close(self) -> None:
        """Close the connections."""
        self._login.close()
        if self._session is not None:
            self._session.session.close()

    def known_fields(self, sobject: str) -> set[str]:
        """Return the fields that an object has in this org, and we may see; none if there is none."""

        def describe(sf: Any) -> Any:
            from simple_salesforce.exceptions import SalesforceResourceNotFound

            try:
                return sf.restful(f"sobjects/{sobject}/describe")
            except SalesforceResourceNotFound:  # not every edition has every object
                return {"fields": []}

        return {str(each["name"]) for each in self._call(describe)["fields"]}

    def query(self, soql: str, *, with_deleted: bool = True) -> list[dict[str, Any]]:
        """Return what a query finds, all of it: queries here are limited to a page."""
        found = self._call(
            lambda sf: sf.query(soql, include_deleted=with_deleted, timeout=_TIMEOUT_S)
        )
        records = list(found["records"])
        while not found.get("done", True):
            place = str(found["nextRecordsUrl"]).rsplit("/", 1)[-1]
            found = self._more(place, with_deleted=with_deleted)
            records += found["records"]
        return records

    def _more(self, place: str, *, with_deleted: bool) -> Any:
        return self._call(
            lambda sf: sf.query_more(place, include_deleted=with_deleted, timeout=_TIMEOUT_S)
        )

    def count(self, sobject: str) -> int:
        """Count the records of an object."""
        soql = f"SELECT COUNT() FROM {sobject}"
        return int(self._call(lambda sf: sf.query(soql, timeout=_TIMEOUT_S))["totalSize"])

    def by_ids(
        self, fields: Sequence[str], sobject: str, column: str, ids: Sequence[str]
    ) -> Iterator[dict[str, Any]]:
        """Yield records whose column is one of these ids, deleted ones too."""
        for start in range(0, len(ids), _PER_IN):
            told = ", ".join(f"'{quoted(one)}'" for one in ids[start : start + _PER_IN])
            soql = f"SELECT {', '.join(fields)} FROM {sobject} WHERE {column} IN ({told})"
            yield from self.query(soql)

    def start_bulk(self, soql: str) -> str:
        """Start a bulk query; return its id."""
        job = {"operation": "queryAll", "query": soql, "contentType": "CSV"}
        made = self._call(lambda sf: sf.restful("jobs/query", method="POST", data=json.dumps(job)))
        return str(made["id"])

    def wait_for_bulk(self, job: str) -> None:
        """Wait until a bulk query is done.

        Errors: `AwayError` when it failed; a new one is started at the next run.
        """
        for _ in range(_POLLS):
            state = self._call(lambda sf: sf.restful(f"jobs/query/{job}"))
            if state["state"] == "JobComplete":
                return
            if state["state"] in {"Failed", "Aborted"}:
                said = state.get("errorMessage") or state["state"]
                raise AwayError(f"Salesforce could not do the bulk query {job}: {said}")
            self._clock.sleep(_POLL_S)
        raise AwayError(f"Salesforce has not finished the bulk query {job}; it is looked at later.")

    def bulk_page(self, job: str, locator: str | None) -> tuple[list[dict[str, Any]], str | None]:
        """Return some results of a bulk query, and where the next ones are."""

        def get(sf: Any) -> Any:
            params = {"maxRecords": str(PAGE * 5)} | ({"locator": locator} if locator else {})
            url = f"{sf.base_url}jobs/query/{job}/results"
            headers = {**sf.headers, "Accept": "text/csv"}
            answer = sf.session.get(url, headers=headers, params=params, timeout=_TIMEOUT_S)
            _raise(answer)
            wanted = int(answer.headers.get("Sforce-NumberOfRecords", "0"))
            rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"))))
            if len(rows) != wanted:
                raise ValueError("the page was cut off")
            return rows, answer.headers.get("Sforce-Locator")

        rows, after = self._call(get)
        return rows, after if after and after != "null" else None

    def fields(self, sobject: str) -> dict[str, tuple[str, bool]]:
        """Return the type of each field of an object, and whether we may write it."""
        told = self._call(lambda sf: sf.restful(f"sobjects/{sobject}/describe"))
        return {
            str(each["name"]): (str(each.get("type", "string")), bool(each.get("updateable", True)))
            for each in told["fields"]
        }

    def collect(
        self, method: str, records: Sequence[Mapping[str, Any]], *, is_once: bool = False
    ) -> list[dict[str, Any]]:
        """Write up to 200 records; return what came of each, in their order.

        Where `is_once`, a call without an answer is not made again: `AwayError` tells of it.
        """
        body = json.dumps({"allOrNone": False, "records": list(records)})
        found = self._call(
            lambda sf: sf.restful("composite/sobjects", method=method, data=body), is_once=is_once
        )
        return list(found)

    def _call(self, do: Callable[[Any], T], *, is_once: bool = False) -> T:
        """Do one call: wait for its turn, renew a session that expired, try again what passes."""
        import requests
        from simple_salesforce import exceptions as said

        last, renewals = "", 0
        for attempt in range(_TRIES):
            self._pacer.wait()
            self.calls += 1
            try:
                found = do(self._opened())
            except said.SalesforceExpiredSession:
                renewals += 1
                self._session = None
                if renewals > 1:
                    raise AccessError(_REFUSED) from None
                continue
            except said.SalesforceError as error:
                last = self._judged(error)
            except (requests.RequestException, ValueError, KeyError) as error:
                last = f"{type(error).__name__} {error}"[:200]
            else:
                self._check_usage()
                return found
            if is_once:
                break
            pause = min(30.0, 0.5 * 2**attempt)
            self._clock.sleep(pause * (0.5 + self._jitter.random() / 2))
        raise AwayError(f"Salesforce could not be read: {last}. It is tried again at the next run.")

    def _judged(self, error: Any) -> str:
        """Raise what trying again can't mend; return the words of what may pass."""
        told = error.content
        first = told[0] if isinstance(told, list) and told else {}
        code = first.get("errorCode", "") if isinstance(first, Mapping) else ""
        message = first.get("message", "") if isinstance(first, Mapping) else str(told)
        if code == "REQUEST_LIMIT_EXCEEDED":
            raise LimitError(
                f"Salesforce allows no more calls today: {message} The run goes on from where it "
                "is when the limit is free again.", _WAIT_S,
            )  # fmt: skip
        if error.status >= _SERVER or code in {"UNABLE_TO_LOCK_ROW", "QUERY_TIMEOUT"}:
            return f"it answered {error.status} {code}".strip()
        if code in {"INSUFFICIENT_ACCESS", "API_DISABLED_FOR_ORG", "FUNCTIONALITY_NOT_ENABLED"}:
            raise AccessError(f"Salesforce forbids it: a right is missing. It said: {message}")
        raise AwayError(f"Salesforce did not accept a query ({code or error.status}): {message}")

    def _check_usage(self) -> None:
        usage = getattr(self._session, "api_usage", {}).get("api-usage")
        if usage is not None and usage.used >= usage.total * _FULL_SHARE:
            raise LimitError(
                f"{usage.used:,} of Salesforce's {usage.total:,} calls of the last 24 hours are "
                "used; the rest is left to others. The run goes on from where it is later.",
                _WAIT_S,
            )

    def _opened(self) -> Any:
        if self._session is None:
            from simple_salesforce.api import Salesforce

            token, address = self._token()
            found: Any = Salesforce(
                instance=urlsplit(address).netloc,
                session_id=token,
                version=API_VERSION,
                session=pinned.session(self._access.policy),
            )
            found.base_url = f"{address}/services/data/v{API_VERSION}/"
            self._session = found
        return self._session

    def _token(self) -> tuple[str, str]:
        form = {"client_id": self._access.client_id, "client_secret": self._access.client_secret}
        if self._access.refresh_token:
            form |= {"grant_type": "refresh_token", "refresh_token": self._access.refresh_token}
        else:
            form |= {"grant_type": "client_credentials"}
        try:
            told = self._login.json(Request("/services/oauth2/token", "POST", form=form))
        except LimitError:
            raise
        except AccordError as error:
            raise AccessError(f"{_REFUSED} It said: {error.message}") from None
        # An org may answer for another address; its data is called at the one that was checked.
        return str(told["access_token"]), self._access.address.rstrip("/")


_REFUSED: Final = (
    "Salesforce refuses the credentials; check the connected app's key and secret and enter them "
    "on the connection's page."
)


def quoted(text: str) -> str:
    """Write a text inside the quotation marks of a query."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _raise(answer: Any) -> None:
    from simple_salesforce import util

    if answer.status_code >= 300:  # noqa: PLR2004
        util.exception_handler(answer)
