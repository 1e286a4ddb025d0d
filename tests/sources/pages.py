"""Pages as publishers send them, and as nobody should."""

import html

PARAGRAPHS = (
    "The minister said on Tuesday that the bridge over the river would be closed until spring.",
    "“Nobody will be stranded,” she told reporters, adding that ferries would run every hour.",
    "Residents doubted it: the last closure, in 2019, had lasted four months longer than planned.",
)
TEXT = "\n".join(PARAGRAPHS)
HEAD = """
<title>Bridge to close | The Courier</title>
<meta property="og:title" content="Bridge to close until spring">
<meta name="author" content="Ann Author">
<meta property="article:published_time" content="2024-05-30T10:00:00Z">
<meta property="og:site_name" content="The Courier">
<link rel="canonical" href="https://courier.example/bridge?utm_source=feed">
"""


def page(paragraphs=PARAGRAPHS, *, head=HEAD, below=""):
    body = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><nav><a href="/">Home</a></nav>'
        f"<article>{body}</article>{below}<script>var x = 1;</script></body></html>"
    )
