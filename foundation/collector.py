"""Python's garbage collector, for processes that load a lot once and then serve."""

import gc


def spare_what_is_loaded() -> None:
    """What a process has loaded when it begins to serve stays: the collector no longer walks over it, and comes less
    often. That is a tenth of the time of a page; cycles of some megabytes wait a little longer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
