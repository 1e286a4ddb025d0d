"""The program of a token has a model and a version, as that of a proposal."""

from typing import Any

from django.db import migrations, models

MODEL, VERSION = 120, 79
UNKNOWN = "unknown"


def split(apps: Any, _editor: Any) -> None:
    tokens = apps.get_model("accounts", "Token").objects
    for token in tokens.exclude(origin=None):
        model, _, version = token.origin.strip().partition(" ")
        tokens.filter(pk=token.pk).update(
            origin_model=model[:MODEL] or UNKNOWN,
            origin_version=version.strip()[:VERSION] or UNKNOWN,
        )


def join(apps: Any, _editor: Any) -> None:
    tokens = apps.get_model("accounts", "Token").objects
    for token in tokens.exclude(origin_model=None):
        origin = f"{token.origin_model} {token.origin_version}"
        tokens.filter(pk=token.pk).update(origin=origin)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_roles")]

    operations = [
        migrations.AddField(
            model_name="token",
            name="origin_model",
            field=models.CharField(
                blank=True,
                help_text="For a program: its model. Recorded with each change made with the token.",
                max_length=MODEL,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="origin_version",
            field=models.CharField(
                blank=True,
                help_text="For a program: the version.",
                max_length=VERSION,
                null=True,
            ),
        ),
        migrations.RunPython(split, join),
        migrations.RemoveConstraint(model_name="token", name="accounts_token_origin_is_not_empty"),
        migrations.RemoveField(model_name="token", name="origin"),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=~models.Q(origin_model="") & ~models.Q(origin_version=""),
                name="accounts_token_origin_is_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(origin_model__isnull=True, origin_version__isnull=True)
                | models.Q(origin_model__isnull=False, origin_version__isnull=False),
                name="accounts_token_origin_is_model_and_version",
                violation_error_message="A program has a model and a version.",
            ),
        ),
    ]
