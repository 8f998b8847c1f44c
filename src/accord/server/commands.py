"""What commands need before anything else: the home, Django, and tables that are up to date."""

import os


def set_up() -> None:
    """Load Django for this process."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.server.settings")
    django.setup()


def prepare() -> None:
    """Make the home and bring its tables up to date."""
    from accord.server import home

    home.prepare()
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    from accord.server import sealing

    sealing.prepare()
    from accord.server.actions import write_keys

    write_keys.restore()
    from accord.server import erased_since

    if told := erased_since.waiting():
        from accord.server.actions import erase

        erase.ask_again(told)
