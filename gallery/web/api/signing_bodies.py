"""What is laid before a patient, as requests carry it."""

from datetime import tzinfo

from pydantic import Field, StrictBool

from gallery.consent.offer import Offer
from gallery.models import Case
from gallery.web.api.consent_body import ChosenNames, GivenTemplate, ListedNames
from gallery.web.api.incoming import Code, Incoming, Name, Text
from gallery.web.api.moments import Moment, day_of


class SigningRequestBody(Incoming):
    """What she is asked for; she ticks what she permits, nothing is ticked for her."""

    template: GivenTemplate = Field(description="The text to be signed: an id, or id and version")
    language: Code = "en"
    channels: ListedNames = Field(description="The places that she is asked for, each by itself")
    expires_on: Moment = Field(description="The consent would end as this day begins")
    photos: ListedNames = Field(default=(), description="Ids of the photos that she is to see")
    future_photos: StrictBool = Field(
        default=False, description="Ask also for photos that are added after she signed"
    )
    procedures: ListedNames = Field(default=(), description="Left out: those of the case")
    body_areas: ListedNames = Field(default=(), description="Left out: that of the case")
    identifiability: ChosenNames = ()
    demographics: ChosenNames = ()
    conditions: ChosenNames = ()
    recipients: ListedNames = ()
    purposes: ListedNames = ()
    remuneration: Text | None = Field(default=None, description="What is paid or given for it")
    supersedes: Name | None = Field(default=None, description="The consent that this renews")

    def offer(self, case: Case, zone: tzinfo) -> Offer:
        """Return what is asked for; ``zone`` is the practice's."""
        return Offer(
            procedures=self.procedures or tuple(case.procedure_slugs),
            body_areas=self.body_areas or (case.area,),
            photos=self.photos,
            channels=self.channels,
            expires_on=day_of(self.expires_on, zone),
            future_photos=self.future_photos,
            identifiability=self.identifiability,
            demographics=self.demographics,
            conditions=self.conditions,
            recipients=self.recipients,
            purposes=self.purposes,
            remuneration=self.remuneration or None,
        )


class PlacementBody(Incoming):
    """Where a copy was put by hand; an address or a note is needed."""

    channel: Name
    address: Text | None = Field(default=None, description="Of the post, to be looked at later")
    note: Text | None = Field(default=None, description="Where the copy is: never a name")
