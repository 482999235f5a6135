"""People are found and sorted however their names are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.folding import SORT_NAME_LENGTH, WORD_LENGTH, fold, search_terms, search_words, sort_name


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Müller", "muller"),
        ("MU\u0308LLER", "muller"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("Łódź", "lodz"),
        ("Bjørn Ærø", "bjorn aero"),
        ("IŞIK ışık İstanbul", "isik isik istanbul"),
        ("Đặng Thị Ðór Þór", "dang thi dor thor"),
        ("Ｆｕｌｌ ﬁne", "full fine"),
        ("O’Brien O`Brien O'Brien", "o'brien o'brien o'brien"),
        ("Anne–Marie", "anne-marie"),
        ("Ёлка Έλλη", "елка ελλη"),
        ("が ガ 한국 हिन्दी", "が ガ 한국 हिन्दी"),
        ("  a \u00a0\t b\n", "a b"),
        ("zero\u200bwidth \ufeff\u202etext\x00", "zerowidth text"),
        ("lone \ud800 half", "lone half"),
        ("", ""),
    ],
)
def test_one_word_has_one_folded_form(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_is_folding_once_and_postgresql_can_keep_it(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(text.upper()) == fold(text.upper().lower())
    assert "\x00" not in folded
    folded.encode()


def test_every_single_character_folds_to_a_settled_form() -> None:
    unsettled = [code for code in range(0x30000) if fold(fold(f"a{chr(code)}")) != fold(f"a{chr(code)}")]
    assert unsettled == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Schmidt", "schmidt anna"),
        ("Schmidt, Anna", "schmidt anna"),
        ("Schmidt,Anna Maria", "schmidt anna maria"),
        ("Anna Maria Schmidt", "schmidt anna maria"),
        ("Johann Wolfgang von Goethe", "von goethe johann wolfgang"),
        ("Jan van der Berg", "van der berg jan"),
        ("Martin Van Buren", "van buren martin"),
        ("Van Morrison", "morrison van"),
        ("Al Gore", "gore al"),
        ("de la Cruz", "de la cruz"),
        ("Juana de la Cruz", "de la cruz juana"),
        ("José Ortega y Gasset", "ortega y gasset jose"),
        ("Müller-Lüdenscheidt", "muller-ludenscheidt"),
        ("Erika Müller-Lüdenscheidt", "muller-ludenscheidt erika"),
        ("Conan O’Brien", "o'brien conan"),
        ("Martin Luther King Jr.", "king martin luther jr."),
        ("King, Jr.", "king jr."),
        ("Martin Luther King, Jr.", "king martin luther jr."),
        ("Dr. Anna Schmidt", "schmidt anna dr."),
        ("Prof. Dr. Anna von Stein, PhD", "von stein anna phd prof. dr."),
        ("Dr. No", "no dr."),
        ("Yo-Yo Ma", "ma yo-yo"),
        ("Cher", "cher"),
        ("Øyvind Ålesund", "alesund oyvind"),
        ("王小明", "王小明"),
        ("山田 太郎", "山田 太郎"),
        ("Анна Шмидт", "анна шмидт"),
        ("Schmidt,", "schmidt"),
        (", Anna", "anna"),
        ("von", "von"),
        ("", ""),
        ("  ", ""),
        (",", ","),
    ],
)
def test_lists_are_in_the_order_of_family_names(name: str, expected: str) -> None:
    assert sort_name(name) == expected


@given(st.text(max_size=120))
def test_any_name_has_a_sort_name_that_fits_its_column(name: str) -> None:
    assert len(sort_name(name)) <= SORT_NAME_LENGTH
    assert len(sort_name(name + "ß" * 120)) <= SORT_NAME_LENGTH


@given(
    st.lists(
        st.sampled_from(["Anna", "von", "Schmidt", "van", "der", "Dr.", "Jr.", ",", "y", "Łukasz", "de"]), max_size=7
    )
)
def test_sorting_by_name_loses_no_word(words: list[str]) -> None:
    name = " ".join(words)
    if any(word != "," for word in words):
        assert sorted(sort_name(name).replace(",", " ").split()) == sorted(fold(name).replace(",", " ").split())


def found(query: str, name: str = "", company: str = "", email: str = "") -> bool:
    """Whether a person is found: each term begins one of their words, as the query in the database has it."""
    words = search_words(name, company, email)
    return all(any(word.startswith(term) for word in words) for term in search_terms(query))


ANNA = {
    "name": "Anna-Lena Müller-Schmidt",
    "company": "Größe & Söhne GmbH/KG",
    "email": "Anna.Schmidt+News@Mail.Example.com",
}


@pytest.mark.parametrize(
    "query",
    [
        "anna", "ANN", "lena", "anna-lena", "annalena", "Muller", "müller-s", "Schmidt", "schmidt, anna",
        "anna schmidt", "anna.sch", "anna.schmidt+news@mail.example.com", "anna.schmidt@", "news", "mail.example",
        "grosse", "Größe", "söhne gmbh", "gmbh/kg", "kg", "größe & söhne", "(Anna)", "“Schmidt”", "  sch  ",
        "anna. schmidt.", "",
    ],
)  # fmt: skip
def test_a_person_is_found_by_the_beginning_of_any_part(query: str) -> None:
    assert found(query, **ANNA)


@pytest.mark.parametrize("query", ["nna", "chmidt", "otto", "anna otto", "com", "example", "mail.example.org"])
def test_a_person_is_not_found_by_the_middle_of_a_word(query: str) -> None:
    assert not found(query, **ANNA)


def test_names_with_an_apostrophe_are_found_in_every_spelling() -> None:
    for query in ("o'brien", "O’Brien", "obrien", "o'b", "brien"):
        assert found(query, name="Conan O'Brien")


def test_names_written_without_spaces_are_found_by_the_given_name() -> None:
    assert found("小明", name="王小明")
    assert found("王", name="王小明")
    assert not found("明王", name="王小明")


def test_only_words_that_no_other_begins_with_are_kept() -> None:
    assert search_words("Anna Schmidt", "", "anna.schmidt@example.com") == {
        "anna.schmidt@example.com",
        "example.com",
        "schmidt",
    }
    assert search_words("", "", "") == set()


def test_an_unusual_address_is_found_as_a_whole() -> None:
    for email in ("a/b!c#d@example.com", "o'brien@example.com", "ü@exämple.com"):
        assert fold(email) in search_words("", "", email)


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=60))
def test_a_person_is_found_by_every_word_of_their_own(name: str, company: str, local: str) -> None:
    words = search_words(name, company, f"{local}@example.com")
    assert all(0 < len(word) <= WORD_LENGTH for word in words)
    for text in (name, company):
        for term in search_terms(text):
            assert any(word.startswith(term) for word in words)
