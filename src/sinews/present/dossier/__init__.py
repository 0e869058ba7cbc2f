"""The dossier of one corridor as a page of its own."""
