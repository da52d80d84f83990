"""What a child can be asked to do, and the program that the fork server runs."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from gallery.errors import InvalidInput
from gallery.imaging import (
    comparison,
    face_model,
    forkserver,
    frames,
    open_paper,
    samples,
    side_by_side,
    signature,
    strict,
    watermark,
)
from gallery.imaging.confinement import Confinement, in_force
from gallery.imaging.decode import decode, prepare
from gallery.imaging.edits import Area, edits_from_json
from gallery.imaging.encode import encode
from gallery.imaging.frames import Frame
from gallery.imaging.geometry import oriented
from gallery.imaging.legible import sheets
from gallery.imaging.limits import Limits
from gallery.imaging.pixel_difference import pixel_difference
from gallery.imaging.produce import Order, Product, make_preview, produce, upright_srgb
from gallery.imaging.refusals import too_much_memory
from gallery.imaging.specs import (
    PREVIEW_EDGE_PX,
    READING_EDGE_PX,
    Position,
    Rights,
    Size,
    Variant,
    Watermark,
)
from gallery.imaging.versions import versions


@dataclass(frozen=True)
class Request:
    """Hold one task: its arguments come from the service and are trusted, ``file`` is not."""

    file: BinaryIO
    limits: Limits
    arguments: dict[str, Any]
    bodies: tuple[bytes, ...]


def main() -> None:
    """Load the decoders, then fork a child for each order of the parent.

    Arguments: the descriptor of the control line and the parent's process id.
    """
    # Ctrl-C is for the command that started us: it stops its work itself, and then us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    prepare()
    comparison.prepare()
    confinement = Confinement()

    def confined(connection: socket.socket, picture: int) -> None:
        confinement.enter()
        handle(connection, picture)

    forkserver.serve(control, int(sys.argv[2]), confined)


def handle(connection: socket.socket, picture: int) -> None:
    """Answer one request; an unforeseen failure ends the child, and the parent sees that."""
    with os.fdopen(picture, "rb") as file:
        first = frames.receive(connection)
        if first is None:
            return
        bodies = tuple(_body(connection) for _ in range(first.header["bodies"]))
        limits = Limits(**first.header["limits"])
        request = Request(file, limits, first.header, bodies)
        try:
            for answer in TASKS[first.header["task"]](request):
                frames.send(connection, answer)
        except InvalidInput as refusal:
            frames.send(connection, _refusal(refusal))
        except MemoryError:  # Outside the decoder: while scaling or encoding.
            frames.send(connection, _refusal(too_much_memory(limits)))
        else:
            frames.send(connection, Frame({"kind": "done"}))


def inspect(request: Request) -> Iterator[Frame]:
    """Check and decode fully, at the preview's scale; answer facts and preview."""
    decoded = decode(request.file, request.limits, PREVIEW_EDGE_PX)
    if decoded.kind == "jpeg":
        request.file.seek(0)
        strict.check_jpeg(request.file.read())
    facts = decoded.facts
    size = oriented(decoded.stored_size, facts.orientation)
    preview = make_preview(decoded)
    header = {
        "format": decoded.kind,
        "width_px": size.width_px,
        "height_px": size.height_px,
        "captured_on": facts.captured_on.isoformat() if facts.captured_on else None,
        "camera": facts.camera,
        "focal_length_mm": facts.focal_length_mm,
        "capture": facts.capture.to_json(),
        "preview_width_px": preview.size.width_px,
        "preview_height_px": preview.size.height_px,
    }
    yield Frame(header, preview.content)


def render(request: Request) -> Iterator[Frame]:
    """Answer each rendition when it is ready."""
    arguments = request.arguments
    order = Order(
        Variant(arguments["variant"]),
        _watermark(arguments["watermark"], request.bodies),
        Rights(**arguments["rights"]),
        edits_from_json(arguments["edits"]),
        arguments["threads"],
        None if arguments["only"] is None else frozenset(arguments["only"]),
    )
    return map(_product, produce(request.file, request.limits, order))


def preview(request: Request) -> Iterator[Frame]:
    """Answer the private preview, or the larger picture that staff work on."""
    edits, edge_px = edits_from_json(request.arguments["edits"]), request.arguments["long_edge_px"]
    decoded = decode(request.file, request.limits, edge_px)
    yield _product(make_preview(decoded, edits.quarter_turns, edge_px, edits.masks))


