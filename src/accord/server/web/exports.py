"""The accounts list as a download: written to its end first, so that it shows one picture."""

import tempfile
from typing import Final

from django.http import FileResponse

from accord.server import exporting
from accord.server.records.queries.accounts import Filters

_TYPE_BY_ENDING: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def accounts(ending: str, filters: Filters, sort: str) -> FileResponse:
    """Give the accounts that pass the filters as a file."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it was sent
    try:
        exporting.write_to(stream, ending, filters, sort)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return FileResponse(
        stream,
        as_attachment=True,
        filename=f"accounts.{ending}",
        content_type=_TYPE_BY_ENDING[ending],
    )
