"""Find the consent text that a request names, or say which there are."""

from sqlalchemy.orm import Session

from gallery.actions.consent_texts import all_texts
from gallery.web.api.consent_body import TemplateBody
from gallery.web.api.incoming import refuse_field


def known_version(session: Session, template: TemplateBody, language: str) -> str | None:
    """Return the version of a text that the gallery holds; None for a form of another house.

    Without a version in the request it is the only one that there is in this language.

    :raises InvalidInput: the gallery holds this text, but not so; ``template`` says what it has.
    """
    held = [known.text for known in all_texts(session) if known.text.id == template.id]
    wanted = {template.version} if template.version else {text.version for text in held}
    fitting = [t.version for t in held if t.language == language and t.version in wanted]
    if held and len(fitting) != 1:
        there = ", ".join(f"{text.version} ({text.language})" for text in held)
        refuse_field("template", f"Name a version that there is in this language: {there}.")
    return fitting[0] if held else None
