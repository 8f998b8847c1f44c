"""A HubSpot portal in memory that speaks the documented CRM API by dated paths."""

import re
from datetime import UTC, datetime
from typing import Any

from local_server import Answer, Call, LocalServer

VERSION = "2026-03"
MOST_FOUND = 10_000


def iso(ms: int) -> str:
    return (
        datetime.fromtimestamp(ms / 1000, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )


def to_ms(text: str) -> int:
    if text.isdigit():
        return int(text)
    return round(datetime.fromisoformat(text).timestamp() * 1000)


class Portal:
    """Objects, owners, pipelines and associations of one portal, and who may read them."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, dict[str, Any]]] = {}
        self.links: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
        self.owners: list[dict[str, Any]] = []
        self.stages: list[dict[str, Any]] = []
        self.properties: dict[str, set[str]] = {}
        self.tokens = {"secret-token"}
        self.refresh_token = "refresh"
        self.renewed = 0
        self.currency = "USD"
        self.indexed: dict[str, dict[str, list[str]]] = {}

    def put(self, name: str, one: str, properties: dict[str, Any], changed_ms: int) -> None:
        """Create or change a record, as at a moment."""
        modified = "lastmodifieddate" if name == "contacts" else "hs_lastmodifieddate"
        held = self.objects.setdefault(name, {}).setdefault(
            one, {"id": one, "properties": {}, "createdAt": iso(changed_ms), "archived": False}
        )
        before = held["properties"].get("dealstage")
        held["properties"] |= {"hs_object_id": one, "createdate": held["createdAt"]}
        held["properties"] |= properties | {modified: iso(changed_ms)}
        held["updatedAt"] = iso(changed_ms)
        if "dealstage" in properties and properties["dealstage"] != before:
            told = held.setdefault("propertiesWithHistory", {"dealstage": []})["dealstage"]
            told.insert(0, {"value": properties["dealstage"], "timestamp": iso(changed_ms)})

    def archive(self, name: str, one: str, at_ms: int) -> None:
        self.objects[name][one] |= {"archived": True, "archivedAt": iso(at_ms)}

    def merge(self, name: str, kept: str, other: str, at_ms: int) -> None:
        """Merge a record into another: the other's id is gone from every list."""
        del self.objects[name][other]
        before = self.objects[name][kept]["properties"].get("hs_merged_object_ids") or ""
        told = ";".join(filter(None, [before, other]))
        self.put(name, kept, {"hs_merged_object_ids": told}, at_ms)

    def link(self, name: str, one: str, to: str, other: str, type_id: int = 1) -> None:
        self.links.setdefault((name, one, to), []).append((other, type_id))

    def serve(self, port: int = 0) -> LocalServer:
        return LocalServer(self.answer, port)

    def answer(self, call: Call) -> Answer:
        if call.path == f"/oauth/{VERSION}/token":
            return self._token(call)
        given = call.headers.get("Authorization", "").removeprefix("Bearer ")
        if given not in self.tokens:
            return Answer({"status": "error", "category": "EXPIRED_AUTHENTICATION"}, 401)
        if call.path == f"/account-info/{VERSION}/details":
            return Answer({"portalId": 1, "companyCurrency": self.currency})
        if call.path == f"/crm/pipelines/{VERSION}/deals":
            return Answer({"results": [{"id": "default", "stages": self.stages}]})
        if call.path == f"/crm/owners/{VERSION}":
            wanted = call.query.get("archived") == "true"
            return Answer({"results": [o for o in self.owners if o["archived"] == wanted]})
        return self._object(call)

    def _token(self, call: Call) -> Answer:
        form = call.form
        if form.get("refresh_token") != self.refresh_token:
            return Answer(
                {"status": "BAD_REFRESH_TOKEN", "message": "refresh token is invalid"}, 400
            )
        self.renewed += 1
        token = f"renewed-{self.renewed}"
        self.tokens = {token}
        return Answer({"access_token": token, "expires_in": 1800})

    def _object(self, call: Call) -> Answer:
        if found := re.fullmatch(rf"/crm/properties/{VERSION}/(\w+)", call.path):
            names = self.properties.get(found[1]) or self._used(found[1])
            return Answer({"results": [{"name": name} for name in sorted(names)]})
        if found := re.fullmatch(rf"/crm/objects/{VERSION}/(\w+)", call.path):
            return self._list(found[1], call)
        if found := re.fullmatch(rf"/crm/objects/{VERSION}/(\w+)/search", call.path):
            return self._search(found[1], call.body)
        if found := re.fullmatch(rf"/crm/objects/{VERSION}/(\w+)/batch/read", call.path):
            return self._batch(found[1], call.body)
        if found := re.fullmatch(rf"/crm/associations/{VERSION}/(\w+)/(\w+)/batch/read", call.path):
            return self._linked(found[1], found[2], call.body)
        return Answer({"status": "error", "message": "not found"}, 404)

    def _used(self, name: str) -> set[str]:
        return {p for held in self.objects.get(name, {}).values() for p in held["properties"]}

    def _shown(self, held: dict[str, Any], wanted: list[str], history: bool) -> dict[str, Any]:
        shown = {name: held[name] for name in ("id", "createdAt", "updatedAt", "archived")}
        shown["properties"] = {name: held["properties"].get(name) for name in wanted if name}
        if "archivedAt" in held:
            shown["archivedAt"] = held["archivedAt"]
        if history:
            shown["propertiesWithHistory"] = held.get("propertiesWithHistory") or {}
        return shown

    def _list(self, name: str, call: Call) -> Answer:
        limit, history = int(call.query["limit"]), "propertiesWithHistory" in call.query
        if limit > (50 if history else 100):
            return Answer({"message": "limit too large"}, 400)
        archived = call.query.get("archived") == "true"
        every = sorted(
            (
                one
                for one, held in self.objects.get(name, {}).items()
                if held["archived"] == archived
            ),
            key=int,
        )
        after = int(call.query.get("after", "0"))
        rest = [one for one in every if int(one) >= after]
        wanted = call.query.get("properties", "").split(",")
        results = [self._shown(self.objects[name][one], wanted, history) for one in rest[:limit]]
        data: dict[str, Any] = {"results": results}
        if len(rest) > limit:
            data["paging"] = {"next": {"after": rest[limit]}}
        return Answer(data)

    def _search(self, name: str, body: dict[str, Any]) -> Answer:
        start, limit = int(body.get("after", 0)), int(body["limit"])
        if limit > 200 or start + limit > MOST_FOUND:
            return Answer({"message": "paging beyond 10,000 results"}, 400)
        filters = body["filterGroups"][0]["filters"]
        sort = body["sorts"][0]["propertyName"]
        found = [
            held
            for held in self.objects.get(name, {}).values()
            if not held["archived"] and all(_holds(held["properties"], f) for f in filters)
        ]
        found.sort(key=lambda held: (_number(held["properties"].get(sort)), int(held["id"])))
        results = [self._shown(h, body["properties"], False) for h in found[start : start + limit]]
        data: dict[str, Any] = {"total": len(found), "results": results}
        if start + limit < len(found):
            data["paging"] = {"next": {"after": str(start + limit)}}
        return Answer(data)

    def _batch(self, name: str, body: dict[str, Any]) -> Answer:
        held = self.objects.get(name, {})
        found = [held[each["id"]] for each in body["inputs"] if each["id"] in held]
        history = bool(body.get("propertiesWithHistory"))
        return Answer({"results": [self._shown(h, body["properties"], history) for h in found]})

    def _linked(self, name: str, to: str, body: dict[str, Any]) -> Answer:
        results = []
        for each in body["inputs"]:
            links = self.links.get((name, each["id"], to), [])
            start = int(each.get("after", 0))
            result: dict[str, Any] = {
                "from": {"id": each["id"]},
                "to": [
                    {"toObjectId": int(other), "associationTypes": [{"typeId": kind}]}
                    for other, kind in links[start : start + 500]
                ],
            }
            if len(links) > start + 500:
                result["paging"] = {"next": {"after": str(start + 500)}}
            if links:
                results.append(result)
        return Answer({"status": "COMPLETE", "results": results})


def _number(text: Any) -> int:
    if text is None:
        return 0
    return to_ms(str(text)) if "-" in str(text) or str(text).isdigit() else 0


def _holds(properties: dict[str, Any], wanted: dict[str, str]) -> bool:
    said = properties.get(wanted["propertyName"])
    value = wanted["value"]
    if wanted["operator"] == "EQ" and value in {"true", "false"}:
        return str(said).lower() == value
    numbers = _number(said), _number(value)
    return {
        "EQ": numbers[0] == numbers[1],
        "GT": numbers[0] > numbers[1],
        "GTE": numbers[0] >= numbers[1],
    }[wanted["operator"]]
