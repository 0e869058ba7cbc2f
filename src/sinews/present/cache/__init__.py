"""Results kept under the digest of all that decides them."""
