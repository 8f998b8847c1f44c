"""Take pictures of the pages of a running workspace: `screenshots.py ADDRESS LINK FOLDER`.

LINK is a one-time sign-in link; pictures are taken in both themes, at desk and phone width.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("ACCORD_CHROMIUM", "/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "today": "/",
    "accounts": "/accounts/",
    "target-list": "/targets/",
    "rules": "/program/",
    "import": "/imports/",
    "scorecard": "/scorecard/",
    "settings": "/settings/",
}
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


def main(address: str, link: str, folder: str) -> None:
    """Sign in once and take every picture."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        state = _signed_in(browser, link)
        for size, (width, height) in SIZES.items():
            for theme in ("light", "dark"):
                context = browser.new_context(
                    base_url=address,
                    storage_state=state,
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    reduced_motion="reduce",
                )
                page = context.new_page()
                page.goto("/accounts/")
                first = page.locator("a[data-open]").first.get_attribute("href") or "/accounts/"
                for name, path in (PAGES | {"account": first}).items():
                    page.goto(path)
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=target / f"{name}-{size}-{theme}.png")
                if (size, theme) == ("desk", "light"):
                    _with_receipt(page, target)
                context.close()
        browser.close()


def _with_receipt(page: Page, target: Path) -> None:
    """Take the README's picture: the account that leads Today, its engagement opened."""
    page.goto("/accounts/?q=acme.example")
    page.locator("a[data-open]").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("a[data-drawer]").first.click()
    page.locator("#drawer, .ac-drawer").get_by_text("Adds up").first.wait_for(timeout=30_000)
    page.screenshot(path=target / "account-receipt.png")


def _signed_in(browser: Browser, link: str) -> object:
    """Use the link up and return the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("load")
    return context.storage_state()


if __name__ == "__main__":
    main(*sys.argv[1:])
