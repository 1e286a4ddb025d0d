from typing import Any

from django.db import migrations, models


def create_group(apps: Any, _editor: Any) -> None:
    apps.get_model("auth", "Group").objects.get_or_create(name="writers")


def remove_group(apps: Any, _editor: Any) -> None:
    apps.get_model("auth", "Group").objects.filter(name="writers").delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="accounts_token_name_is_given",
            ),
        ),
        migrations.RunPython(create_group, remove_group, elidable=False),
    ]
