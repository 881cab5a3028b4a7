"""The upload endpoints: tus as its specification says, and what a file must be to be taken."""

from __future__ import annotations

import base64
import hashlib

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inspect_app.accounts.permissions import Role
from inspect_app.foundation.ids import new_id
from tests.builders import make_person
from tests.inspect_app.tablet.http_tablet import TUS, HttpTablet, receipt_in
from tests.inspect_app.tablet.pictures import heic, jpeg, png_bomb
from tests.inspect_app.tablet.test_sync_api import code_of, username_of


@pytest.fixture
def tablet(app: Flask, client: FlaskClient) -> HttpTablet:
    tablet = HttpTablet(client, username_of(make_person(Role.INSPECTOR).person_id))
    assert tablet.register().status_code == 200
    return tablet


def test_the_server_describes_itself_to_any_tus_client(client: FlaskClient) -> None:
    answer = client.options("/sync/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    extensions = "creation,creation-with-upload,checksum,expiration,termination"
    assert answer.headers["Tus-Extension"] == extensions
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(answer.headers["Tus-Max-Size"]) == 64 * 1024 * 1024


def test_a_photo_in_two_pieces_gets_its_receipt_with_the_last(tablet: HttpTablet) -> None:
    photo = jpeg()
    created = tablet.create_upload(photo)
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, "0")
    assert created.headers["Upload-Expires"].endswith("GMT")
    location = created.headers["Location"]
    half = tablet.send_piece(location, 0, photo[:1000])
    assert (half.status_code, half.headers["Upload-Offset"], receipt_in(half)) == (204, "1000", None)
    looked = tablet.look(location)
    assert (looked.headers["Upload-Offset"], looked.headers["Upload-Length"]) == ("1000", str(len(photo)))
    assert looked.headers["Cache-Control"] == "no-store"
    receipt = receipt_in(tablet.send_piece(location, 1000, photo[1000:]))
    assert receipt is not None and receipt["sha256"] == hashlib.sha256(photo).hexdigest()
    assert receipt_in(tablet.look(location)) == receipt
    assert receipt_in(tablet.create_upload(photo)) == receipt


def test_a_small_file_may_come_with_its_creation(tablet: HttpTablet) -> None:
    created = tablet.create_upload(jpeg(), first=jpeg())
    assert created.status_code == 201
    assert receipt_in(created) is not None


def test_a_damaged_piece_is_answered_460_and_can_be_sent_again(tablet: HttpTablet) -> None:
    photo = jpeg()
    location = tablet.create_upload(photo).headers["Location"]
    checksum = "sha256 " + base64.b64encode(hashlib.sha256(photo).digest()).decode()
    damaged = tablet.send_piece(location, 0, photo[:-1] + b"x", **{"Upload-Checksum": checksum})
    assert code_of(damaged) == (460, "checksum_mismatch")
    assert tablet.look(location).headers["Upload-Offset"] == "0"
    assert receipt_in(tablet.send_piece(location, 0, photo, **{"Upload-Checksum": checksum})) is not None


def test_wrong_offsets_unknown_uploads_and_other_versions_have_their_statuses(tablet: HttpTablet) -> None:
    location = tablet.create_upload(jpeg()).headers["Location"]
    assert code_of(tablet.send_piece(location, 7, b"x")) == (409, "offset_mismatch")
    assert code_of(tablet.send_piece(f"/sync/uploads/{new_id()}", 0, b"x")) == (404, "upload_not_found")
    other = tablet.client.head(location, headers={**tablet.headers, "Tus-Resumable": "0.2.2"})
    assert other.status_code == 412
    untyped = tablet.client.patch(
        location, data=b"x", headers={**TUS, **tablet.headers, "Upload-Offset": "0"}
    )
    assert code_of(untyped) == (422, "bad_message")
    assert code_of(tablet.client.post("/sync/uploads", headers=TUS)) == (401, "sign_in_needed")


def test_an_upload_can_be_given_up(tablet: HttpTablet) -> None:
    location = tablet.create_upload(jpeg()).headers["Location"]
    headers = {**TUS, **tablet.headers}
    assert tablet.client.delete(location, headers=headers).status_code == 204
    assert tablet.look(location).status_code == 404


def test_methods_that_a_proxy_blocks_can_be_sent_as_post(tablet: HttpTablet) -> None:
    photo = jpeg()
    location = tablet.create_upload(photo).headers["Location"]
    own = {
        "X-HTTP-Method-Override": "PATCH",
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": "0",
    }
    sent = tablet.client.post(location, data=photo, headers={**TUS, **tablet.headers, **own})
    assert (sent.status_code, receipt_in(sent) is not None) == (204, True)


@pytest.mark.parametrize(
    "metadata",
    ["", "sha256", "sha256 !!", "sha256 YQ==,evidence_id YQ==,role d29ya2luZw==,type aW1hZ2UvanBlZw=="],
)
def test_an_upload_without_proper_metadata_is_refused(tablet: HttpTablet, metadata: str) -> None:
    refused = tablet.create_upload(jpeg(), headers={"Upload-Metadata": metadata})
    assert code_of(refused) == (422, "bad_message")


def test_a_file_over_the_limit_is_refused_before_it_comes(tablet: HttpTablet) -> None:
    refused = tablet.create_upload(b"x", headers={"Upload-Length": str(64 * 1024 * 1024 + 1)})
    assert code_of(refused) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 no picture at all " * 50, "not_a_picture"),
        (b"GIF89a" + b"\0" * 100, "not_a_picture"),
        (jpeg()[: len(jpeg()) // 2], "photo_unreadable"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "not_a_picture"),
        (png_bomb(), "photo_unreadable"),
    ],
    ids=["pdf", "gif", "truncated", "head only", "bomb"],
)
def test_what_is_no_usable_picture_is_refused_and_not_kept(
    app: Flask, tablet: HttpTablet, content: bytes, code: str
) -> None:
    refused = tablet.create_upload(content, first=content)
    assert code_of(refused) == (422, code)
    assert "本平板" in refused.get_json()["error"]["message"]
    from inspect_app.foundation.file_store import file_store

    assert file_store().stat(hashlib.sha256(content).hexdigest()) is None


def test_other_bytes_than_announced_are_refused(tablet: HttpTablet) -> None:
    location = tablet.create_upload(jpeg(1)).headers["Location"]
    content = jpeg(2)[: len(jpeg(1))].ljust(len(jpeg(1)), b"\0")
    assert code_of(tablet.send_piece(location, 0, content)) == (422, "hash_mismatch")
    assert tablet.look(location).status_code == 404


def test_heic_is_taken_as_it_is(tablet: HttpTablet) -> None:
    sent = tablet.create_upload(heic(), first=heic(), metadata={"type": "image/heic"})
    assert receipt_in(sent) is not None


def test_a_picture_of_fifty_megapixels_is_taken(tablet: HttpTablet) -> None:
    large = jpeg(3, (8192, 6144))
    assert receipt_in(tablet.create_upload(large, first=large)) is not None
