"""A Salesforce org that may be written: collections of records, each with what came of it."""

from typing import Any

from local_server import Answer, Call
from salesforce_org import BASE, Org, stamp

MOST = 200


class WrittenOrg(Org):
    """An org that takes collections, and refuses records one by one as the API does."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: dict[str, str] = {}
        self.locked: set[str] = set()
        self.refuses: dict[str, str] = {}

    def _data(self, call: Call) -> Answer:
        path = call.path.removeprefix(BASE)
        if path == "composite/sobjects":
            return self._collection(call)
        if path == "sobjects/Account/describe":
            return Answer(
                {"fields": [self._described(name) for name in sorted(self.fields("Account"))]}
            )
        return super()._data(call)

    def _described(self, name: str) -> dict[str, Any]:
        kind = self.kinds.get(name, "string")
        return {"name": name, "type": kind, "updateable": name not in self.locked}

    def _collection(self, call: Call) -> Answer:
        records = call.body["records"]
        if len(records) > MOST or call.body["allOrNone"] is not False:
            return Answer([{"errorCode": "LIMIT_EXCEEDED", "message": "too many"}], 400)
        do = self._change if call.method == "PATCH" else self._make
        return Answer([do(record) for record in records])

    def _change(self, record: dict[str, Any]) -> dict[str, Any]:
        name, one = record["attributes"]["type"], record["id"]
        if one not in self.objects[name]:
            return _wrong("ENTITY_IS_DELETED", "entity is deleted")
        if one in self.refuses:
            return _wrong("FIELD_CUSTOM_VALIDATION_EXCEPTION", self.refuses[one])
        given = {k: v for k, v in record.items() if k not in {"attributes", "id"}}
        for field, value in given.items():
            if self.kinds.get(field) == "double" and isinstance(value, str):
                return _wrong("JSON_PARSER_ERROR", f"Cannot deserialize {field}")
        self.put(name, one, given, stamp(500))
        return {"id": one, "success": True, "errors": []}

    def _make(self, record: dict[str, Any]) -> dict[str, Any]:
        name = record["attributes"]["type"]
        given = {k: v for k, v in record.items() if k != "attributes"}
        held = self.objects.setdefault(name, {})
        if name == "CampaignMember" and any(
            each["ContactId"] == given["ContactId"] and each["CampaignId"] == given["CampaignId"]
            for each in held.values()
        ):
            return _wrong("DUPLICATE_VALUE", "Already a campaign member.")
        one = f"{name[:3]}{len(held):05}"
        self.put(name, one, given, stamp(500))
        return {"id": one, "success": True, "errors": []}


def _wrong(code: str, message: str) -> dict[str, Any]:
    return {"success": False, "errors": [{"statusCode": code, "message": message, "fields": []}]}
