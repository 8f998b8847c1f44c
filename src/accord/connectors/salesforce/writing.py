"""Writing into Salesforce: accounts and tasks by collections of records, members of campaigns."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from accord.connectors.crm import writing
from accord.connectors.crm.writing import Field, Held, Outcome, Task
from accord.connectors.salesforce.client import Client, quoted

_BATCH: Final = 200
_ALREADY: Final = "DUPLICATE_VALUE"


class Writer:
    """Writes into one org."""

    title = "Salesforce"
    batch = _BATCH

    def __init__(self, client: Client) -> None:
        self._client = client
        self._kinds: Mapping[str, Field] | None = None
        self._users: dict[str, str] | None = None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fields(self) -> Mapping[str, Field]:
        """Return the fields of accounts."""
        if self._kinds is None:
            told = self._client.fields("Account")
            self._kinds = {name: Field(*each) for name, each in told.items()}
        return self._kinds

    def read(self, records: Sequence[str], fields: Sequence[str]) -> dict[str, Held]:
        """Return accounts as they stand; a record that is gone is left out."""
        wanted = list(dict.fromkeys(["Id", "IsDeleted", *fields]))
        return {
            str(each["Id"]): {name: writing.text(each.get(name)) for name in fields}
            for each in self._client.by_ids(wanted, "Account", "Id", records)
            if not each.get("IsDeleted")
        }

    def write(self, changes: Mapping[str, Mapping[str, str]]) -> dict[str, Outcome]:
        """Write fields of accounts, each record by itself within one call."""
        kinds = self.fields()
        records = [
            {"attributes": {"type": "Account"}, "id": one}
            | {name: writing.typed(value, _kind(kinds, name)) for name, value in change.items()}
            for one, change in changes.items()
        ]
        told = self._client.collect("PATCH", records)
        return {one: _outcome(each) for one, each in zip(changes, told, strict=True)}

    def find_task(self, task: Task) -> str:
        """Return the task of the account that holds the token, if an earlier try made it."""
        soql = f"SELECT Id, Description FROM Task WHERE WhatId = '{quoted(task.record)}'"
        found = self._client.query(soql, with_deleted=False)
        for each in found:
            if task.token in str(each.get("Description") or ""):
                return str(each["Id"])
        return ""

    def make_task(self, task: Task) -> Outcome:
        """Make a task at an account, for its owner if Salesforce knows them."""
        day = datetime.fromtimestamp(task.due_us / 1_000_000, UTC).date()
        record: dict[str, Any] = {
            "attributes": {"type": "Task"},
            "WhatId": task.record,
            "Subject": task.subject[:255],
            "Description": f"{task.body}\n\n{task.token}",
            "ActivityDate": day.isoformat(),
            "Status": "Not Started",
        }
        if owner := self._owner(task.owner):
            record["OwnerId"] = owner
        return _outcome(self._client.collect("POST", [record], is_once=True)[0])

    def members(self, campaign: str, contacts: Sequence[str]) -> set[str]:
        """Return which of these contacts are members of a campaign."""
        soql = f"SELECT ContactId FROM CampaignMember WHERE CampaignId = '{quoted(campaign)}'"
        held = {str(row["ContactId"]) for row in self._client.query(soql, with_deleted=False)}
        return held & set(contacts)

    def add_members(self, campaign: str, contacts: Sequence[str]) -> dict[str, Outcome]:
        """Make contacts members; who is one already stays as they are."""
        records = [
            {
                "attributes": {"type": "CampaignMember"},
                "CampaignId": campaign,
                "ContactId": one,
                "Status": "Sent",
            }
            for one in contacts
        ]
        told = self._client.collect("POST", records)
        return {
            one: Outcome(foreign=one) if _is_there(each) else _outcome(each)
            for one, each in zip(contacts, told, strict=True)
        }

    def _owner(self, email: str) -> str:
        if self._users is None:
            rows = self._client.query(
                "SELECT Id, Email FROM User WHERE IsActive = true", with_deleted=False
            )
            self._users = {str(row.get("Email") or "").lower(): str(row["Id"]) for row in rows}
        return self._users.get(email.lower(), "") if email else ""


def _kind(kinds: Mapping[str, Field], name: str) -> str:
    return kinds[name].kind if name in kinds else "string"


def _is_there(told: Mapping[str, Any]) -> bool:
    return any(error.get("statusCode") == _ALREADY for error in told.get("errors") or ())


def _outcome(told: Mapping[str, Any]) -> Outcome:
    if told.get("success"):
        return Outcome(foreign=str(told.get("id") or ""))
    errors = told.get("errors") or ()
    said = "; ".join(str(error.get("message") or error.get("statusCode")) for error in errors)
    return Outcome(words=said or "Salesforce did not take it, and did not say why")
