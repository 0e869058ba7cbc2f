"""UN Comtrade: answers of its API, and what has been reported."""
