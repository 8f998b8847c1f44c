"""What stands on people's cards: titles with their true level, department and roles."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.world.streams import Stream

ROLES: Final = (
    *("none", "economic_buyer", "champion", "functional_leader", "technical_evaluator"),
    *("end_user", "influencer", "executive_sponsor", "procurement", "legal", "blocker"),
)
CRM_ROLES: Final = (
    *("", "BUDGET_HOLDER", "CHAMPION", "DECISION_MAKER", "Technical Buyer"),
    *("END_USER", "INFLUENCER", "EXECUTIVE_SPONSOR", "Procurement", "LEGAL_AND_COMPLIANCE"),
    *("BLOCKER",),
)


@dataclass(frozen=True)
class Title:
    """One way to write one job."""

    text: str
    level: str
    department: str
    style: str  # plain, short, typo, double, foreign


_PLAIN: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "economic_buyer": (
        ("Chief Financial Officer", "c_level", "finance"),
        ("Chief Operating Officer", "c_level", "operations"),
        ("VP Finance", "vp", "finance"),
        ("Vice President, Finance", "vp", "finance"),
        ("Managing Director", "c_level", "executive"),
        ("Head of Finance", "director", "finance"),
    ),
    "champion": (
        ("Director of Operations", "director", "operations"),
        ("Senior Manager, Business Operations", "manager", "operations"),
        ("Finance Transformation Manager", "manager", "finance"),
        ("Operations Manager", "manager", "operations"),
        ("Director, Process Excellence", "director", "operations"),
    ),
    "functional_leader": (
        ("VP Operations", "vp", "operations"),
        ("Head of Operations", "director", "operations"),
        ("Director of Finance Operations", "director", "finance"),
        ("Vice President of Operations", "vp", "operations"),
        ("Financial Controller", "director", "finance"),
    ),
    "technical_evaluator": (
        ("Head of IT", "director", "it"),
        ("IT Director", "director", "it"),
        ("Chief Information Officer", "c_level", "it"),
        ("Enterprise Architect", "practitioner", "it"),
        ("Senior Systems Engineer", "practitioner", "engineering"),
        ("Information Security Manager", "manager", "it"),
    ),
    "end_user": (
        ("Operations Analyst", "practitioner", "operations"),
        ("Senior Accountant", "practitioner", "finance"),
        ("Accounts Payable Specialist", "practitioner", "finance"),
        ("Operations Coordinator", "junior", "operations"),
        ("Team Lead, Shared Services", "manager", "operations"),
    ),
    "influencer": (
        ("Product Manager", "manager", "product"),
        ("Data Analyst", "practitioner", "it"),
        ("Senior Business Analyst", "practitioner", "operations"),
        ("Project Manager", "manager", "operations"),
    ),
    "executive_sponsor": (
        ("Chief Executive Officer", "c_level", "executive"),
        ("President", "c_level", "executive"),
        ("Chief Transformation Officer", "c_level", "executive"),
        ("Founder and CEO", "c_level", "executive"),
    ),
    "procurement": (
        ("Procurement Manager", "manager", "procurement"),
        ("Head of Procurement", "director", "procurement"),
        ("Strategic Sourcing Lead", "manager", "procurement"),
        ("Category Buyer", "practitioner", "procurement"),
    ),
    "legal": (
        ("General Counsel", "c_level", "legal"),
        ("Legal Counsel", "practitioner", "legal"),
        ("Data Protection Officer", "manager", "legal"),
    ),
    "blocker": (
        ("Head of Internal Tools", "director", "it"),
        ("Principal Architect", "practitioner", "it"),
    ),
    "student": (
        ("Student", "junior", "other"),
        ("MSc Student, Accounting", "junior", "other"),
        ("PhD Student in Finance", "junior", "other"),
    ),
    "none": (
        ("Marketing Manager", "manager", "marketing"),
        ("Account Executive", "practitioner", "sales"),
        ("HR Business Partner", "practitioner", "hr"),
        ("Software Engineer", "practitioner", "engineering"),
        ("Sales Director", "director", "sales"),
        ("Office Manager", "manager", "operations"),
        ("Marketing Intern", "junior", "marketing"),
        ("VP Sales", "vp", "sales"),
        ("Chief Marketing Officer", "c_level", "marketing"),
        ("Recruiter", "practitioner", "hr"),
        ("Working Student", "junior", "other"),
    ),
}
_SHORT: Final = (
    *(("Chief Financial Officer", "CFO"), ("Chief Operating Officer", "COO")),
    *(("Chief Information Officer", "CIO"), ("Chief Executive Officer", "CEO")),
    *(("Chief Marketing Officer", "CMO"), ("Vice President of", "VP"), ("Vice President,", "VP")),
    *(("Director of", "Dir."), ("Director,", "Dir"), ("Senior", "Sr."), ("Manager", "Mgr")),
    *(("Operations", "Ops"), ("Information Security", "InfoSec"), ("Head of", "Hd of")),
    *(("Engineer", "Eng."), ("Procurement", "Proc."), ("Finance", "Fin."), ("Specialist", "Spec.")),
)
_FOREIGN: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "economic_buyer": (
        ("Kaufmännischer Leiter", "director", "finance"),
        ("Directeur administratif et financier", "director", "finance"),
        ("Geschäftsführer", "c_level", "executive"),
        ("Financieel directeur", "director", "finance"),
    ),
    "champion": (("Betriebsleiterin", "director", "operations"),),
    "functional_leader": (
        ("Leiter Operations", "director", "operations"),
        ("Directrice des opérations", "director", "operations"),
    ),
    "technical_evaluator": (
        ("IT-Leiter", "director", "it"),
        ("Directeur des systèmes d'information", "director", "it"),
        ("Hoofd ICT", "director", "it"),
    ),
    "end_user": (
        ("Sachbearbeiter Buchhaltung", "practitioner", "finance"),
        ("Comptable", "practitioner", "finance"),
        ("Redovisningsekonom", "practitioner", "finance"),
    ),
    "influencer": (("Chef de projet", "manager", "operations"),),
    "executive_sponsor": (("Vorstandsvorsitzende", "c_level", "executive"),),
    "procurement": (
        ("Leiter Einkauf", "director", "procurement"),
        ("Acheteur", "practitioner", "procurement"),
    ),
    "legal": (("Syndikusrechtsanwältin", "practitioner", "legal"),),
    "blocker": (("Systemadministrator", "practitioner", "it"),),
    "student": (("Studentin", "junior", "other"),),
    "none": (
        ("Vertriebsleiter", "director", "sales"),
        ("Responsable marketing", "manager", "marketing"),
        ("Werkstudent", "junior", "other"),
    ),
}
_POOLED: Final = (*ROLES, "student")
_SECOND_JOB: Final = (
    *(
        " & Head of Strategy",
        " / Data Protection Officer",
        ", also Procurement",
        " and Board Member",
    ),
)
_STYLES: Final = ("plain", "short", "typo", "double", "foreign")
_STYLE_SHARES: Final = (0.60, 0.28, 0.02, 0.06, 0.04)


def _shortened(text: str) -> str:
    for long, short in _SHORT:
        text = text.replace(long, short)
    return text


def _misspelt(text: str) -> str:
    """Swap two letters in the middle of the longest word."""
    word = max(text.split(), key=len)
    half = len(word) // 2
    swapped = word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]
    return text.replace(word, swapped)


def _variants(role: str) -> list[Title]:
    titles = []
    for number, (text, level, department) in enumerate(_PLAIN[role]):
        second = _SECOND_JOB[number % len(_SECOND_JOB)]
        titles += [
            Title(text, level, department, "plain"),
            Title(_shortened(text), level, department, "short"),
            Title(_misspelt(text), level, department, "typo"),
            Title(text + second, level, department, "double"),
        ]
    titles += [Title(*written, "foreign") for written in _FOREIGN[role]]
    return titles


@cache
def pool() -> tuple[Title, ...]:
    """Return every title that anybody in a world may have."""
    return tuple(title for role in _POOLED for title in _variants(role))


@cache
def _choices(role: str, style: str) -> npt.NDArray[np.int64]:
    start = sum(len(_variants(other)) for other in _POOLED[: _POOLED.index(role)])
    picks = [start + i for i, title in enumerate(_variants(role)) if title.style == style]
    return np.array(picks, dtype=np.int64)


def draw(roles: npt.NDArray[np.int8], rng: Stream) -> npt.NDArray[np.int16]:
    """Draw a title for each person's true role, as a position in the pool."""
    styles = rng.choice(len(_STYLES), size=roles.size, p=_STYLE_SHARES)
    luck = rng.random(roles.size)
    titles = np.zeros(roles.size, dtype=np.int16)
    for role_number, role in enumerate(ROLES):
        for style_number, style in enumerate(_STYLES):
            rows = np.flatnonzero((roles == role_number) & (styles == style_number))
            choices = _choices(role, style)
            titles[rows] = choices[(luck[rows] * choices.size).astype(np.int64)]
    return titles


def draw_students(count: int, rng: Stream) -> npt.NDArray[np.int16]:
    """Draw a title for each of so many people who study."""
    return rng.choice(_choices("student", "plain"), count).astype(np.int16)
