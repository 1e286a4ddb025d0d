"""The editors' pages as a browser has them: forms filled from the page and sent back."""

from html.parser import HTMLParser

from django.test import Client


def sign_in(user, *, staff=True):
    """Return the client of somebody who may come in, if he is staff."""
    user.is_staff = staff
    user.save()
    client = Client()
    client.force_login(user)
    return client


class _Fields(HTMLParser):
    """What a browser would send of the forms of a page."""

    def __init__(self):
        super().__init__()
        self.data, self.select, self.area = {}, None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in {"checkbox", "radio"}:
                if "checked" in given:
                    self.data.setdefault(name, []).append(given.get("value", "on"))
            elif kind not in {"submit", "file"}:
                self.data[name] = given.get("value", "")
        elif tag == "select":
            self.select = (name, "multiple" in given, [])
        elif tag == "option" and self.select and "selected" in given:
            self.select[2].append(given.get("value", ""))
        elif tag == "textarea":
            self.area = (name, [])

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "select" and self.select:
            name, multiple, values = self.select
            self.data[name] = values if multiple else (values[0] if values else "")
            self.select = None
        elif tag == "textarea" and self.area:
            name, text = self.area
            # Django writes a line break first, which browsers drop; line ends are sent as CR LF.
            typed = "".join(text).replace("\r\n", "\n").removeprefix("\n")
            self.data[name] = typed.replace("\n", "\r\n")
            self.area = None


def fields(page):
    """Return the data that a browser would send of a page, as it was opened."""
    parser = _Fields()
    parser.feed(page.content.decode())
    return {
        name: value
        for name, value in parser.data.items()
        if name and "__prefix__" not in name and name not in {"theme", "q"}
    }


def save(client, url, typed=(), **more):
    """Open a page, type into its form and save it; returns the page that follows."""
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    data = {**fields(page), **dict(typed), **more}
    return client.post(url, data, follow=True)


def add_row(data, prefix, **values):
    """Return the data with one more row in the formset `prefix`."""
    total = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{total}-{name}": value for name, value in values.items()}
    return {**data, f"{prefix}-TOTAL_FORMS": str(total + 1), **row}


def told(page):
    """Return the text of a page without its markup."""
    parser = _Text()
    parser.feed(page.content.decode())
    return " ".join(" ".join(parser.parts).split())


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_data(self, data):
        self.parts.append(data)
