"""HubSpot over HTTP: tokens, limits, lists, searches, associations, by dated paths."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from accord.connectors import outgoing
from accord.connectors.crm.calling import Caller, Manners, Request
from accord.connectors.crm.faults import AccessError
from accord.connectors.crm.pacing import Clock, Limit, Pacer
from accord.connectors.hubspot import facts
from accord.connectors.hubspot.columns import VERSION
from accord.connectors.hubspot.facts import Payload, Portal

ADDRESS: Final = "https://api.hubapi.com"
LIMIT: Final = Limit(190, 10.0)
"""Calls of one private app, of Professional and Enterprise portals; a search also keeps its own."""
SEARCH_LIMIT: Final = Limit(5, 1.0)
_PAGE: Final = 100
_PAGE_WITH_HISTORY: Final = 50
_SEARCH_PAGE: Final = 200
_PER_ASSOCIATION_CALL: Final = 1_000
MOST_FOUND: Final = 10_000
"""Results that a search gives, however many there are; a call for more is refused."""
_UNTIL_MIDNIGHT_S: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class Access:
    """How to get in: a private app's token, or what renews an app's token."""

    token: str = ""
    client_id: str = ""
    client_secret: str = ""
    refresh_token: str = ""
    address: str = ADDRESS
    policy: outgoing.Policy | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Records of an object by filters, in the order of one property."""

    name: str
    properties: Sequence[str]
    filters: Sequence[Mapping[str, Any]]
    sort: str


