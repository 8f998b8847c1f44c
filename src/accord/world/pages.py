"""What there is to see and to be sent: pages, assets, campaigns, browsers, and who prefers which."""

from functools import cache
from typing import Final

import numpy as np

from accord.world.spans import Floats

UNAWARE, AWARE, EVALUATING, DECIDING, AFTER = range(5)
CUSTOMER, COMPETITOR, PARTNER, OWN, UNIVERSITY, CROWD, JOB_HUNTER, MACHINE = range(5, 13)
"""Who visits: the hidden states of buyers, then those who don't buy."""
AUDIENCES: Final = (
    *("unaware", "aware", "evaluating", "deciding", "after", "customer", "competitor", "partner"),
    *("own", "student", "crowd", "job_hunter", "machine"),
)

_STAGES: Final[tuple[tuple[str, str, tuple[float, ...]], ...]] = (
    # path, title, how often each audience sees it
    ("/", "Tallyfold", (30, 22, 10, 6, 8, 4, 8, 8, 10, 12, 40, 8, 8)),
    ("/product", "Product", (10, 16, 14, 8, 3, 1, 8, 6, 4, 8, 10, 2, 5)),
    ("/product/close-management", "Close management", (3, 8, 10, 6, 2, 1, 5, 2, 2, 4, 3, 0, 4)),
    ("/product/reconciliation", "Reconciliation", (3, 7, 9, 6, 2, 1, 5, 2, 2, 4, 3, 0, 4)),
    ("/pricing", "Pricing", (2, 5, 12, 20, 2, 1, 22, 2, 2, 3, 4, 0, 6)),
    ("/security", "Security", (0.5, 1, 5, 12, 1, 1, 3, 2, 1, 1, 1, 0, 4)),
    ("/integrations", "Integrations", (1, 4, 10, 11, 2, 2, 7, 14, 2, 3, 2, 0, 5)),
    ("/customers", "Customer stories", (2, 6, 10, 10, 2, 1, 8, 4, 2, 3, 2, 1, 5)),
    ("/compare", "How we compare", (0.3, 2, 7, 9, 0.5, 0.2, 10, 1, 1, 2, 1, 0, 4)),
    (
        "/compare/ledgerly",
        "Tallyfold and Ledgerly",
        (0.1, 1, 4, 5, 0.3, 0.1, 6, 0.5, 1, 1, 0.5, 0, 3),
    ),
    ("/blog/faster-month-end", "A faster month-end", (12, 9, 3, 1, 2, 0.5, 3, 2, 2, 14, 9, 1, 6)),
    (
        "/blog/spreadsheet-risk",
        "What spreadsheets cost",
        (10, 8, 2, 1, 1, 0.5, 2, 2, 2, 12, 8, 1, 6),
    ),
    (
        "/blog/audit-season",
        "Getting through audit season",
        (8, 6, 2, 1, 1, 0.5, 2, 1, 1, 12, 7, 1, 6),
    ),
    ("/resources", "Resources", (4, 6, 5, 2, 2, 1, 3, 4, 2, 9, 3, 1, 5)),
    ("/webinars", "Webinars", (2, 3, 3, 1, 2, 1, 2, 3, 2, 3, 1, 0, 3)),
    ("/about", "About us", (4, 3, 2, 3, 1, 0.2, 4, 3, 2, 3, 3, 10, 4)),
    ("/careers", "Careers", (0.3, 0.2, 0.2, 0.2, 0.2, 0.1, 1, 0.5, 4, 8, 3, 45, 4)),
    (
        "/careers/backend-engineer",
        "Backend engineer",
        (0.1, 0.1, 0.1, 0.1, 0.1, 0, 0.5, 0.2, 2, 4, 1, 28, 3),
    ),
    ("/login", "Sign in", (0.1, 0.1, 0.1, 0.1, 20, 48, 0.3, 8, 22, 0.3, 2, 0, 4)),
    ("/support", "Support", (0.1, 0.2, 0.3, 0.4, 10, 18, 0.3, 6, 8, 0.3, 1, 0, 3)),
    ("/support/reset-password", "Reset your password", (0, 0, 0, 0, 5, 8, 0, 2, 3, 0, 1, 0, 2)),
    ("/status", "Status", (0, 0, 0.1, 0.2, 3, 5, 0.2, 2, 8, 0, 0.3, 0, 2)),
    ("/partners", "Partners", (0.3, 0.5, 0.5, 0.3, 0.3, 0.1, 1, 18, 2, 0.5, 0.5, 0, 2)),
    ("/docs/getting-started", "Getting started", (0.3, 1, 4, 5, 12, 5, 2, 6, 6, 3, 0.5, 0, 3)),
    ("/docs/api", "API reference", (0.2, 0.6, 3, 5, 9, 4, 2, 7, 8, 2, 0.5, 0, 3)),
    ("/docs/sso", "Single sign-on", (0.1, 0.3, 2, 4, 4, 2, 1, 3, 4, 0.5, 0.2, 0, 2)),
)
_ASSETS: Final = (
    ("month_end_benchmark", "Month-end benchmark report"),
    ("spreadsheet_risk_guide", "Guide to spreadsheet risk"),
    ("buyers_checklist", "Buyer's checklist"),
    ("roi_calculator", "Savings calculator"),
    ("readiness_assessment", "Close readiness assessment"),
    ("demo_request", "Request a demo"),
    ("contact_sales", "Talk to sales"),
    ("newsletter_signup", "Newsletter"),
    ("product_tour_video", "Product tour"),
    ("customer_story_video", "How a team of nine closes in three days"),
    ("webinar_faster_close", "Webinar: the three-day close"),
    ("webinar_audit_ready", "Webinar: ready for audit"),
    ("finance_ops_summit", "Finance operations summit"),
    ("cfo_roundtable", "CFO roundtable"),
    ("ad_cost_of_status_quo", "Ad: what month-end costs"),
    ("ad_fits_what_you_run", "Ad: works with what you run"),
    ("ad_customer_story", "Ad: a customer's story"),
    ("mail_benchmark", "Mail: the benchmark is out"),
    ("mail_story", "Mail: a team like yours"),
    ("mail_invitation", "Mail: join us"),
    ("mail_intro", "Mail: a short question"),
    ("mail_follow_up", "Mail: following up"),
    ("trial_workspace", "Trial workspace"),
    ("linkedin_post", "Post"),
    ("discovery_call", "Discovery call"),
    ("demo_meeting", "Demo"),
    ("review_meeting", "Evaluation review"),
    ("coffee_card", "Coffee card"),
)
NAMES: Final = tuple(path for path, _, _ in _STAGES) + tuple(name for name, _ in _ASSETS)
"""Every page and asset; activities point into this."""
TITLES: Final = tuple(title for _, title, _ in _STAGES) + tuple(title for _, title in _ASSETS)
PAGES: Final = len(_STAGES)
POSITION: Final = {name: at for at, name in enumerate(NAMES)}
CAMPAIGNS: Final = (
    *("always_on_content", "industry_benchmark", "newsletter", "spring_webinars", "outbound_a"),
    *("outbound_b", "brand_search", "retargeting", "finance_ops_summit", "content_syndication"),
)
CAMPAIGN: Final = {name: at for at, name in enumerate(CAMPAIGNS)}
FAVOURITES: Final = (
    *("/", "/pricing", "/customers", "/customers", "/integrations", "/product"),
    *("/product", "/about", "/pricing", "/security", "/compare"),
)
"""The page that each role of titles.ROLES goes to more than others do."""

