"""The administrators' door to users and tokens."""

# ruff: noqa: ARG002  signatures given by the framework

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from factstore.accounts.models import Token, User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """For superusers: whoever edits users can make himself anything."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _is_superuser(request)


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A new token; its key exists only until the answer is shown."""

    key: str | None = None

    class Meta:
        model = Token
        fields = ["user", "name", "expiry"]

    def save(self, commit: bool = True) -> Token:
        digest, self.key = get_digest_token()
        self.instance.digest = digest
        self.instance.token_key = self.key[: CONSTANTS.TOKEN_KEY_LENGTH]
        saved: Token = super().save(commit=commit)
        return saved


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """Tokens are made and revoked (deleted), never changed."""

    form = TokenForm
    list_display = ["name", "user", "created", "expiry"]
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

    def save_model(
        self, request: HttpRequest, obj: Token, form: "forms.ModelForm[Token]", change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if isinstance(form, TokenForm) and form.key is not None:
            text = f"The key, shown this once: {form.key}"
            self.message_user(request, text, messages.WARNING)


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)
