"""Benchmarks: each prints as one line of JSON the ratio of two figures taken in turn in one run (docs/benchmarks.md).

Importing this readies Django with the settings that the environment names, so it comes before anything of the product.
"""

import django

django.setup()
