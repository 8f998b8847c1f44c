"""How an import reads: what did not happen first, then rows with value, reason and a way out."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accord.server.records.queries.imports import Run
from accord.server.web import wording

STATES: Final = {
    "waiting": gettext_noop("Waiting"),
    "running": gettext_noop("Reading"),
    "checked": gettext_noop("Checked, not stored"),
    "done": gettext_noop("Stored"),
    "failed": gettext_noop("Stopped"),
}
_ORDERS: Final = {
    "dmy": gettext_noop("day, month, year: 4 May 2017 is 4/5/2017"),
    "mdy": gettext_noop("month, day, year: 5 April 2017 is 4/5/2017"),
    "ymd": gettext_noop("year, month, day: 2017/4/5"),
    ".": gettext_noop("a point before the decimals: 1,234.50"),
    ",": gettext_noop("a comma before the decimals: 1.234,50"),
}


def state_words(run: Run) -> str:
    """Say how far an import is."""
    return _(STATES.get(run.state, run.state))


def headline(run: Run) -> str:
    """Say what happened, beginning with what did not."""
    if run.state in {"waiting", "running"}:
        return (
            _("Nothing is changed yet. Accord reads your files.")
            if run.is_dry
            else _("Accord stores what you checked.")
        )
    if run.state == "failed":
        return _("Nothing was changed. The files could not be read.")
    if run.state == "done":
        return ngettext("One row is in.", "%(n)s rows are in.", run.rows_accepted) % {
            "n": f"{run.rows_accepted:,}"
        }
    if run.questions:
        return ngettext(
            "Nothing was changed. One question comes first.",
            "Nothing was changed. %(n)s questions come first.",
            len(run.questions),
        ) % {"n": len(run.questions)}
    if run.rows_rejected:
        rows = ngettext("one row", "%(n)s rows", run.rows_read) % {"n": f"{run.rows_read:,}"}
        bad = ngettext(
            "One of %(rows)s can't be taken", "%(n)s of %(rows)s can't be taken", run.rows_rejected
        )
        return _("Nothing was changed. %(bad)s.") % {
            "bad": bad % {"n": f"{run.rows_rejected:,}", "rows": rows}
        }
    return ngettext(
        "Nothing was changed yet. The one row reads well.",
        "Nothing was changed yet. All %(n)s rows read well.",
        run.rows_read,
    ) % {"n": f"{run.rows_read:,}"}


def under(run: Run) -> str:
    """Say the counts, and what is safe."""
    if run.state == "checked" and not run.questions:
        return ngettext(
            "This was a dry run. One row is ready, %(c)s with a value read otherwise than written.",
            "This was a dry run. %(a)s rows are ready, %(c)s of them with a value read otherwise than written.",
            run.rows_accepted,
        ) % {
            "a": f"{run.rows_accepted:,}",
            "c": f"{run.rows_coerced:,}",
        }
    if run.state == "done":
        return _(
            "%(new)s facts were new; what was known already changed nothing. New numbers follow within seconds."
        ) % {"new": f"{run.rows_new:,}"}
    if run.questions:
        return _("A guess would be wrong half of the time, so Accord asks instead.")
    return ""


def questions(run: Run) -> list[dict[str, Any]]:
    """Return the questions with their choices."""
    return [
        {
            "name": f"q{place}",
            "text": question["text"],
            "detail": question["file"],
            "is_day": not question["options"],
            "choices": [
                {"value": option, "title": _(_ORDERS.get(option, "")) or wording.words(option)}
                for option in question["options"]
            ],
        }
        for place, question in enumerate(run.questions)
    ]


def answers(run: Run, given: dict[str, str]) -> dict[str, Any]:
    """Return the answers by file, as the import takes them."""
    by_file: dict[str, dict[str, Any]] = {}
    for place, question in enumerate(run.questions):
        answer = given.get(f"q{place}", "")
        if answer in question["options"] or (answer and not question["options"]):
            said = by_file.setdefault(question["file"], {"answers": {}})
            said["answers"][question["name"]] = answer
    return {"by_file": by_file}


def mapping(run: Run) -> list[dict[str, Any]]:
    """Return how each file's columns are read."""
    files: dict[str, dict[str, Any]] = {}
    for column in run.mapping:
        sheet = files.setdefault(
            column["file"],
            {
                "title": column["file"],
                "kind": column["kind"],
                "under": _("read as %(kind)s%(system)s")
                % {
                    "kind": wording.small_words(column["kind"]),
                    "system": _(", written by %(s)s") % {"s": wording.words(column["system"])}
                    if column["system"] not in {"plain", ""}
                    else "",
                },
                "columns": [],
            },
        )
        sheet["columns"].append(_column(column, len(files), len(sheet["columns"])))
    return list(files.values())


