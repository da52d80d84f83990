"""A caller of the API that holds every answer against the API's own document."""

import io
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from werkzeug.test import TestResponse

from gallery.clock import utc_now
from tests.support.papers import PDF
from tests.support.practice import picture_bytes

CASE: dict[str, object] = {
    "chart_ref": "MRN-004711",
    "title": "Spider veins on the outer thigh",
    "procedures": ["sclerotherapy"],
    "area": "legs",
    "laterality": "left",
    "sessions": 2,
    "provider": "Dr. Rivera",
    "age_band": "45-54",
    "is_adult_at_capture": True,
}


def offer(photos: object, **changes: object) -> dict[str, object]:
    """Return what a patient is asked for: the website and one social account, for a year."""
    known: dict[str, object] = {
        "template": "photo-release",
        "photos": photos,
        "channels": ["website_gallery", "social:instagram"],
        "demographics": ["age_band"],
        "expires_on": (utc_now() + timedelta(days=365)).date().isoformat(),
    }
    return {**known, **changes}


def token_of(url: str) -> str:
    """Return the secret of a patient's link."""
    return url.rpartition("/")[2]


def refusal(response: TestResponse) -> tuple[int, str]:
    """Return status and code of an answer that refuses."""
    return response.status_code, str(response.get_json()["error"]["code"])


def fields_of(response: TestResponse) -> set[str]:
    """Return the fields that an answer refuses."""
    assert response.status_code == 422, response.text
    return set(response.get_json()["error"]["fields"])


def consent(**changes: object) -> dict[str, object]:
    """Return a consent signed yesterday for a year and the website, as JSON."""
    now = utc_now()
    known: dict[str, object] = {
        "signer_name": "Jane Q. Example",
        "signed_at": (now - timedelta(days=1)).isoformat(),
        "signature_method": "wet_scan",
        "expires_on": (now + timedelta(days=365)).date().isoformat(),
        "scopes": [{"channel": "website_gallery", "decision": "permit"}],
    }
    return {**known, **changes}


@dataclass
class Api:
    """Call the API with a token; an answer that the document does not foresee fails the test."""

    client: FlaskClient
    token: str | None
    document: dict[str, Any]

    def __call__(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = dict(options.pop("headers", {}))
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        response = self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)
        self._check(method, path.partition("?")[0], response)
        return response

    def get(self, path: str, **options: Any) -> TestResponse:
        return self("GET", path, **options)

    def post(self, path: str, json: object = None, **options: Any) -> TestResponse:
        return self("POST", path, **(options if json is None else {"json": json, **options}))

    def open_case(self, **changes: object) -> dict[str, Any]:
        response = self.post("/cases", {**CASE, **changes})
        assert response.status_code == 201, response.text
        return dict(response.get_json())

    def upload(self, case_id: str, content: bytes, **fields: str) -> TestResponse:
        parts = {"role": "before", "view": "AP", **fields}
        data = {**parts, "file": (io.BytesIO(content), "IMG_0042.jpg")}
        return self.post(f"/cases/{case_id}/photos", data=data)

    def upload_long(self, case_id: str, content: bytes) -> TestResponse:
        """Upload from memory; the test client would leave a long body's file open."""
        head = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
        texts = [head.format("role", "") + "before", head.format("view", "") + "AP"]
        parts = [text.encode() for text in texts]
        parts.append(head.format("file", '; filename="a.jpg"').encode() + content)
        body = b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"
        form = "multipart/form-data; boundary=limit"
        return self.post(f"/cases/{case_id}/photos", data=body, content_type=form)

    def pair(self, case_id: str, view: str = "AP", *, seed: int = 1) -> dict[str, Any]:
        before = self.upload(case_id, picture_bytes(seed), role="before", view=view)
        after = self.upload(
            case_id, picture_bytes(seed + 1), role="after", view=view, interval="P6W"
        )
        body = {"before": before.get_json()["id"], "after": after.get_json()["id"], "view": view}
        response = self.post(f"/cases/{case_id}/pairs", body)
        assert response.status_code == 201, response.text
        return dict(response.get_json())

    def send_consent(self, case_id: str, **changes: object) -> TestResponse:
        parts = {
            "consent": json.dumps(consent(**changes)),
            "evidence": (io.BytesIO(PDF), "signed.pdf", "application/pdf"),
        }
        return self.post(f"/cases/{case_id}/consents", data=parts)

    def consent(self, case_id: str, **changes: object) -> dict[str, Any]:
        response = self.send_consent(case_id, **changes)
        assert response.status_code == 201, response.text
        return dict(response.get_json())

    def ask(self, case_id: str, **changes: object) -> dict[str, Any]:
        photos = [photo["id"] for photo in self.get(f"/cases/{case_id}").get_json()["photos"]]
        response = self.post(f"/cases/{case_id}/signing-requests", offer(photos, **changes))
        assert response.status_code == 201, response.text
        return dict(response.get_json())

    def _check(self, method: str, path: str, response: TestResponse) -> None:
        operation = self._operation(method, path)
        described = operation["responses"].get(str(response.status_code))
        assert described is not None, f"{response.status_code} is not described: {response.text}"
        if "content" not in described:
            assert response.data == b""
            return
        if "application/json" not in described["content"]:
            assert response.mimetype in described["content"]
            return
        schema = {
            **described["content"]["application/json"]["schema"],
            "components": self.document["components"],
        }
        OAS31Validator(schema).validate(response.get_json())

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        for template, operations in self.document["paths"].items():
            form = re.sub(r"\{\w+\}", "[^/]+", template)
            if re.fullmatch(form, f"/api/v1{path}") and method.lower() in operations:
                return dict(operations[method.lower()])
        raise AssertionError(f"{method} {path} is not in the document")
