"""Drifts are called drifted quotes where people read of them."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('quotes', '0007_drifts'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='drift',
            options={'verbose_name': 'drifted quote'},
        ),
    ]
