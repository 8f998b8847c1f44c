"""A Salesforce org in memory that speaks the documented REST, query and bulk query API."""

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

from local_server import Answer, Call, LocalServer

BASE = "/services/data/v62.0/"
_SELECT = re.compile(
    r"SELECT (?P<fields>.+?) FROM (?P<object>\w+)(?: WHERE (?P<where>.+?))?"
    r"(?: ORDER BY (?P<order>.+?))?(?: LIMIT (?P<limit>\d+))?$"
)


def stamp(day: int, second: int = 0) -> str:
    """Write a moment as the API does."""
    moment = datetime.fromtimestamp(1_750_000_000 + day * 86_400 + second, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _moment(text: str) -> float:
    return datetime.fromisoformat(text.replace("+0000", "+00:00")).timestamp()


class Org:
    """Objects by name and id; what is deleted stays, marked, as in the recycle bin."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, dict[str, Any]]] = {}
        self.hidden: dict[str, set[str]] = {}
        self.tokens: set[str] = set()
        self.logins = 0
        self.secret = "secret"
        self.used, self.daily = 18, 15_000
        self.jobs: dict[str, list[dict[str, Any]]] = {}
        self.job_fields: dict[str, list[str]] = {}
        self.page = 2_000

    def put(self, name: str, one: str, fields: dict[str, Any], at: str) -> None:
        held = self.objects.setdefault(name, {}).setdefault(
            one, {"Id": one, "IsDeleted": False, "CreatedDate": at}
        )
        held.update(fields | {"SystemModstamp": at})

    def delete(self, name: str, one: str, at: str, master: str | None = None) -> None:
        self.put(name, one, {"IsDeleted": True, "MasterRecordId": master}, at)

    def fields(self, name: str) -> set[str]:
        named = {field for held in self.objects.get(name, {}).values() for field in held}
        always = {"Id", "IsDeleted", "SystemModstamp", "CreatedDate", "MasterRecordId"}
        return (named | always) - self.hidden.get(name, set())

    def serve(self, port: int = 0) -> LocalServer:
        return LocalServer(self.answer, port)

    def answer(self, call: Call) -> Answer:
        if call.path == "/services/oauth2/token":
            return self._login(call)
        if call.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return Answer([{"errorCode": "INVALID_SESSION_ID", "message": "Session expired"}], 401)
        self.used += 1
        answer = self._data(call)
        answer.headers["Sforce-Limit-Info"] = f"api-usage={self.used}/{self.daily}"
        return answer

    def _login(self, call: Call) -> Answer:
        if call.form.get("client_secret") != self.secret:
            return Answer({"error": "invalid_client", "error_description": "bad secret"}, 400)
        self.logins += 1
        token = f"session-{self.logins}"
        self.tokens = {token}
        return Answer({"access_token": token, "instance_url": "https://elsewhere.example"})

    def _data(self, call: Call) -> Answer:  # noqa: PLR0911 - one a path
        path = call.path.removeprefix(BASE)
        if found := re.fullmatch(r"sobjects/(\w+)/describe", path):
            if found[1] not in self.objects:
                return Answer([{"errorCode": "NOT_FOUND", "message": "no such object"}], 404)
            return Answer({"fields": [{"name": name} for name in sorted(self.fields(found[1]))]})
        if path in {"query/", "queryAll/"}:
            return self._query(call.query["q"], with_deleted=path == "queryAll/")
        if path == "jobs/query" and call.method == "POST":
            return self._start(call.body)
        if found := re.fullmatch(r"jobs/query/(\w+)", path):
            return Answer({"id": found[1], "state": "JobComplete"})
        if found := re.fullmatch(r"jobs/query/(\w+)/results", path):
            return self._results(found[1], call)
        return Answer([{"errorCode": "NOT_FOUND", "message": call.path}], 404)

    def _query(self, soql: str, *, with_deleted: bool) -> Answer:
        parts = _SELECT.fullmatch(soql.strip())
        if parts is None:
            return Answer([{"errorCode": "MALFORMED_QUERY", "message": soql}], 400)
        name = parts["object"]
        rows = [
            held
            for held in self.objects.get(name, {}).values()
            if (with_deleted or not held["IsDeleted"]) and self._holds(held, parts["where"])
        ]
        if parts["fields"] == "COUNT()":
            return Answer({"totalSize": len(rows), "done": True, "records": []})
        fields = [field.strip() for field in parts["fields"].split(",")]
        if unknown := set(fields) - self.fields(name):
            message = f"No such column '{min(unknown)}' on entity '{name}'"
            return Answer([{"errorCode": "INVALID_FIELD", "message": message}], 400)
        for key in reversed((parts["order"] or "Id").split(",")):
            word, _, way = key.strip().partition(" ")
            rows.sort(key=lambda held: _sortable(held.get(word)), reverse=way == "DESC")
        rows = rows[: int(parts["limit"] or self.page)]
        records = [
            {"attributes": {"type": name}} | {field: held.get(field) for field in fields}
            for held in rows
        ]
        return Answer({"totalSize": len(records), "done": True, "records": records})

    def _holds(self, held: dict[str, Any], where: str | None) -> bool:
        if where is None:
            return True
        if keyset := re.fullmatch(r"\((.+) OR \((.+) AND (.+)\)\)", where):
            first, *both = keyset.groups()
            return _true(held, first) or all(_true(held, part) for part in both)
        return all(_true(held, part) for part in where.split(" AND "))

    def _start(self, job: dict[str, Any]) -> Answer:
        parts = _SELECT.fullmatch(job["query"])
        assert parts is not None
        fields = [field.strip() for field in parts["fields"].split(",")]
        one = f"job{len(self.jobs)}"
        held = self.objects[parts["object"]].values()
        self.jobs[one] = [{field: row.get(field) for field in fields} for row in held]
        self.job_fields[one] = fields
        return Answer({"id": one, "state": "UploadComplete"})

    def _results(self, job: str, call: Call) -> Answer:
        start = int(call.query.get("locator", "0"))
        size = min(int(call.query["maxRecords"]), self.page)
        rows = self.jobs[job][start : start + size]
        text = io.StringIO()
        writer = csv.DictWriter(text, self.job_fields[job], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: _cell(v) for k, v in row.items()})
        after = str(start + size) if start + size < len(self.jobs[job]) else "null"
        headers = {"Sforce-NumberOfRecords": str(len(rows)), "Sforce-Locator": after}
        return Answer(text=text.getvalue(), headers=headers)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sortable(value: Any) -> Any:
    text = str(value or "")
    return _moment(text) if re.match(r"\d{4}-\d\d-\d\dT", text) else text


def _true(held: dict[str, Any], part: str) -> bool:
    part = part.strip("() ")
    if found := re.fullmatch(r"(\w+) IN \((.+)", part):
        return str(held.get(found[1])) in re.findall(r"'([^']*)'", found[2])
    found = re.fullmatch(r"(\w+) (>=|>|=) (.+)", part)
    assert found is not None, part
    value: Any = found[3].strip("'")
    said: Any = held.get(found[1])
    if value in {"true", "false"}:
        return str(said).lower() == value
    if re.match(r"\d{4}-\d\d-\d\dT", value):
        said, value = _moment(str(said)), _moment(value)
    return {">=": said >= value, ">": said > value, "=": said == value}[found[2]]
