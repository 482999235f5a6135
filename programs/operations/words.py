"""The words by which people are found, and the name by which they stand in lists: kept in step with the person."""

from collections.abc import Iterable, Sequence

import phonenumbers
from django.db import connection, transaction

from foundation.folding import fold, search_words, sort_name
from programs.models import Advocate, SearchWord


def fold_name(advocate: Advocate) -> None:
    """Set the name by which a person stands in lists, and the company; who has no name stands by the address."""
    advocate.company_key = fold(advocate.company)[:120].strip()
    advocate.sort_name = sort_name(advocate.name) or sort_name(advocate.email or advocate.phone or "")


# An import writes some eight words a person: as objects they would take longer than all the rest of it.
WRITE = """
INSERT INTO programs_searchword (advocate_id, word) SELECT * FROM unnest(%s::bigint[], %s::text[])
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def keep_words(*, new: Iterable[Advocate] = (), changed: Sequence[Advocate] = ()) -> None:
    """Write the words of new people, and bring those of changed ones up to date; a statement or two for all."""
    wanted = {(person.pk, word) for person in (*new, *changed) for word in words_of(person)}
    if changed:
        rows = SearchWord.objects.filter(advocate__in=[person.pk for person in changed])
        present = {(pk, word): row for row, pk, word in rows.values_list("pk", "advocate_id", "word")}
        stale = [row for key, row in present.items() if key not in wanted]
        SearchWord.objects.filter(pk__in=stale).delete()
        wanted -= set(present)
    if wanted:
        pks, words = zip(*sorted(wanted), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(pks), list(words)])


def words_of(advocate: Advocate) -> set[str]:
    """What somebody might begin to type to find this person; a phone number with and without its country."""
    words = search_words(advocate.name, advocate.company, advocate.email or "")
    return words | phone_words(advocate.phone or "")


def phone_words(phone: str) -> set[str]:
    """The digits of a number in E.164, and those without the country code."""
    if not phone:
        return set()
    digits = phone.removeprefix("+")
    number = phonenumbers.parse(phone)
    return {digits, phonenumbers.national_significant_number(number)}
