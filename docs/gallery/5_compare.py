"""Two strategies under rival theories of how the war may end."""

import sinews

shown = sinews.compare("incremental", "full_offensive", futures=200)
print(shown.sentences[0])
print(shown.frame().head(3))
