"""Types that every instrument speaks: provenance, tables, estimates, figures, months, places."""
