"""All readers. To add one: write its module here and list its READER below."""

from sinews.core.registry import Registry
from sinews.data.reader import Reader

READERS: Registry[Reader] = Registry("reader", ())
