"""What the houses that know vehicles answer by VIN (contract, section 2)."""

from tests.sandbox.builders import LI, Sandbox

from tongban.core import vins


def test_a_new_car_has_everything_and_its_number_is_right(sandbox: Sandbox) -> None:
    car = sandbox.control("POST", f"cars/bought-by/{LI}")
    vin = {"vin": car["vin"]}
    assert vins.parse(car["vin"]).checks
    assert sandbox.get_answer("tax", "invoice", vin)["invoice"]["buyer"] == LI
    assert sandbox.get_answer("tax", "purchase_tax", vin)["tax"]["state"] == "paid"
    assert sandbox.get_answer("insurance", "compulsory", vin)["policy"]["insurer"]
    assert sandbox.get_answer("industry", "certificate", vin)["certificate"]["built"]["type"] == "K33"
    assert sandbox.get_answer("customs", "import", vin)["certificate"] is None
    assert sandbox.get_answer("crime", "stolen", vin) == {**vin, "hit": False, "reference": ""}
    assert sandbox.get_answer("recalls", "open", vin)["open"] is False


def test_a_car_is_as_the_control_says_and_nobody_knows_another(sandbox: Sandbox) -> None:
    car = sandbox.control("POST", f"cars/bought-by/{LI}", {"vin": "LSVT91339CN063181", "purchase_tax": None})
    assert sandbox.get_answer("tax", "purchase_tax", {"vin": car["vin"]})["tax"] is None
    sandbox.control("PUT", f"cars/{car['vin']}", {"stolen": {"reference": "A1"}, "certificate": {"announced": False}})
    certificate = sandbox.get_answer("industry", "certificate", {"vin": car["vin"]})["certificate"]
    assert (certificate["announced"], certificate["exempt"]) == (False, True)
    assert sandbox.get_answer("crime", "stolen", {"vin": car["vin"]})["hit"] is True
    unknown = sandbox.get_answer("tax", "invoice", {"vin": "1M8GDM9AXKP042788"})
    assert (unknown["found"], unknown["invoice"]) == (False, None)
    sandbox.control("PUT", "cars/nonsense!", {}, status=400)
    sandbox.control("PUT", f"cars/{car['vin']}", {"colour": {}}, status=400)


def test_the_page_of_cars_makes_one(sandbox: Sandbox) -> None:
    made = sandbox.http.post("/do/cars/make", data={"buyer": LI, "back": "/cars"}, follow_redirects=True)
    assert "LSF7150" in made.text
