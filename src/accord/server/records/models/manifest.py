"""The manifest: which segments hold the facts, which generation is the published picture."""

from django.db import models


class Segment(models.Model):
    """An immutable Parquet file of facts of one kind; merged ones point to what holds them."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=40, db_index=True)
    row_count = models.BigIntegerField()
    size = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    merged_into = models.CharField(max_length=80, default="", blank=True, db_index=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Watermark(models.Model):
    """How far a log is filed: rows of the inbox up to `seq` stand in segments."""

    name = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.seq}"


class Generation(models.Model):
    """One published picture: immutable Parquet tables in a folder."""

    name = models.CharField(max_length=60, unique=True)
    as_of_us = models.BigIntegerField()
    as_of_day = models.IntegerField()
    program_version = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    last_decision = models.BigIntegerField(default=0)
    last_seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class GenerationTable(models.Model):
    """One table of a generation."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="tables")
    name = models.CharField(max_length=60)
    row_count = models.BigIntegerField()
    size = models.BigIntegerField()

    class Meta:
        """How the table is indexed and what is unique in it."""

        constraints = (
            models.UniqueConstraint(fields=["generation", "name"], name="one_table_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.generation_id}/{self.name}"
