"""Heavy work tells the worker whether it failed or only has to wait."""

import pytest

pytestmark = pytest.mark.slow

WORK = """
import os
os.environ["ACCORD_INBOX_LIMIT_BYTES"] = "1000000"
from uuid import uuid4
from accord.server import commands
commands.set_up()
from django.utils import timezone
from accord.server import compactor, worker
from accord.server.actions import import_files, users
from accord.server.records.models import Job
from accord.values import ids
mia = users.add_user(None, "mia@tallyfold.example", "Mia", "marketing")
head = "Record ID,Company name,Company Domain Name"
lines = [f"{i},Company {uuid4().hex},{uuid4().hex}.example" for i in range(50_000)]
data = "\\n".join([head, *lines]).encode()
number = import_files.receive(mia, [("companies.csv", [data])], {})
import_files.check(mia, number)

import_files.run(ids.from_public_id(number))
Job.objects.all().delete()
import_files.commit(mia, number)
Job.objects.exclude(name="import").delete()
Job.objects.update(due_at=timezone.now(), attempts_at_most=1)
with compactor.lease():
    worker.Worker().step()
job = Job.objects.get(name="import")
print(job.state, job.attempts, job.last_error)
"""


def test_an_import_waits_for_the_inbox_as_long_as_it_must(lab):
    state, attempts, *words = lab.run(WORK).split()
    assert (state, attempts) == ("waiting", "0")
    assert "full;" in words
