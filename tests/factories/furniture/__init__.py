"""What a furnished world is made of; see tests/factories/world.py."""
