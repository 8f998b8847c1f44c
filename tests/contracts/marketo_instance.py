"""A Marketo instance in memory that speaks the documented REST and bulk extract API."""

import csv
import hashlib
import io
import re
from datetime import UTC, datetime
from typing import Any

from local_server import Answer, Call, LocalServer

T0 = 1_750_000_000


def moment(day: float) -> str:
    return datetime.fromtimestamp(T0 + day * 86_400, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Instance:
    """Leads, a stream of what happened, programs; errors are told in good answers."""

    def __init__(self) -> None:
        self.leads: dict[str, dict[str, Any]] = {}
        self.log: list[dict[str, Any]] = []
        self.programs: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.logins = 0
        self.secret = "secret"
        self.hidden: set[str] = set()
        self.extracts: dict[str, list[dict[str, Any]]] = {}
        self.fields: dict[str, list[str]] = {}
        self.page = 300

    def put(self, one: str, fields: dict[str, Any], day: float) -> None:
        """Make or change a lead."""
        is_new = one not in self.leads
        held = self.leads.setdefault(one, {"id": int(one), "createdAt": moment(day)})
        held.update(fields | {"updatedAt": moment(day)})
        if not is_new:
            self.happen("13", one, day)

    def happen(self, kind: str, lead: str, day: float, **more: Any) -> None:
        """Let something happen to a lead."""
        number = len(self.log) + 1
        self.log.append(
            {"id": number, "marketoGUID": f"g{number}", "leadId": int(lead), "activityDate": moment(day),
             "activityTypeId": int(kind), **more}
        )  # fmt: skip

    def delete(self, one: str, day: float) -> None:
        del self.leads[one]
        self.happen("29", one, day)

    def serve(self, port: int = 0) -> LocalServer:
        return LocalServer(self.answer, port)

    def answer(self, call: Call) -> Answer:
        if call.path == "/identity/oauth/token":
            if call.query.get("client_secret") != self.secret:
                return Answer({"error": "unauthorized"}, 401)
            self.logins += 1
            self.tokens = {f"token-{self.logins}"}
            return Answer({"access_token": f"token-{self.logins}", "expires_in": 3599})
        if call.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return failed("601", "Access token invalid")
        return self._data(call)

    def _data(self, call: Call) -> Answer:
        known = {
            "/rest/asset/v1/programs.json": self._programs,
            "/rest/v1/leads/describe.json": self._describe,
            "/rest/v1/activities/pagingtoken.json": self._token,
            "/rest/v1/activities.json": lambda c: self._stream(c, set(c.query["activityTypeIds"].split(","))),
            "/rest/v1/activities/leadchanges.json": lambda c: self._stream(c, {"13"}),
            "/rest/v1/activities/deletedleads.json": lambda c: self._stream(c, {"29"}),
            "/rest/v1/leads.json": self._leads,
            "/bulk/v1/leads/export/create.json": self._create,
        }  # fmt: skip
        if call.path in known:
            return known[call.path](call)
        found = re.fullmatch(r"/bulk/v1/leads/export/(\w+)/(\w+)\.json", call.path)
        return (
            self._export(found[1], found[2])
            if found
            else failed("610", "Requested resource not found")
        )

    def _programs(self, call: Call) -> Answer:
        start = int(call.query["offset"])
        return good(self.programs[start : start + int(call.query["maxReturn"])])

    def _describe(self, _: Call) -> Answer:
        names = {name for held in self.leads.values() for name in held} - self.hidden
        return good([{"rest": {"name": name}} for name in sorted(names)])

    def _token(self, call: Call) -> Answer:
        since = datetime.fromisoformat(call.query["sinceDatetime"]).timestamp()
        place = sum(_us(each) < since for each in self.log)
        return Answer({"success": True, "nextPageToken": f"at-{place}"})

    def _stream(self, call: Call, types: set[str]) -> Answer:
        start = int(call.query["nextPageToken"].removeprefix("at-"))
        assert len(types) <= 10
        end = min(len(self.log), start + self.page)
        found = [each for each in self.log[start:end] if str(each["activityTypeId"]) in types]
        return Answer(
            {
                "success": True,
                "result": found,
                "nextPageToken": f"at-{end}",
                "moreResult": end < len(self.log),
            }
        )

    def _leads(self, call: Call) -> Answer:
        ids = call.form["filterValues"].split(",")
        if len(ids) > 300:
            return failed("1003", "too many values")
        fields = call.form["fields"].split(",")
        held = [self.leads[one] for one in ids if one in self.leads]
        return good([{name: each.get(name) for name in fields} for each in held])

    def _create(self, call: Call) -> Answer:
        wanted = call.body["filter"]["createdAt"]
        start, end = (datetime.fromisoformat(wanted[name]) for name in ("startAt", "endAt"))
        if (end - start).days > 31:
            return failed("1035", "span too long")
        one = f"e{len(self.extracts)}"
        self.fields[one] = call.body["fields"]
        self.extracts[one] = [
            each
            for each in self.leads.values()
            if start <= datetime.fromisoformat(each["createdAt"]) < end
        ]
        return good([{"exportId": one, "status": "Created"}])

    def _export(self, one: str, what: str) -> Answer:
        text = io.StringIO()
        writer = csv.DictWriter(text, self.fields[one], extrasaction="ignore", restval="null")
        writer.writeheader()
        writer.writerows(self.extracts[one])
        if what == "file":
            return Answer(text=text.getvalue())
        checksum = hashlib.sha256(text.getvalue().encode()).hexdigest()
        return good(
            [{"exportId": one, "status": "Completed", "numberOfRecords": len(self.extracts[one]),
              "fileChecksum": f"sha256:{checksum}"}]
        )  # fmt: skip


def good(result: list[Any]) -> Answer:
    return Answer({"requestId": "1", "success": True, "result": result})


def failed(code: str, message: str) -> Answer:
    return Answer(
        {"requestId": "1", "success": False, "errors": [{"code": code, "message": message}]}
    )


def _us(each: dict[str, Any]) -> float:
    return datetime.fromisoformat(each["activityDate"]).timestamp()
