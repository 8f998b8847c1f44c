from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0012_writing"),
    ]

    operations = [
        migrations.AddField(
            model_name="accountnow",
            name="begun_us",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE records_accountnow SET begun_us = derived_us", migrations.RunSQL.noop
        ),
    ]
