"""Writing into HubSpot: companies by batch, tasks of owners, members of static lists."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from accord.connectors.crm import writing
from accord.connectors.crm.calling import Request
from accord.connectors.crm.faults import RejectedError
from accord.connectors.crm.writing import Field, Held, Outcome, Task
from accord.connectors.hubspot.client import Client
from accord.connectors.hubspot.columns import VERSION

_BATCH: Final = 100
_TASK_TO_COMPANY: Final = 192
"""The type of an association of a task with a company, as HubSpot defines it."""


class Writer:
    """Writes into one portal."""

    title = "HubSpot"
    batch = _BATCH

    def __init__(self, client: Client) -> None:
        self._client = client
        self._owners: dict[str, str] | None = None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fields(self) -> Mapping[str, Field]:
        """Return the properties of companies."""
        told = self._client.json(Request(f"/crm/properties/{VERSION}/companies"))
        return {str(each["name"]): _field(each) for each in told.get("results") or ()}

    def read(self, records: Sequence[str], fields: Sequence[str]) -> dict[str, Held]:
        """Return companies as they stand; a record that is gone is left out."""
        body = {"inputs": [{"id": one} for one in records], "properties": list(fields)}
        path = f"/crm/objects/{VERSION}/companies/batch/read"
        told = self._client.json(Request(path, "POST", body=body))
        return {
            str(each["id"]): {name: writing.text(each["properties"].get(name)) for name in fields}
            for each in told.get("results") or ()
            if not each.get("archived")
        }

    def write(self, changes: Mapping[str, Mapping[str, str]]) -> dict[str, Outcome]:
        """Write companies; where one spoils the batch, each is written by itself."""
        try:
            return self._update(changes)
        except RejectedError as error:
            if len(changes) == 1:
                return dict.fromkeys(changes, Outcome(words=error.message))
            found: dict[str, Outcome] = {}
            for one, change in changes.items():
                found |= self.write({one: change})
            return found

    def _update(self, changes: Mapping[str, Mapping[str, str]]) -> dict[str, Outcome]:
        inputs = [{"id": one, "properties": dict(change)} for one, change in changes.items()]
        path = f"/crm/objects/{VERSION}/companies/batch/update"
        told = self._client.json(Request(path, "POST", body={"inputs": inputs}, is_write=True))
        good = {str(each["id"]) for each in told.get("results") or ()}
        words = {
            str(one): str(error.get("message", "HubSpot did not say why"))
            for error in told.get("errors") or ()
            for one in _ids(error)
        }
        unsaid = "HubSpot did not take it, and did not say why"
        return {
            one: Outcome(foreign=one) if one in good else Outcome(words=words.get(one, unsaid))
            for one in changes
        }

    def find_task(self, task: Task) -> str:
        """Return the task that holds the token, if an earlier try made it."""
        wanted = {"propertyName": "hs_task_body", "operator": "CONTAINS_TOKEN", "value": task.token}
        body = {
            "filterGroups": [{"filters": [wanted]}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": ["hs_task_body"],
            "limit": 1,
        }
        path = f"/crm/objects/{VERSION}/tasks/search"
        found = self._client.found(Request(path, "POST", body=body)).get("results") or ()
        return str(found[0]["id"]) if found else ""

    def make_task(self, task: Task) -> Outcome:
        """Make a task at a company, for its owner if HubSpot knows them."""
        properties = {
            "hs_task_subject": task.subject,
            "hs_task_body": f"{task.body}\n\n{task.token}",
            "hs_timestamp": str(task.due_us // 1_000),
            "hs_task_status": "NOT_STARTED",
            "hs_task_type": "TODO",
        }
        if owner := self._owner(task.owner):
            properties["hubspot_owner_id"] = owner
        kind = {
            "associationCategory": "HUBSPOT_DEFINED",
            "associationTypeId": _TASK_TO_COMPANY,
        }
        body = {
            "properties": properties,
            "associations": [{"to": {"id": task.record}, "types": [kind]}],
        }
        path = f"/crm/objects/{VERSION}/tasks"
        try:
            made = self._client.json(Request(path, "POST", body=body, is_once=True, is_write=True))
        except RejectedError as error:
            return Outcome(words=error.message)
        return Outcome(foreign=str(made["id"]))

    def members(self, campaign: str, contacts: Sequence[str]) -> set[str]:
        """Return which contacts a static list holds."""
        found: set[str] = set()
        after = ""
        while True:
            query = {"limit": 250} | ({"after": after} if after else {})
            told = self._client.json(
                Request(f"/crm/lists/{VERSION}/{campaign}/memberships", query=query)
            )
            found |= {str(each["recordId"]) for each in told.get("results") or ()}
            after = str(((told.get("paging") or {}).get("next") or {}).get("after") or "")
            if not after:
                return found & set(contacts)

    def add_members(self, campaign: str, contacts: Sequence[str]) -> dict[str, Outcome]:
        """Add contacts to a static list; who is in it already stays in it."""
        path = f"/crm/lists/{VERSION}/{campaign}/memberships/add"
        try:
            told = self._client.json(Request(path, "PUT", body=list(contacts), is_write=True))
        except RejectedError as error:
            return dict.fromkeys(contacts, Outcome(words=error.message))
        gone = {str(one) for one in told.get("recordIdsMissing") or ()}
        words = "the contact is not there any more"
        return {
            one: Outcome(words=words) if one in gone else Outcome(foreign=one) for one in contacts
        }

    def _owner(self, email: str) -> str:
        if self._owners is None:
            self._owners = self._client.owner_ids()
        return self._owners.get(email.lower(), "") if email else ""


def _field(told: Mapping[str, Any]) -> Field:
    modified = told.get("modificationMetadata") or {}
    is_fixed = bool(told.get("calculated") or modified.get("readOnlyValue"))
    return Field(str(told.get("type", "string")), not is_fixed)


def _ids(error: Mapping[str, Any]) -> Sequence[str]:
    """Return which records an error of a batch is about."""
    context = error.get("context") or {}
    return [*(context.get("id") or ()), *(context.get("ids") or ())]
