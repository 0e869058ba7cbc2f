"""Charts of the materiel chapter."""
