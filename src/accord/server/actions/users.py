"""Adding and changing the people who sign in."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accord.server.actions import decisions, rights
from accord.server.records.models import AppUser
from accord.server.records.models.user import AccessRole
from accord.values.errors import AccordError, ConflictError, RefusedError


def add_user(by: AppUser | None, email: str, name: str, access_role: str) -> AppUser:
    """Add somebody; `by` is None on the command line."""
    if by is not None:
        rights.need(by, (AccessRole.ADMIN,), "add users")
    _check(email, access_role)
    address = email.strip().lower()
    with transaction.atomic():
        if AppUser.objects.filter(email=address).exists():
            message = f"{address} is a user already; change the access role instead"
            raise ConflictError(message)
        user = AppUser(
            email=address, name=name.strip() or address.split("@")[0], access_role=access_role
        )
        user.set_unusable_password()
        user.save()
        decisions.write_down(by, "add_user", address, {"access_role": access_role})
    return user


def change_user(by: AppUser, user: AppUser, *, access_role: str, is_active: bool) -> None:
    """Change what somebody may do, or whether they may come in at all."""
    rights.need(by, (AccessRole.ADMIN,), "change users")
    _check(user.email, access_role)
    with transaction.atomic():
        stays_admin = access_role == AccessRole.ADMIN and is_active
        others = AppUser.objects.filter(access_role=AccessRole.ADMIN, is_active=True)
        if not stays_admin and not others.exclude(pk=user.pk).exists():
            message = f"{user.name} is the last admin; make somebody else one first"
            raise RefusedError(message)
        user.access_role, user.is_active = access_role, is_active
        user.save()
        detail = {"access_role": access_role, "is_active": is_active}
        decisions.write_down(by, "change_user", user.email, detail)


def has_admin() -> bool:
    """Tell whether somebody could let others in."""
    return AppUser.objects.filter(access_role=AccessRole.ADMIN, is_active=True).exists()


def _check(email: str, access_role: str) -> None:
    """Refuse what is no mail address or no access role."""
    if access_role not in AccessRole.values:
        message = f"{access_role!r} is no access role; choose {', '.join(AccessRole.values)}"
        raise AccordError(message)
    try:
        validate_email(email.strip())
    except ValidationError:
        message = f"{email!r} is no mail address"
        raise AccordError(message) from None
