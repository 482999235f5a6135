"""What a developer's machine and CI need around the product: servers, mail, styles, checks. No app imports it."""
