"""The administrators' door to users and tokens."""

# ruff: noqa: ARG002  signatures given by the framework

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from factstore.accounts import actions as account_actions
from factstore.accounts.models import Token, User
from factstore.accounts.roles import role_of
from factstore.core.errors import DomainError


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """For superusers: whoever edits users can make himself anything."""

    actions = ["pseudonymise"]
    list_display = ["username", "role_name", "is_staff", "is_active", "last_login"]
    list_filter = ["groups", "is_staff", "is_superuser", "is_active"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who", {"fields": ["first_name", "last_name", "email"]}),
        ("Role", {"fields": ["is_active", "groups", "is_staff", "is_superuser"]}),
        ("When", {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def role_name(self, user: User) -> str:
        user.group_role = role_of(group.name for group in user.groups.all())
        return user.role.label

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # changes name their actors for good

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if _is_superuser(request) else {}

    @admin.action(description="Delete: keep what they recorded, under a pseudonym")
    def pseudonymise(
        self, request: HttpRequest, users: "QuerySet[User]"
    ) -> TemplateResponse | None:
        """Ask first: there is no way back."""
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": "Delete users",
                "users": users,
                "opts": self.opts,
                "action_checkbox_name": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "accounts/admin/pseudonymise.html", context)
        for user in users:
            try:
                account_actions.pseudonymise_user(user)
            except DomainError as error:
                self.message_user(request, f"{user}: {error.detail}", messages.ERROR)
            else:
                self.message_user(request, f"Gone: {user} from now on.", messages.SUCCESS)
        return None


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A new token; its key exists only until the answer is shown."""

    key: str | None = None

    class Meta:
        model = Token
        fields = ["user", "name", "expiry", "role", "origin_model", "origin_version"]

    def clean_expiry(self) -> datetime:
        ttl: Any = settings.REST_KNOX["TOKEN_TTL"]
        expiry: datetime | None = self.cleaned_data["expiry"]
        return expiry or timezone.now() + ttl

    def save(self, commit: bool = True) -> Token:
        digest, self.key = get_digest_token()
        self.instance.digest = digest
        self.instance.token_key = self.key[: CONSTANTS.TOKEN_KEY_LENGTH]
        saved: Token = super().save(commit=commit)
        return saved


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """Tokens are made and revoked, never changed."""

    form = TokenForm
    actions = ["revoke"]
    list_display = [
        "name",
        "user",
        "role",
        "origin_model",
        "created",
        "expiry",
        "last_used",
        "revoked",
    ]
    list_filter = [("revoked", admin.EmptyFieldListFilter), "role"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    ordering = ["-created"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Token]":
        tokens = super().get_queryset(request)
        return tokens if _is_superuser(request) else tokens.filter(user=request.user)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name == "user" and not _is_superuser(request):
            # A token of somebody else would lend that person's rights.
            kwargs["queryset"] = User.objects.filter(username=request.user.get_username())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return _is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        return False

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, tokens: "QuerySet[Token]") -> None:
        for token in tokens:
            account_actions.revoke_token(token)
        self.message_user(request, f"Revoked: {len(tokens)}.", messages.SUCCESS)

    def save_model(
        self, request: HttpRequest, obj: Token, form: "forms.ModelForm[Token]", change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if isinstance(form, TokenForm) and form.key is not None:
            text = f"The key, shown this once: {form.key}"
            self.message_user(request, text, messages.WARNING)


def _is_staff(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_staff)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)
