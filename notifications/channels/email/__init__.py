"""E-mail: at least once with a stable Message-ID; what may or may not have arrived is said to be unknown."""
