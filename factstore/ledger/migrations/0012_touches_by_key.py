"""What a change touched is looked up by its key: checks of large changes took the square of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0011_redacted_by_record'),
    ]

    operations = [
        migrations.AlterField(
            model_name='touch',
            name='change',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='touches', to='ledger.change'),
        ),
    ]
