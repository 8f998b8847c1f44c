"""The target account list: what would change, who objects, who signs, what was signed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.server import typed
from accord.server.actions import decide_accounts, sign_list
from accord.server.actions.decide_accounts import Change
from accord.server.records.queries import accounts, lists, picture, programs
from accord.server.web import door, wording
from accord.server.web.display import target_page, target_sheet
from accord.server.web.forms.decisions import OverrideForm, day_of
from accord.values.errors import AccordError, NotFoundError


@door.page
def show(request: HttpRequest) -> HttpResponse:
    """Show the list as a difference to what was signed."""
    found, pin = lists.find_target_list(), picture.pin()
    if found is None or pin is None:
        return render(request, "targets/empty.html")
    which, user = request.GET.get("which", ""), door.user_of(request)
    asked = target_sheet.Asked(user, which, _shown(request))
    sheet = target_sheet.sheet(found, programs.current_program(), pin, asked=asked)
    return render(request, "targets/page.html", {"page": sheet})


def _shown(request: HttpRequest) -> int:
    said = request.GET.get("shown", "")
    wanted = typed.whole(said or str(target_page.SHOWN))
    if wanted is None:
        message = _("The list can't show that many changes; open it from the menu.")
        raise NotFoundError(message)
    return min(wanted, 2_000)


@door.deed
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the list for a side; the first signature puts it up for the other one."""
    user, post = door.user_of(request), request.POST
    waiting = lists.open_round()
    public_id = waiting.public if waiting else sign_list.propose_list(user, post.get("note", ""))
    is_in_force = sign_list.sign_list(
        user, public_id, side=post.get("side", ""), note=post.get("note", "")
    )
    words = (
        _("Signed by both sides: the list is in force.")
        if is_in_force
        else _("Signed. The other side signs next.")
    )
    door.say(request, words)
    return redirect("targets")


@door.deed
def object_to(request: HttpRequest, public_id: str) -> HttpResponse:
    """Object to what is proposed for one account."""
    post = request.POST
    sign_list.object_to(
        door.user_of(request), public_id, post.get("reason", ""), post.get("wanted_tier", "")
    )
    door.say(request, _("Your objection stands on the list until it is settled."))
    return door.back(request, "targets")


@door.deed
def withdraw(request: HttpRequest, fact_id: str) -> HttpResponse:
    """Settle an objection."""
    reason = request.POST.get("reason", "") or _("settled on the list")
    again = sign_list.settle_objection(door.user_of(request), fact_id, reason)
    door.say(request, f"{_('The objection is settled.')} {target_page.asked_again(again)}".strip())
    return door.back(request, "targets")


@door.deed
def override(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lock an account in a tier, with a reason and an end."""
    form = OverrideForm(request.POST)
    if not form.is_valid():
        raise AccordError(
            " ".join(
                f"{form.fields[name].label}: {errors[0]}"
                for name, errors in form.errors.items()
                if name in form.fields
            )
        )
    data = form.cleaned_data
    change = Change("tier_locked", data["tier"], data["reason"], day_of(data["until"]))
    number = accounts.find_account_id(public_id)
    batch = decide_accounts.apply(door.user_of(request), [number], change)
    again: tuple[str, ...] = ()
    for objection in lists.list_objections().get(number, []):
        again += sign_list.settle_objection(
            door.user_of(request), objection.fact_id, data["reason"]
        )
    words = f"{_('Locked. The list keeps it there.')} {target_page.asked_again(again)}".strip()
    door.say(request, words, undo=batch)
    return door.back(request, "targets")


@door.deed
def unlock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let an account move again."""
    number = accounts.find_account_id(public_id)
    batch = decide_accounts.apply(door.user_of(request), [number], Change("tier_unlocked"))
    door.say(request, _("Unlocked. The rules decide again."), undo=batch)
    return door.back(request, "targets")


@door.page
def history(request: HttpRequest) -> HttpResponse:
    """Show every list that was signed."""
    return render(request, "targets/history.html", target_sheet.history(lists.list_signed()))


@door.page
def signed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one list as it was signed."""
    members = lists.list_signed_members(public_id)
    context = {
        "headline": wording.counted(
            len(members), "1 account was signed.", "%(n)s accounts were signed."
        ),
        "crumb": _("Signed list %(id)s") % {"id": public_id},
    }
    return render(request, "targets/members.html", context | _page(request, members))


@door.page
def kept_out(request: HttpRequest) -> HttpResponse:
    """Show who is kept out, and by which rule."""
    found = lists.find_target_list()
    members = found.kept_out if found else ()
    context = {
        "headline": wording.counted(
            len(members),
            "1 account is kept out, by a rule you wrote.",
            "%(n)s accounts are kept out, each by a rule you wrote.",
        ),
        "crumb": _("Kept out"),
        "under": _("What is unknown keeps nobody out: it is undecided, not a no."),
    }
    return render(request, "targets/members.html", context | _page(request, members))


def _page(request: HttpRequest, members: tuple[object, ...]) -> dict[str, object]:
    page = Paginator(members, 200).get_page(request.GET.get("page"))
    link = f"?page={page.next_page_number()}" if page.has_next() else ""
    return {"members": page.object_list, "next_link": link}
