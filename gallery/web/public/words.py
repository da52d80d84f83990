"""The words of the public pages, in each language that they are shown in."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Words:
    """Hold every phrase of the public pages in one language."""

    language: str
    skip_to_content: str
    all_cases: str
    gallery_title: str
    contact: str
    website: str
    all_procedures: str
    filter_heading: str
    search: str
    show_results: str
    clear_all: str
    remove_filter: str
    any_value: str
    filter_labels: Mapping[str, str]
    sort: str
    sort_labels: Mapping[str, str]
    unknown_value: str
    empty_heading: str
    empty_text: str
    no_match_heading: str
    no_match_text: str
    show_all: str
    pages: str
    previous: str
    next: str
    page_number: str
    procedure: str
    area: str
    side: str
    sessions: str
    time_after: str
    provider: str
    age: str
    gender: str
    skin: str
    facts: str
    about_case: str
    views: str
    comparison: str
    compare_slider: str
    compare_side: str
    slider_label: str
    slider_value: str
    similar: str
    picture_missing: str
    adult_badge: str
    adult_card: str
    adult_heading: str
    adult_text: str
    adult_confirm: str
    adult_hide: str
    adult_site_heading: str
    adult_site_text: str
    adult_site_confirmed: str
    adult_site_back: str
    adult_site_return: str
    actual_patients: str
    session_one: str
    session_many: str
    view_many: str
    case_description: str
    procedure_description: str
    codes: Mapping[str, str] = field(default_factory=dict)

    def session_count(self, count: int) -> str:
        """Say how many sessions a case took."""
        return self.session_one if count == 1 else self.session_many.format(count=count)

    def view_count(self, count: int) -> str:
        """Say how many views a case has; nothing for a single one."""
        return "" if count == 1 else self.view_many.format(count=count)

    def of_code(self, code: str) -> str:
        """Name a coded value, or return the code if it has no name in this language."""
        return self.codes.get(code.lower(), code)
