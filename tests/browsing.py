"""Pages in a browser that keep what they asked for and what went wrong."""


def open_watched(context):
    """Return a new page with lists of the addresses it asked for and of its errors."""
    page = context.new_page()
    page.requests, page.errors = [], []
    page.on("request", lambda r: page.requests.append(r.url))
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    return page
