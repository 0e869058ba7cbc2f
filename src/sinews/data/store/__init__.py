"""The store: tables of every release that was brought in, named by content, with their manifest."""
