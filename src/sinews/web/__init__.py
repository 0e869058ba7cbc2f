"""The web page and the API, served from this computer; needs the extra ``web``."""
