"""What a release changed, and `sinews update`, which fetches everything and says it in words."""
