"""The mail of development: an SMTP server that delivers nothing, and a page that shows what it was given."""
