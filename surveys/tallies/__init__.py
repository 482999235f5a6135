"""How many answers to one question are told together, counted one by one in constant memory.

A tally is given the question as it was asked in each version, the oldest first, and then answers that its kind has
found to be answers.
"""

from surveys.tallies.base import Tally, Told
from surveys.tallies.choices import TEXTS_SHOWN, Agreements, Grid, Options, Ranks, Several, Texts, TrueOrFalse
from surveys.tallies.numbers import Amounts, Days, Scores, Stars

__all__ = ["TALLIES", "TEXTS_SHOWN", "Tally", "Told"]

TALLIES: dict[str, type[Tally]] = {
    "short_text": Texts,
    "long_text": Texts,
    "single_choice": Options,
    "multiple_choice": Several,
    "true_false": TrueOrFalse,
    "nps": Scores,
    "rating": Stars,
    "date": Days,
    "number": Amounts,
    "email": Texts,
    "phone": Texts,
    "file": Texts,
    "consent": Agreements,
    "ranking": Ranks,
    "matrix": Grid,
}