def _column(column: dict[str, Any], file: int, place: int) -> dict[str, Any]:
    field = column["field"]
    words = wording.small_words(field) if field != "custom" else _("a field of your own")
    samples = ", ".join(column.get("samples") or ())
    unit = column.get("unit") or ""
    return {
        "header": column["column"],
        "field": f"{words} ({unit})" if unit and field else words if field else "",
        "code": field,
        "words": _("not used"),
        "filled": samples[:40],
        "example": samples[:80],
        "name": f"m{file}-{place}",
    }


def mapped(run: Run, given: dict[str, str]) -> dict[str, Any]:
    """Return what a form says that columns mean, by file."""
    by_file: dict[str, dict[str, Any]] = {}
    for sheet in mapping(run):
        for column in sheet["columns"]:
            if column["name"] in given and given[column["name"]] != column["code"]:
                said = by_file.setdefault(sheet["title"], {"mapping": {}})
                said["mapping"][column["header"]] = given[column["name"]]
    return {"by_file": by_file}


def will(run: Run) -> list[dict[str, str]]:
    """Say what importing will do, or did."""
    lines = []
    if run.kinds:
        kinds = wording.joined([wording.small_words(kind) for kind in run.kinds])
        lines.append(
            {"icon": "plus", "words": _("Facts of these kinds: %(kinds)s") % {"kinds": kinds}}
        )
    lines += [
        {
            "icon": "refresh",
            "words": _(
                "A record that is known changes only where its values differ; nothing is doubled"
            ),
        },
        {"icon": "user-check", "words": _("Owners, roles and tiers that a person has set stay")},
        {"icon": "writing-sign", "words": _("The signed target account list stays as signed")},
    ]
    return lines


def worthless(run: Run) -> list[dict[str, str]]:
    """Say of each kind that counts for nothing that it does, and where that is changed."""
    return [_for_nothing(each) for each in run.worthless]


def _for_nothing(found: dict[str, Any]) -> dict[str, str]:
    kind = found["kind"]
    text = ngettext(
        "One activity of the kind “%(kind)s” counts for nothing",
        "%(n)s activities of the kind “%(kind)s” count for nothing",
        found["n"],
    ) % {"n": f"{found['n']:,}", "kind": wording.words(kind)}
    if found["is_clause"]:
        why = _("the rules in force give it 0 points")
        link = reverse("program_section", args=["engagement"])
        link += f"#f-engagement.activities.{kind}.points"
    else:
        why, link = _("the rules in force do not name it"), reverse("program_text")
    return {"words": f"{text}: {why}.", "link": link}


def reviewed_again(run: Run) -> str:
    """Say that another import was stored in between, and what that changed; else nothing."""
    if run.taken_before is None:
        return ""
    words = _("Reviewed again when it was stored, since another import was stored in between: ")
    fewer = run.taken_before - run.rows_accepted
    if fewer <= 0:
        return words + _("nothing changed by that.")
    return words + wording.counted(
        fewer,
        "1 row that the dry run took was rejected.",
        "%(n)s rows that the dry run took were rejected.",
    )


def kept_out(run: Run) -> str:
    """Say how many facts stay out because the people they are of were erased."""
    if not run.kept_out:
        return ""
    return ngettext(
        "One fact is of somebody who was erased, and stays out.",
        "%(n)s facts are of people who were erased, and stay out.",
        run.kept_out,
    ) % {"n": f"{run.kept_out:,}"}


def foot(run: Run) -> str:
    """Say the sum of rows under the tables."""
    return _("%(a)s rows ready, %(c)s of them read otherwise; %(r)s rejected.") % {
        "a": f"{run.rows_accepted:,}",
        "r": f"{run.rows_rejected:,}",
        "c": f"{run.rows_coerced:,}",
    }


def commit_label(run: Run) -> str:
    """Name the number that the button stores."""
    return ngettext("Import one row", "Import %(n)s rows", run.rows_accepted) % {
        "n": f"{run.rows_accepted:,}"
    }
