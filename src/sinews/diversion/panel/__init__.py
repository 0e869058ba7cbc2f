"""The panel of partners, products and months that is screened."""
