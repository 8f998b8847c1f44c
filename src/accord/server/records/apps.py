"""The app's name for Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """All tables of the server, in one app so that nothing goes round in circles."""

    name = "accord.server.records"
    label = "records"
