"""Read staff pages as a person would: headings, fields, faults, links."""

from html.parser import HTMLParser

from werkzeug.test import TestResponse


class Page(HTMLParser):
    """Keep what a page says: its text, its links, its forms' fields and their values."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.links: list[str] = []
        self.actions: list[str] = []
        self.fields: dict[str, str] = {}
        self.ticked: set[tuple[str, str]] = set()
        self.faults: dict[str, str] = {}
        self._text: list[str] = []
        self._fault: str | None = None
        self.feed(self.html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.actions.append(given.get("action", ""))
        if tag in {"input", "select", "textarea"}:
            self._field(given)
        if "field__fault" in given.get("class", ""):
            self._fault = given.get("id", "").removeprefix("e-")

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if self._fault:
            self.faults[self._fault] = data.strip()
            self._fault = None

    def _field(self, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.ticked.add((name, value))
        elif name:
            self.fields.setdefault(name, value)
