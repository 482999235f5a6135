"""Words as people search and sort them: without case, accents and the ways of writing one letter.

The embedded PostgreSQL has no ICU, so folding happens here, once when a row is written and once when
somebody types; columns that hold folded text are compared byte by byte.
"""

import re
import unicodedata
from itertools import zip_longest

_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "ł": "l", "\u0131": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h",
    "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƴ": "y",
    **dict.fromkeys("\u2018\u2019\u02bc\u02bb\u02b9\u00b4\u0060\u2032\uff07", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
})  # fmt: skip
# Accents of Latin, Greek and Cyrillic. Other scripts spell with their combining marks, and keep them.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_LATIN = re.compile(r"[a-z]")
_BREAKS = re.compile(r"[\s,;:()\[\]{}<>\"\u201c\u201d\u201e\u00ab\u00bb/\\|!?*#\u2026\u00b7\u2022]+")
_JOINTS = re.compile(r"[-'.+&@_=]+")
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")  # scripts that write names in one piece

_PARTICLES = frozenset([
    "von", "van", "vom", "zu", "zum", "zur", "der", "den", "dem", "des", "de", "del", "della", "dello", "degli", "di",
    "da", "do", "dos", "das", "du", "la", "le", "las", "los", "lo", "el", "al", "bin", "ibn", "bint", "ben", "ter",
    "ten", "te", "af", "av", "y", "e", "und", "st", "saint",
])  # fmt: skip
_JOINING = frozenset(["y", "e", "und"])  # between two family names
_TITLES = frozenset(["dr", "prof", "mr", "mrs", "ms", "mx", "herr", "frau", "sir", "dame"])
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "esq", "phd", "mba"])

SORT_NAME_LENGTH = 160
WORD_LENGTH = 254


def fold(text: str) -> str:
    """The text in the form in which it is compared; folding it again changes nothing."""
    text = _UNSEEN.sub("", text)
    for _pass in range(2):  # case folding can uncover what decomposes, and the other way round
        text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())


def sort_name(name: str) -> str:
    """The folded name with the family name first, for the order of lists: "van dyck anton", "schmidt anna".

    The family name is the last word with the particles before it, or what stands before a comma. A name in a
    script other than Latin stays as it is: many put the family name first already. At most 160 characters.
    """
    folded = fold(name)
    if not _LATIN.search(folded):
        return folded[:SORT_NAME_LENGTH]
    before, _, after = (part.strip() for part in name.partition(","))
    if before and after and not all(_bare(word) in _SUFFIXES for word in after.split()):
        return fold(f"{before} {after.replace(',', ' ')}")[:SORT_NAME_LENGTH]
    words = name.replace(",", " ").split()
    titles = _count(words, _TITLES)
    suffixes = _count(words[titles:][::-1], _SUFFIXES)
    core = words[titles : len(words) - suffixes]
    family = _start_of_family_name(core)
    ordered = [*core[family:], *core[:family], *words[len(words) - suffixes :], *words[:titles]]
    return fold(" ".join(ordered))[:SORT_NAME_LENGTH]


def search_words(name: str, company: str = "", email: str = "") -> set[str]:
    """The folded words by which a person is found when somebody types the beginning of one.

    Parts of hyphenated and dotted words are words too: "schmidt" finds anna.schmidt@example.com. A word that
    another one begins with is left out, since the longer one is found by it all the same.
    """
    words = {form for text in (name, company) for word in _words(text) for form in _forms(word)}
    address = fold(email).replace(" ", "")
    local, _, domain = address.partition("@")
    words |= {address, domain, *_long(_JOINTS.split(local))}
    ordered = sorted(word[:WORD_LENGTH] for word in words if word)
    # In this order a word stands right before one that begins with it.
    return {word for word, longer in zip_longest(ordered, ordered[1:], fillvalue="") if not longer.startswith(word)}


def search_terms(text: str) -> list[str]:
    """What somebody typed, as the beginnings of words to look for, all of which a person must have; at most eight."""
    return list(dict.fromkeys(word[:WORD_LENGTH] for word in _words(text)))[:8]


def _words(text: str) -> list[str]:
    words = (word.strip("-'.+&@_=~^%$") for word in _BREAKS.split(fold(text)))
    return [word for word in words if word]


def _forms(word: str) -> set[str]:
    """The word, its parts, the parts in one piece ("obrien"), and the ends of a name written without spaces."""
    parts = [part for part in _JOINTS.split(word) if part]
    ends = {word[at:] for at in range(min(len(word), 12))} if _WITHOUT_SPACES.fullmatch(word) else set()
    return {word, "".join(parts), *_long(parts), *ends}


def _long(parts: list[str]) -> set[str]:
    return {part for part in parts if len(part) > 1}


def _bare(word: str) -> str:
    return fold(word).replace(".", "")


def _count(words: list[str], of: frozenset[str]) -> int:
    """How many words at the beginning are among these, leaving at least one other."""
    count = 0
    while count < len(words) - 1 and _bare(words[count]) in of:
        count += 1
    return count


def _start_of_family_name(words: list[str]) -> int:
    """The index of the first word of the family name. A particle in capitals at the very beginning is a given name."""
    start = len(words) - 1
    while start > 0 and fold(words[start - 1]) in _PARTICLES:
        if start == 1 and not words[0].islower():
            break
        start -= 1
        if fold(words[start]) in _JOINING and start > 1:
            start -= 1
    return max(start, 0)
