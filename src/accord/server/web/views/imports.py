"""Bringing files in: dropped, checked, asked about, committed."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.connectors.files import samples
from accord.server import typed
from accord.server.actions import import_files
from accord.server.records.queries import imports as queries
from accord.server.web import door
from accord.server.web.display import imports_page, imports_sheet
from accord.server.web.forms.lead_terms import TermsForm
from accord.values.errors import AccordError, NotFoundError, RefusedError


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show what was brought in, and take more files."""
    errors: list[str] = []
    if request.method == "POST":
        try:
            return redirect("import", _receive(request))
        except RefusedError:
            raise
        except AccordError as error:
            errors.append(error.message)
    context = imports_sheet.every(queries.list_runs()) | {"errors": errors}
    return render(request, "imports/list.html", context, status=422 if errors else 200)


def _receive(request: HttpRequest) -> str:
    """Keep the files, and ask for their dry run."""
    user = door.user_of(request)
    files = [(file.name or "file", file.chunks()) for file in request.FILES.getlist("files")]
    public_id = import_files.receive(user, files, {})
    import_files.check(user, public_id)
    return public_id


@door.page
def run(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show how far an import is, and every value that was not taken as it stood."""
    heard = {
        severity: queries.list_issues(
            public_id, typed.whole(request.GET.get(severity, "")) or 0, imports_sheet.PAGE, severity
        )
        for severity in imports_sheet.SEVERITIES
    }
    issues = imports_sheet.Issues(heard, queries.count_issues(public_id))
    has_file = queries.path_of_rejected(public_id) is not None
    sheet = imports_sheet.one(
        queries.find_run(public_id), issues, door.user_of(request), has_file=has_file
    )
    return render(request, "imports/run.html", {"page": sheet})


@door.deed
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer what was asked, and check again."""
    given = imports_page.answers(queries.find_run(public_id), request.POST.dict())
    import_files.check(door.user_of(request), public_id, given)
    return redirect("import", public_id)


@door.page
def mapping(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what each column means, and check again."""
    found = queries.find_run(public_id)
    if request.method == "POST":
        given = imports_page.mapped(found, request.POST.dict())
        import_files.check(door.user_of(request), public_id, given)
        return redirect("import", public_id)
    return render(request, "imports/mapping.html", {"page": imports_sheet.columns(found)})


@door.deed
def commit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Store what the dry run has shown."""
    import_files.commit(door.user_of(request), public_id)
    return redirect("import", public_id)


@door.page
def rejected(_request: HttpRequest, public_id: str) -> HttpResponse | FileResponse:
    """Give the rejected rows back as a file."""
    path = queries.path_of_rejected(public_id)
    if path is None:
        message = _("No row of this import was rejected.")
        raise NotFoundError(message)
    name = f"rejected{path.suffix}"  # several files come back as one archive
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@door.page
def sample(_request: HttpRequest, name: str) -> HttpResponse:
    """Give a sample file."""
    kind = "calendar" if samples.named(name).is_calendar else "csv"
    answer = HttpResponse(samples.content(name), content_type=f"text/{kind}; charset=utf-8")
    file = samples.named(name).file_name
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


@door.deed
def terms(request: HttpRequest, public_id: str, place: str) -> HttpResponse:
    """Say what was agreed with the vendor of a lead file, and review it again."""
    reviews = queries.find_run(public_id).reviews
    at, form = typed.whole(place), TermsForm(request.POST)
    if at is not None and at < len(reviews) and form.is_valid():
        said = {"by_file": {reviews[at]["file"]: form.options()}}
        import_files.check(door.user_of(request), public_id, said)
    else:
        door.say(request, form.wrong())
    return redirect("import", public_id)


@door.page
def acceptance(_request: HttpRequest, public_id: str, kind: str) -> HttpResponse | FileResponse:
    """Give the report of a lead file's rows, for the vendor."""
    path = queries.path_of_acceptance(public_id, kind)
    if path is None:
        message = _("This import has no lead file, or its report was deleted with a person.")
        raise NotFoundError(message)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
