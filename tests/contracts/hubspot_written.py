"""A HubSpot portal that may be written: batches with 207, tasks, and members of static lists."""

import re
import time
from collections import Counter
from typing import Any

from hubspot_portal import VERSION, Portal
from local_server import Answer, Call

MOST = 100


class WrittenPortal(Portal):
    """A portal that takes writes, and refuses values that a property does not take."""

    def __init__(self) -> None:
        super().__init__()
        self.options: dict[str, set[str]] = {}
        self.lists: dict[str, list[str]] = {}
        self.conflicts: set[str] = set()
        self.fixed: set[str] = set()
        self.updates: Counter[str] = Counter()

    def _object(self, call: Call) -> Answer:
        if call.path == f"/crm/objects/{VERSION}/companies/batch/update":
            return self._update(call.body["inputs"])
        if call.path == f"/crm/objects/{VERSION}/tasks" and call.method == "POST":
            return self._make_task(call.body)
        if call.path == f"/crm/objects/{VERSION}/tasks/search":
            return self._find_tasks(call.body)
        if call.path == f"/crm/properties/{VERSION}/companies":
            return Answer(
                {"results": [self._property(name) for name in self.properties["companies"]]}
            )
        if found := re.fullmatch(rf"/crm/lists/{VERSION}/(\d+)/memberships(/add)?", call.path):
            return self._list_of(found[1], call)
        return super()._object(call)

    def _property(self, name: str) -> dict[str, Any]:
        read_only = {"readOnlyValue": name in self.fixed}
        return {"name": name, "type": "string", "modificationMetadata": read_only}

    def _update(self, inputs: list[dict[str, Any]]) -> Answer:
        ids = [each["id"] for each in inputs]
        if len(ids) > MOST or len(set(ids)) != len(ids):
            return Answer({"status": "error", "category": "VALIDATION_ERROR"}, 400)
        if len(ids) > 1 and self.conflicts & set(ids):
            return Answer({"status": "error", "category": "CONFLICT", "message": "conflict"}, 409)
        results, errors = [], []
        for each in inputs:
            if words := self._wrong(each):
                errors.append(
                    {"status": "error", "category": "VALIDATION_ERROR", "message": words,
                     "context": {"ids": [each["id"]]}}
                )  # fmt: skip
                continue
            self.updates[each["id"]] += 1
            self.put("companies", each["id"], each["properties"], int(time.time() * 1000))
            held = self.objects["companies"][each["id"]]
            results.append(self._shown(held, list(each["properties"]), False))
        if errors:
            return Answer({"status": "COMPLETE", "results": results, "numErrors": len(errors),
                           "errors": errors}, 207)  # fmt: skip
        return Answer({"status": "COMPLETE", "results": results})

    def _wrong(self, given: dict[str, Any]) -> str:
        if given["id"] not in self.objects["companies"]:
            return f"{given['id']} was not found"
        if given["id"] in self.conflicts:
            return "another record holds this value"
        for name, value in given["properties"].items():
            if name in self.options and value not in self.options[name]:
                return f"{value} was not one of the allowed options of {name}"
        return ""

    def _make_task(self, body: dict[str, Any]) -> Answer:
        one = str(5_000 + len(self.objects.get("tasks", {})))
        self.put("tasks", one, body["properties"], int(time.time() * 1000))
        self.link("tasks", one, "companies", body["associations"][0]["to"]["id"], 192)
        return Answer({"id": one, "properties": body["properties"]}, 201)

    def _find_tasks(self, body: dict[str, Any]) -> Answer:
        wanted = body["filterGroups"][0]["filters"][0]
        if wanted["operator"] != "CONTAINS_TOKEN":
            return super()._search("tasks", body)
        word = wanted["value"].lower()
        found = [
            {"id": one, "properties": held["properties"]}
            for one, held in self.objects.get("tasks", {}).items()
            if word in re.findall(r"\w+", str(held["properties"].get("hs_task_body")).lower())
        ]
        return Answer({"total": len(found), "results": found})

    def _list_of(self, one: str, call: Call) -> Answer:
        if one not in self.lists:
            return Answer({"status": "error", "message": f"list {one} does not exist"}, 400)
        held = self.lists[one]
        if call.method == "GET":
            return Answer({"results": [{"recordId": each} for each in held]})
        there = [each for each in call.body if each in self.objects.get("contacts", {})]
        added = [each for each in there if each not in held]
        held += added
        gone = [each for each in call.body if each not in there]
        return Answer({"recordsIdsAdded": added, "recordIdsMissing": gone})
