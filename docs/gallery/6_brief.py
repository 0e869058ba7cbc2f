"""The document of one question: its findings, its figures, and the file."""

import sinews

shown = sinews.brief("Do banned goods still reach Russia through third countries?")
print("\n".join(shown.findings))
print(shown.frame().head(3))