BROWSERS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36 Edg/136.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1",
)
CRAWLERS: Final = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Mozilla/5.0 (compatible; DotBot/1.2; +https://opensiteexplorer.org/dotbot)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "python-requests/2.32.3",
    "Go-http-client/1.1",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
    "curl/8.5.0",
)
SCANNERS: Final = (
    "Mozilla/5.0 (compatible; MailGuardLinkScanner/2.1; +https://mailguard.example/scanner)",
    "LinkSafetyScanner/1.4 (bot; +https://linksafety.example)",
    "python-requests/2.31.0",
    "Java/17.0.9",
)
PICTURES: Final = (
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0",
)
"""What fetches the pictures of a mail: in the reader's name, or before anybody reads."""
AGENTS: Final = BROWSERS + CRAWLERS + SCANNERS + PICTURES
BROWSER_SHARES: Final = (0.30, 0.15, 0.17, 0.12, 0.06, 0.02, 0.09, 0.06, 0.02, 0.01)


@cache
def mix() -> Floats:
    """Return, for each audience, the running share of each page."""
    table = np.array([shares for _, _, shares in _STAGES]).T
    return np.asarray(np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1), dtype=np.float64)


@cache
def is_documentation() -> Floats:
    """Tell, for each page, whether it is documentation."""
    return np.array([path.startswith("/docs") for path, _, _ in _STAGES])
