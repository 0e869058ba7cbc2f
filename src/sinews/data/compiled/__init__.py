"""All compiled tables. To add one: write its module here and list its COMPILED below."""

from sinews.core.registry import Registry
from sinews.data.compile import Compiled

COMPILED: Registry[Compiled] = Registry("compiled table", ())