class Client:
    """Calls one portal; close it when done."""

    def __init__(
        self, access: Access, limit: Limit | None = LIMIT, clock: Clock | None = None
    ) -> None:
        self._access = access
        self._token = access.token
        self._pacer = Pacer(limit, clock)
        self._search_pacer = Pacer(SEARCH_LIMIT if limit else None, clock)
        manners = Manners(
            "HubSpot", self._authorization, limit_wait=_limit_wait, policy=access.policy
        )
        self._caller = Caller(access.address, manners, self._pacer, clock)
        self._plain = Caller(
            access.address, Manners("HubSpot", policy=access.policy), self._pacer, clock
        )

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()
        self._plain.close()

    @property
    def calls(self) -> int:
        """How many calls were made."""
        return self._caller.calls

    def _authorization(self, renew: bool) -> str:
        is_app = bool(self._access.refresh_token)
        if is_app and (renew or not self._token):
            form = {
                "grant_type": "refresh_token",
                "client_id": self._access.client_id,
                "client_secret": self._access.client_secret,
                "refresh_token": self._access.refresh_token,
            }
            path = f"/oauth/{VERSION}/token"
            self._token = str(self._plain.json(Request(path, "POST", form=form))["access_token"])
        elif renew or not self._token:
            raise AccessError(
                "HubSpot refuses the token; make a new one in HubSpot's private app and enter it "
                "on the connection's page."
            )
        return f"Bearer {self._token}"

    def portal(self) -> Portal:
        """Read what records refer to."""
        details = self._caller.json(Request(f"/account-info/{VERSION}/details"))
        found = Portal(currency=details.get("companyCurrency"))
        pipelines = self._caller.json(Request(f"/crm/pipelines/{VERSION}/deals"))
        found.stages = facts.stages(pipelines)
        for is_archived in (False, True):  # somebody who left still owns what they owned
            for owner in self._owners(is_archived=is_archived):
                name = f"{owner.get('firstName') or ''} {owner.get('lastName') or ''}".strip()
                found.owners[str(owner["id"])] = owner.get("email") or name or str(owner["id"])
        return found

    def _owners(self, *, is_archived: bool) -> Iterator[Payload]:
        query: dict[str, Any] = {"limit": _PAGE, "archived": str(is_archived).lower()}
        path = f"/crm/owners/{VERSION}"
        for answer in self._paged(lambda after: Request(path, query=query | after), None):
            yield from answer.get("results") or ()

    def owner_ids(self) -> dict[str, str]:
        """Return the ids of owners who are still there, by mail address in small letters."""
        found = self._owners(is_archived=False)
        return {str(one["email"]).lower(): str(one["id"]) for one in found if one.get("email")}

    def known_properties(self, name: str) -> set[str]:
        """Return the properties that an object has in this portal."""
        answer = self._caller.json(Request(f"/crm/properties/{VERSION}/{name}"))
        return {str(each["name"]) for each in answer.get("results") or ()}

    def json(self, request: Request) -> Any:
        """Return the decoded answer to a call, within the portal's limits."""
        return self._caller.json(request)

    def found(self, request: Request) -> Any:
        """Return the decoded answer to a search, which keeps a limit of its own."""
        self._search_pacer.wait()
        return self._caller.json(request)

    def every(
        self, name: str, properties: Sequence[str], after: str | None, *, is_archived: bool = False
    ) -> Iterator[tuple[list[Payload], str | None]]:
        """Yield pages of all records from a place on, each with the place after it."""
        query: dict[str, Any] = {
            "properties": ",".join(properties),
            "archived": str(is_archived).lower(),
            "limit": _PAGE,
        }
        if name == "deals" and not is_archived:
            query |= {"propertiesWithHistory": "dealstage", "limit": _PAGE_WITH_HISTORY}
        path = f"/crm/objects/{VERSION}/{name}"
        for answer in self._paged(lambda more: Request(path, query=query | more), after):
            yield list(answer.get("results") or ()), _next(answer)

    def search(self, wanted: Search) -> Iterator[list[Payload]]:
        """Yield pages of what a search finds, at most as many records as HubSpot gives."""
        body: dict[str, Any] = {
            "filterGroups": [{"filters": list(wanted.filters)}],
            "sorts": [{"propertyName": wanted.sort, "direction": "ASCENDING"}],
            "properties": list(wanted.properties),
            "limit": _SEARCH_PAGE,
        }
        path = f"/crm/objects/{VERSION}/{wanted.name}/search"
        count = 0

        def make(more: dict[str, str]) -> Request:
            return Request(path, "POST", body=body | more)

        for answer in self._paged(make, None, self._search_pacer):
            found = list(answer.get("results") or ())
            count += len(found)
            yield found
            if count >= MOST_FOUND:
                return

    def with_history(self, ids: Sequence[str]) -> dict[str, Payload]:
        """Return deals with the history of their stages, by id."""
        found: dict[str, Payload] = {}
        for start in range(0, len(ids), _PAGE_WITH_HISTORY):
            body = {
                "inputs": [{"id": one} for one in ids[start : start + _PAGE_WITH_HISTORY]],
                "properties": ["dealstage"],
                "propertiesWithHistory": ["dealstage"],
            }
            path = f"/crm/objects/{VERSION}/deals/batch/read"
            answer = self._caller.json(Request(path, "POST", body=body))
            found |= {str(each["id"]): each for each in answer.get("results") or ()}
        return found

    def linked(self, name: str, to: str, ids: Sequence[str]) -> dict[str, list[str]]:
        """Return what records are associated with, the primary first."""
        found: dict[str, list[tuple[int, str]]] = {}
        path = f"/crm/associations/{VERSION}/{name}/{to}/batch/read"
        waiting: list[dict[str, str]] = [{"id": one} for one in ids]
        while waiting:
            body = {"inputs": waiting[:_PER_ASSOCIATION_CALL]}
            answer = self._caller.json(Request(path, "POST", body=body))
            facts.linked(answer, found)
            more = [
                {"id": str(result["from"]["id"]), "after": str(after)}
                for result in answer.get("results") or ()
                if (after := _next(result)) is not None
            ]
            waiting = [*waiting[_PER_ASSOCIATION_CALL:], *more]
        return {one: [record for _, record in sorted(held)] for one, held in found.items()}

    def _paged(
        self,
        make: Callable[[dict[str, str]], Request],
        after: str | None,
        pacer: Pacer | None = None,
    ) -> Iterator[Any]:
        while True:
            if pacer is not None:
                pacer.wait()
            answer = self._caller.json(make({"after": after} if after else {}))
            yield answer
            after = _next(answer)
            if after is None:
                return


def _next(answer: Payload) -> str | None:
    after = ((answer.get("paging") or {}).get("next") or {}).get("after")
    return str(after) if after is not None else None


def _limit_wait(response: httpx.Response) -> float | None:
    """Return how long to wait where the answer says that the day's calls are used up."""
    try:
        policy = response.json().get("policyName", "")
    except ValueError:
        return None
    return _UNTIL_MIDNIGHT_S if policy == "DAILY" else None
