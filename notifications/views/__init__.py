"""One file per audience, and one for the words of mails."""
