"""What needs a browser's own keys: the licence on this phone, its code read by a stranger, passkeys, an app's codes."""

import hashlib
import hmac
import io
import struct
import time
from base64 import b32decode
from collections.abc import Callable

from playwright.sync_api import Page
from tests.browser.conftest import Stage
from tests.browser.hand import Hand
from tests.builders import PASSWORD

STEP_SECONDS = 30


def add_virtual_authenticator(page: Page) -> None:
    """A security key inside the browser that says yes at once (Chromium's WebAuthn domain)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def totp(secret: str, at: float) -> str:
    """The six digits an app shows (RFC 6238)."""
    digest = hmac.new(b32decode(secret), struct.pack(">Q", int(at) // STEP_SECONDS), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def prove_it_is_me(hand: Hand) -> None:
    hand.type("#id_password", PASSWORD)
    hand.press("main form button")


def test_the_licence_goes_onto_this_phone_and_a_stranger_reads_its_code(
    hand: Callable[..., Hand], stage: Stage
) -> None:
    owner, stranger = hand(), hand()
    owner.sign_in(stage.enter("lost"))
    owner.open("/me/licence/")
    assert owner.page.locator(".code-picture svg").count() == 0
    owner.press("form[data-device] button")
    picture = owner.page.locator(".code-picture").screenshot()
    stranger.open("/check/")
    stranger.page.set_input_files("#picture", {"name": "photo.txt", "mimeType": "text/plain", "buffer": picture})
    stranger.press("main form button")
    assert stranger.page.locator(".panel .ink-done").count() == 2
    stranger.open("/check/")
    stranger.page.select_option("#class_code", "A1")
    stranger.page.set_input_files("#picture", {"name": "a.png", "mimeType": "image/png", "buffer": picture})
    stranger.press("main form button")
    assert stranger.page.locator(".panel .ink-refused").count() == 1
    owner.press("form[action$='/end/'] button")
    assert owner.page.locator(".code-picture svg").count() == 0


def test_without_javascript_the_page_says_what_it_cannot_do(hand: Callable[..., Hand], stage: Stage) -> None:
    owner = hand(script=False)
    owner.sign_in(stage.enter("lost"))
    owner.open("/me/licence/")
    assert owner.page.locator("[data-device-cannot]").is_visible()
    assert not owner.page.locator("form[data-device]").is_visible()


def test_the_code_for_showing_can_be_photographed_from_a_small_screen(hand: Callable[..., Hand], stage: Stage) -> None:
    import zxingcpp
    from PIL import Image

    owner = hand()
    owner.sign_in(stage.enter("lost"))
    owner.open("/me/licence/")
    owner.press("form[data-device] button")
    seen = Image.open(io.BytesIO(owner.page.screenshot(full_page=True))).convert("L")
    assert len(zxingcpp.read_barcodes(seen)) == 1


def test_a_passkey_is_made_signs_in_and_is_removed(hand: Callable[..., Hand], stage: Stage) -> None:
    phone = hand()
    add_virtual_authenticator(phone.page)
    phone.sign_in(stage.enter("security"))
    phone.open("/account/2fa/webauthn/add/")
    prove_it_is_me(phone)
    phone.type("#id_name", "我的手机")
    phone.press("#mfa_webauthn_add")
    phone.open("/account/2fa/webauthn/")
    assert "我的手机" in phone.words
    phone.context.clear_cookies()
    phone.open("/account/login/")
    phone.press("#passkey_login")
    assert phone.page.url.endswith("/me/")
    phone.open("/account/2fa/webauthn/")
    phone.press("a[href$='/remove/']")
    if "reauthenticate" in phone.page.url:
        prove_it_is_me(phone)
    phone.press("button.danger")
    assert "我的手机" not in phone.page.locator("main ul.checks").all_inner_texts()


def test_codes_from_an_app_are_asked_for_as_a_second_step(hand: Callable[..., Hand], stage: Stage) -> None:
    phone, person = hand(), stage.enter("security")
    phone.sign_in(person)
    phone.open("/account/2fa/totp/activate/")
    prove_it_is_me(phone)
    secret = str(phone.page.locator("main .code").first.text_content())
    assert phone.page.locator(".code-picture svg").is_visible()
    phone.type("#id_code", "000000")
    phone.press("main form button")
    assert phone.page.locator(".error").count() == 1
    now = time.time()
    phone.type("#id_code", totp(secret, now))
    phone.press("main form button")
    phone.sign_in(person)
    assert "authenticate" in phone.page.url
    phone.open("/me/")
    assert "/account/" in phone.page.url  # half signed in is not signed in
    phone.sign_in(person)
    phone.type("#id_code", totp(secret, now + STEP_SECONDS))  # a code counts once; clocks may differ by a step
    phone.press("main form button:not([form]):not([type=button])")
    assert phone.page.url.endswith("/me/")
