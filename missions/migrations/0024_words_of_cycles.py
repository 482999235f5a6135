from django.db import migrations

# What `missions.texts.words_in` says, for lists. A negative index would count from the end.
WORDS = """
CREATE FUNCTION missions_words(content jsonb, cycle integer, part text, usual text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(
    CASE WHEN cycle > 0 THEN nullif(content -> 'cycle_texts' -> (cycle - 1) ->> part, '') END, usual
)
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0023_exhibits'),
    ]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION missions_words(jsonb, integer, text, text)"),
    ]
