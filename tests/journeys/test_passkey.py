"""A passkey: set up, looked at, and come in with it alone; without it the mailed code is not enough."""

import pytest
from browsers import LIMIT, PHONE, accessible, fits, mailed_code, sign_up

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("serve")]
MAIL = "kagi@example.jp"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_set_up_and_lets_one_in(place, people):
    # A passkey belongs to a name; an address of numbers is none.
    context = people.browser.new_context(viewport=PHONE, locale="ja-JP", base_url=f"http://localhost:{place.port}")
    context.set_default_timeout(LIMIT)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def look() -> None:
        assert not accessible(page) and fits(page, PHONE), page.url

    def leave() -> None:
        page.goto("/accounts/logout/")
        page.locator("main button").first.click()
        page.wait_for_url("**/")

    page.goto("/ask/")
    page.fill("textarea[name=text]", "鍵の複製")
    page.get_by_role("button", name="次へ進む").click()
    sign_up(place, page, MAIL, "鍵山 開", "鍵山商店")
    page.goto("/me/")
    page.get_by_role("link", name="二つ目の確認").click()
    look()
    page.get_by_role("link", name="パスキーを登録する").first.click()
    look()
    page.get_by_role("button", name="登録する").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("main code").count() == 10
    look()
    leave()
    page.goto("/accounts/login/code/")
    look()
    page.get_by_role("button", name="パスキーで入る").click()
    page.wait_for_url("**/home/")
    page.goto("/accounts/sessions/")
    look()
    leave()
    page.goto("/accounts/login/code/")
    page.fill("input[name=email]", MAIL)
    page.get_by_role("button", name="コードを送る").click()
    page.fill("input[name=code]", mailed_code(place, MAIL))
    page.locator("button.main").first.click()
    page.wait_for_url("**/2fa/authenticate/")
    look()
    page.get_by_role("button", name="パスキーで確かめる").click()
    page.wait_for_url("**/home/")
    context.close()
