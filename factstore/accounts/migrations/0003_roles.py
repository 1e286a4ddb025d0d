"""Roles instead of writers; tokens that tell more of themselves; attempts to sign in."""

from typing import Any

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import factstore.core.ids

GROUPS = ["contributors", "editors"]


def make_groups(apps: Any, _editor: Any) -> None:
    groups = apps.get_model("auth", "Group").objects
    # A writer could accept, which is for reviewers from now on.
    groups.filter(name="writers").update(name="reviewers")
    for name in [*GROUPS, "reviewers"]:
        groups.get_or_create(name=name)


def remove_groups(apps: Any, _editor: Any) -> None:
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name__in=GROUPS).delete()
    groups.filter(name="reviewers").update(name="writers")


def number_tokens(apps: Any, _editor: Any) -> None:
    tokens = apps.get_model("accounts", "Token").objects
    for token in tokens.filter(number=None):
        tokens.filter(pk=token.pk).update(number=factstore.core.ids.new_id())


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_writers"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        help_text="Keyed digest of the name as typed; people mistype passwords here.",
                        max_length=64,
                    ),
                ),
                (
                    "address",
                    models.GenericIPAddressField(help_text="Where it came from.", null=True),
                ),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name="token",
            name="last_used",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="To the minute (UTC).", null=True
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="number",
            field=models.UUIDField(null=True, editable=False),
        ),
        migrations.RunPython(number_tokens, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="token",
            name="number",
            field=models.UUIDField(
                default=factstore.core.ids.new_id,
                editable=False,
                help_text="Names it without its digest.",
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="origin",
            field=models.CharField(
                blank=True,
                help_text="For a program: model and version. Recorded with each change made with it.",
                max_length=200,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="token",
            name="revoked",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="token",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reader", "reader"),
                    ("contributor", "contributor"),
                    ("editor", "editor"),
                    ("reviewer", "reviewer"),
                ],
                help_text="The most that it may do; empty: whatever its user may.",
                max_length=13,
                null=True,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="cae35389cbb664a842eb21311cfa89ec188c9e9f",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_d7be2",
                    table="accounts_user",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin", ""), _negated=True),
                name="accounts_token_origin_is_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__isnull", True),
                    ("role__in", ["reader", "contributor", "editor", "reviewer"]),
                    _connector="OR",
                ),
                name="accounts_token_role_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="signinattempt",
            index=models.Index(fields=["who", "address"], name="accounts_signinattempt_who"),
        ),
        migrations.AddIndex(
            model_name="signinattempt",
            index=models.Index(fields=["address"], name="accounts_signinattempt_address"),
        ),
        migrations.AddConstraint(
            model_name="signinattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("who", ""), _negated=True),
                name="accounts_signinattempt_has_name",
            ),
        ),
        migrations.RunPython(make_groups, remove_groups, elidable=False),
    ]
