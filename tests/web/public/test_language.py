"""Chinese until somebody chooses; the choice is kept, and machines choose with each request."""

from django.test import Client

ENGLISH_PHONE = {"accept-language": "en-GB,en;q=0.9"}


def test_a_phone_that_says_english_is_answered_in_chinese(db: None) -> None:
    page = Client(headers=ENGLISH_PHONE).get("/")
    assert 'lang="zh-Hans"' in page.content.decode()
    assert page["content-language"] == "zh-hans"


def test_the_switch_is_kept_both_ways(db: None) -> None:
    client = Client()
    assert 'href="?query=D06&amp;language=en"' in client.get("/services/?query=D06").content.decode()
    client.get("/services/?query=D06&language=en")
    page = client.get("/").content.decode()
    assert '<html lang="en">' in page and 'href="?language=zh-hans"' in page
    client.get("/?language=zh-hans")
    assert '<html lang="zh-Hans">' in client.get("/").content.decode()


def test_an_address_may_carry_the_language_and_it_is_kept(db: None) -> None:
    client = Client()
    assert 'lang="en"' in client.get("/?language=en").content.decode()
    assert 'lang="en"' in client.get("/services/").content.decode()
    assert client.get("/services/?language=xx").status_code == 200


def test_machines_say_their_language_with_each_request(db: None) -> None:
    answers = [Client(headers={"accept-language": code}).get("/api/v1/cases") for code in ("en", "zh-hans")]
    assert answers[0].json()["detail"] != answers[1].json()["detail"]
