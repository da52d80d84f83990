"""The cookie session, which exists for staff only."""

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class StaffSessions(SecureCookieSessionInterface):
    """Keep the signed cookie away from every answer but those of staff pages.

    Public answers neither set a cookie nor vary by one, so that caches may share them.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie for staff pages; leave every other answer as it is."""
        if request.blueprint == "staff":
            super().save_session(app, session, response)
