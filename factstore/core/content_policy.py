"""What a browser may load and run on a page of ours: only what comes from this server.

Source: Content Security Policy Level 3.
"""

HEADER = "Content-Security-Policy"

_OURS = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**directives: str) -> str:
    """Return the policy of our pages, other than it in some directives (`style_src=…`)."""
    own = {name.replace("_", "-"): value for name, value in directives.items()}
    return "; ".join(f"{name} {value}" for name, value in {**_OURS, **own}.items())
