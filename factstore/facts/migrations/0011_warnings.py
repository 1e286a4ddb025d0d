"""What facts warn of, to filter by; rows of before keep none, as there was nothing to warn of."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("facts", "0010_facets_by_words"), ("sources", "0008_standing")]

    operations = [
        migrations.AddField(
            model_name="facet",
            name="warnings",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="facet",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("warnings"), name="facts_facet_warnings"
            ),
        ),
    ]
