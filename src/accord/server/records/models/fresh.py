"""Accounts re-derived since the last generation, and those that wait for it."""

from django.db import models

from accord.server.records.models.manifest import Generation


class AccountNow(models.Model):
    """One account's rows of every published table, as an Arrow stream by table."""

    account = models.BigIntegerField(primary_key=True)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE)
    tables = models.BinaryField()
    begun_us = models.BigIntegerField()
    """When the facts were read, which is what the rows are as of."""
    derived_us = models.BigIntegerField(db_index=True)
    """When the rows were written, which is what readers go on from."""

    def __str__(self) -> str:
        return str(self.account)


class DirtyAccount(models.Model):
    """An account whose facts changed since it was last derived."""

    account = models.BigIntegerField(primary_key=True)
    since_us = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.account)
