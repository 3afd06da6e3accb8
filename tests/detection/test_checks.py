import pytest

from schleuse.detection import checks

LETTER_FORMS = [
    "66123/45675",
    "198/123/45675",
    "94/123/45688",
    "093/123/45673",
    "97/123/45672",
    "93/123/45673",
    "053/123/45677",
    "091/123/45679",
    "75/123/45675",
    "400/1234/5678",
    "95/123/45679",
    "096/123/45675",
    "246/123/45674",
    "196/123/45670",
    "38/123/45673",
]
UNIFIED = [
    "2866012345675",
    "9198012345675",
    "1194012345688",
    "3093012345673",
    "2497012345672",
    "2293012345673",
    "2653012345677",
    "4091012345679",
    "2375012345675",
    "5400012345678",
    "2795012345679",
    "1096012345675",
    "3246012345674",
    "3196012345670",
    "2138012345673",
    "4196012345670",
    "5133081508159",
    "2893081508152",
]


@pytest.mark.parametrize(
    ("number", "passes"),
    [
        ("86095742719", True),
        ("65929970489", True),
        ("57549285017", True),
        ("01123456782", True),
        ("02476291358", True),
        ("86095742710", False),
        ("12345678903", False),
        ("8609574271", False),
        ("11122345674", False),
    ],
)
def test_tax_id(number, passes):
    assert checks.tax_id(number) is passes


@pytest.mark.parametrize("number", LETTER_FORMS)
def test_tax_number_of_every_land(number):
    groups = number.split("/")
    assert checks.tax_number_of_land(groups)
    wrong = [*groups[:-1], groups[-1][:-1] + str((int(groups[-1][-1]) + 1) % 10)]
    # Of the two-digit offices several Länder are tried, so a wrong digit may pass elsewhere; the others have one.
    if len(groups) == 2 or len(groups[1]) == 4:
        assert not checks.tax_number_of_land(wrong)


@pytest.mark.parametrize("number", UNIFIED)
def test_tax_number_in_the_unified_form(number):
    assert checks.tax_number(number)
    assert not checks.tax_number(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert not checks.tax_number(number[:4] + "1" + number[5:])


@pytest.mark.parametrize(
    ("number", "passes"),
    [
        ("15070649C103", True),
        ("99010180M006", True),
        ("99150490K515", True),
        ("99000080K510", True),
        ("13000080K517", True),
        ("65170839J008", False),
        ("65171339J003", False),
        ("65179639J003", False),
        ("6517083903", False),
    ],
)
def test_social_security(number, passes):
    assert checks.social_security(number) is passes


def test_health_insurance():
    assert checks.health_insurance("A000500015")
    assert checks.health_insurance("C000500021")
    assert checks.health_insurance("A123456780")
    assert not checks.health_insurance("A123456789")
    assert not checks.health_insurance("Ä123456780")


def test_vat_id_physician_employer():
    assert checks.vat_id("136695976")
    assert not checks.vat_id("123456789")
    assert checks.physician("999999900")
    assert not checks.physician("999999800")
    assert checks.employer("99999993")
    assert checks.employer("99999998")
    assert not checks.employer("99999994")


def test_machine_readable_check_digits():
    assert checks.icao_9303("L01X00T47", "1")
    assert checks.icao_9303("C01X00T47", "8")
    assert checks.icao_9303("LZ6311T47", "5")
    assert not checks.icao_9303("L01X00T47", "2")
    assert not checks.icao_9303("L01X00T4ä", "2")


def test_driving_licence():
    assert checks.driving_licence("B072RRE2I55")
    assert checks.driving_licence("B0720000061")
    assert not checks.driving_licence("B072RRE2I65")


@pytest.mark.parametrize("number", ["4111111111111111", "5555555555554444", "2223003122003222", "378282246310005"])
def test_cards_pass_and_one_digit_off_fails(number):
    assert checks.card(number)
    assert not checks.card(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_only_issuers_ranges_are_cards():
    assert checks.luhn("1904300234573201")
    assert not checks.card("1904300234573201")


def test_iban_and_vehicle():
    assert checks.mod_97("DE89370400440532013000")
    assert checks.mod_97("DE93999999990000000001")
    assert not checks.mod_97("DE88370400440532013000")
    assert checks.vehicle("1M8GDM9AXKP042788")
    assert not checks.vehicle("WVWZZZ1JZ3W386752")
    assert not checks.vehicle("OIQ45678901234567")
