"""Browser contexts of people who are signed in."""

import pytest
from playwright.sync_api import Browser, Page, StorageState

from workspace import PASSWORD


class Visitors:
    """Browser contexts of people who are signed in."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser = browser
        self._base_url = base_url
        self._states: dict[str, StorageState] = {}

    def state_of(self, name: str) -> StorageState:
        """Sign somebody in once, and keep it."""
        if name not in self._states:
            context = self._browser.new_context(base_url=self._base_url)
            page = context.new_page()
            page.goto("/sign-in/")
            page.get_by_label("Mail address").fill(f"{name}@tallyfold.example")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{self._base_url}/")
            self._states[name] = context.storage_state()
            context.close()
        return self._states[name]

    def page(self, name: str, *, width: int = 1440, scheme: str = "light") -> Page:
        """Open a page as somebody, at a width, in a theme; what breaks in it fails the test."""
        context = self._browser.new_context(
            base_url=self._base_url,
            storage_state=self.state_of(name) if name else None,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            accept_downloads=True,
        )
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script broke: {error}"))
        return page
