"""The brief of a question, in German, written to a folder with the data of every chart."""

from pathlib import Path
from tempfile import mkdtemp

import sinews

made = sinews.brief("shells", language="de")
for finding in made.findings:
    print(f"- {finding}")

page = made.write(Path(mkdtemp()) / "brief")
print(f"{page.name}, run {made.run}: `sinews rerun {made.run}` writes the same again")
