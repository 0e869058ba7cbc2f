"""Where Sinews keeps a user's data."""

import os
from pathlib import Path


def home_folder() -> Path:
    """Return $SINEWS_HOME, or the platform's folder for user data; nothing is created."""
    if named := os.environ.get("SINEWS_HOME"):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("sinews", appauthor=False)
