"""Why a page cannot be captured."""


class Unreadable(Exception):
    """The page is refused; `code` is that of an entry of `errors` (docs/errors.md)."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