def legible(request: Request) -> Iterator[Frame]:
    """Answer the photo as grey pixels, in each position in which text is looked for."""
    edits = edits_from_json(request.arguments["edits"])
    decoded = decode(request.file, request.limits, READING_EDGE_PX)
    for sheet in sheets(decoded, edits.masks, edits.quarter_turns):
        header = {
            "quarter_turns": sheet.quarter_turns,
            "width_px": sheet.size.width_px,
            "height_px": sheet.size.height_px,
            "look": sheet.look,
        }
        yield Frame(header, sheet.grey)


def faces(request: Request) -> Iterator[Frame]:
    """Answer where faces are, found with the model that came along."""
    edge_px = max(face_model.LONG_EDGES_PX)
    decoded = decode(request.file, request.limits, edge_px)
    image = upright_srgb(decoded, edge_px, request.arguments["quarter_turns"])
    yield Frame({"faces": face_model.find(image, request.bodies[0])})


def combine(request: Request) -> Iterator[Frame]:
    """Answer the before-and-after picture made from two encoded pictures."""
    before, after = request.bodies
    rights = Rights(**request.arguments["rights"])
    yield Frame({}, side_by_side.combine(before, after, rights, request.limits))


def compare(request: Request) -> Iterator[Frame]:
    """Answer how the photo in the body lies over this one, and what was measured of both."""
    turns, hidden = request.arguments["turns"], request.arguments["hidden"]
    sides = [
        comparison.Side(turn, tuple(Area(**area) for area in areas))
        for turn, areas in zip(turns, hidden, strict=True)
    ]
    yield Frame(comparison.compare(request.file, request.bodies[0], request.limits, sides))


def probe(_request: Request) -> Iterator[Frame]:
    """Answer what confines this child."""
    yield Frame({"in_force": in_force()})


def likeness(request: Request) -> Iterator[Frame]:
    """Answer how far two encoded pictures differ."""
    one, other = request.bodies
    yield Frame(pixel_difference(one, other, request.limits))


def logo(request: Request) -> Iterator[Frame]:
    """Answer the size of a usable logo."""
    opened = watermark.open_logo(request.bodies[0])
    yield Frame({"width_px": opened.width, "height_px": opened.height})


def paper(request: Request) -> Iterator[Frame]:
    """Answer what a document is, and how many pages it has."""
    opened = open_paper.open_paper(request.bodies[0], request.limits)
    yield Frame({"kind": opened.kind, "pages": opened.pages})


def sample(request: Request) -> Iterator[Frame]:
    """Answer pictures of the mark on every ground, at a card's size and a page's."""
    mark = _watermark(request.arguments["watermark"], request.bodies)
    for ground in samples.GROUNDS:
        for spec, size in samples.SIZES.items():
            image = samples.draw_ground(ground, size)
            if mark is not None:
                watermark.draw_mark(mark, size).paste_on(image)
            told = {"ground": ground, "spec": spec}
            sizes = {"width_px": size.width_px, "height_px": size.height_px}
            yield Frame(told | sizes, encode(image, "webp", None))


def clean(request: Request) -> Iterator[Frame]:
    """Answer the strokes of a drawn signature."""
    yield Frame({}, signature.strokes_of(request.bodies[0]))


TASKS: dict[str, Callable[[Request], Iterator[Frame]]] = {
    "inspect": inspect,
    "render": render,
    "preview": preview,
    "legible": legible,
    "faces": faces,
    "combine": combine,
    "compare": compare,
    "likeness": likeness,
    "logo": logo,
    "paper": paper,
    "samples": sample,
    "signature": clean,
    "probe": probe,
}


def _body(connection: socket.socket) -> bytes:
    frame = frames.receive(connection)
    return b"" if frame is None else frame.body


def _watermark(fields: dict[str, Any] | None, bodies: tuple[bytes, ...]) -> Watermark | None:
    if fields is None:
        return None
    position = Position(fields["position"])
    return Watermark(**fields | {"position": position, "logo_png": bodies[0] if bodies else None})


def _product(product: Product) -> Frame:
    size: Size = product.size
    header = {
        "spec": product.spec,
        "format": product.format,
        "width_px": size.width_px,
        "height_px": size.height_px,
        "steps": product.steps,
        "versions": versions(),
    }
    return Frame(header, product.content)


def _refusal(refusal: InvalidInput) -> Frame:
    header = {
        "kind": "error",
        "type": type(refusal).__name__,
        "code": refusal.code,
        "message": refusal.message,
        "fields": refusal.fields,
    }
    return Frame(header)
