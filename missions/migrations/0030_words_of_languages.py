from django.db import migrations

# What `missions.texts.words_in` says, for lists. A negative index would count from the end. The function without a
# language goes in a later release: servers of the former one ask it while this is applied.
WORDS = """
CREATE FUNCTION missions_words(content jsonb, cycle integer, language text, part text, usual text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(
    CASE WHEN cycle > 0 THEN nullif(content -> 'cycle_texts' -> (cycle - 1) ->> part, '') END,
    nullif(coalesce(
        content -> 'languages' -> language, content -> 'languages' -> split_part(language, '-', 1)
    ) ->> part, ''),
    usual
)
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("missions", "0029_references_by_last_ask"),
    ]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION missions_words(jsonb, integer, text, text, text)"),
    ]
