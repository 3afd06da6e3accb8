"""Check digits of German and international numbers. Pure functions on strings without separators.

Every function returns whether the number passes; a string of the wrong shape never passes. Sources are named with
each procedure. A check digit tells a typing error from a number, not a person from a thing: what follows from it is
decided in :mod:`schleuse.detection.labels`.
"""

from collections.abc import Sequence

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _cross(value: int) -> int:
    """Cross-sum."""
    return sum(map(int, str(value)))


def iso_7064_mod_11_10(digits: str) -> bool:
    """ISO 7064 Mod 11,10 over all digits, the last being the check digit (IdNr, USt-IdNr., W-IdNr.)."""
    product = 10
    for char in digits[:-1]:
        total = (int(char) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(digits[-1])


def tax_id(number: str) -> bool:
    """Steuerliche Identifikationsnummer, § 139b AO: repeat rule of the first ten digits and ISO 7064 Mod 11,10.

    A leading 0 is never issued but passes: test numbers begin with it.
    """
    if len(number) != 11 or not number.isdecimal():
        return False
    counts = sorted((number[:10].count(digit) for digit in set(number[:10])), reverse=True)
    if counts[0] not in {2, 3} or (len(counts) > 1 and counts[1] > 1):
        return False
    if any(number[at] * 3 == number[at : at + 3] for at in range(8)):
        return False
    return iso_7064_mod_11_10(number)


def vat_id(number: str) -> bool:
    """USt-IdNr. and W-IdNr. without ``DE``: nine digits, Anlage 3 to § 9 ZMDV (BGBl. I 1993 p. 736)."""
    return len(number) == 9 and number.isdecimal() and iso_7064_mod_11_10(number)


def social_security(number: str) -> bool:
    """Versicherungsnummer of the pension insurance, § 2 VKVV: ``BBTTMMJJASSP``, letter upper case.

    Day 00 to 95 and month 00 are issued where the date of birth is not known.
    """
    if len(number) != 12 or not (number[:8] + number[9:]).isdecimal() or number[8] not in _LETTERS:
        return False
    if int(number[2:4]) > 95 or int(number[4:6]) > 12:
        return False
    digits = number[:8] + f"{_LETTERS.index(number[8]) + 1:02}" + number[9:11]
    total = sum(_cross(int(digit) * weight) for digit, weight in zip(digits, _RVNR_WEIGHTS, strict=True))
    return total % 10 == int(number[11])


_RVNR_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def health_insurance(number: str) -> bool:
    """Unchangeable part of the Krankenversichertennummer, § 290 SGB V: a letter and nine digits."""
    if len(number) != 10 or number[0] not in _LETTERS or not number[1:].isdecimal():
        return False
    digits = f"{_LETTERS.index(number[0]) + 1:02}" + number[1:9]
    total = sum(_cross(int(digit) * (1 + at % 2)) for at, digit in enumerate(digits))
    return total % 10 == int(number[9])


def physician(number: str) -> bool:
    """LANR: nine digits, the seventh checks the first six (weights 4 9)."""
    if len(number) != 9 or not number.isdecimal():
        return False
    total = sum(int(digit) * (4, 9)[at % 2] for at, digit in enumerate(number[:6]))
    return (10 - total % 10) % 10 == int(number[6])


def employer(number: str) -> bool:
    """Betriebsnummer: eight digits; the last may be the result or result + 5 (RS 2016/04 Ziff. 1.3.2.2)."""
    if len(number) != 8 or not number.isdecimal() or not (1 <= int(number[:3]) <= 99 or int(number[:3]) > 110):
        return False
    total = sum(_cross(int(digit) * (1 + at % 2)) for at, digit in enumerate(number[:7])) % 10
    return int(number[7]) in {total, (total + 5) % 10}


def icao_9303(field: str, digit: str) -> bool:
    """ICAO Doc 9303-3, 4.9: weights 7 3 1, A = 10 … Z = 35, ``<`` = 0."""
    if not digit.isdecimal():
        return False
    total = 0
    for at, char in enumerate(field):
        if char.isdecimal():
            value = int(char)
        elif char in _LETTERS:
            value = _LETTERS.index(char) + 10
        elif char == "<":
            value = 0
        else:
            return False
        total += value * (7, 3, 1)[at % 3]
    return total % 10 == int(digit)


def driving_licence(number: str) -> bool:
    """German card licence, field 5: eleven characters, the tenth is the check digit (mod 11, X = 10)."""
    if len(number) != 11 or not number.isalnum() or not number.isascii():
        return False
    total = sum(int(char, 36) * weight for char, weight in zip(number[:9], range(9, 0, -1), strict=True))
    return "0123456789X"[total % 11] == number[9]


def luhn(digits: str) -> bool:
    """Luhn, ISO/IEC 7812-1 Annex B, last digit is the check digit."""
    total = 0
    for at, char in enumerate(reversed(digits)):
        value = int(char) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card(digits: str) -> bool:
    """Payment card: issuer range with its lengths, and Luhn."""
    return card_issuer(digits) and luhn(digits)


def card_issuer(digits: str) -> bool:
    """Whether length and leading digits belong to Visa, Mastercard, American Express, Maestro or Diners."""
    if not 13 <= len(digits) <= 19 or not digits.isdecimal():
        return False
    two, four = int(digits[:2]), int(digits[:4])
    match len(digits):
        case 13:
            return digits[0] == "4"
        case 14:
            return two in {36, 38, 39} or 3000 <= four <= 3059
        case 15:
            return two in {34, 37}
        case 16:
            return (
                digits[0] == "4" or 51 <= two <= 55 or 2221 <= four <= 2720 or two in {50, 56, 57, 58} or two // 10 == 6
            )
        case _:
            return (digits[0] == "4" and len(digits) == 19) or two in {50, 56, 57, 58} or two // 10 == 6


def mod_97(iban: str) -> bool:
    """ISO 13616: first four characters behind, A = 10 …, remainder 1. Upper case, no separators."""
    if not iban.isalnum() or not iban.isascii():
        return False
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def vehicle(number: str) -> bool:
    """Check digit at position 9 of a North American VIN (49 CFR 565.15)."""
    if len(number) != 17:
        return False
    total = 0
    for char, weight in zip(number, _VIN_WEIGHTS, strict=True):
        value = int(char) if char.isdecimal() else _VIN_VALUES.get(char)
        if value is None:
            return False
        total += value * weight
    return "0123456789X"[total % 11] == number[8]


_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9], strict=True)
)


# --- Steuernummer ------------------------------------------------------------------------------------------
# ELSTER, "Prüfung der Steuer- und Steueridentifikationsnummer": weights over the first twelve digits of the
# unified 13-digit form, check digit last.

_W11 = (0, 5, 4, 3, 0, 2, 7, 6, 5, 4, 3, 2)
_W11_HB_HH = (0, 0, 4, 3, 0, 2, 7, 6, 5, 4, 3, 2)
_W11_NI_BE_B = (0, 0, 2, 9, 0, 8, 7, 6, 5, 4, 3, 2)
_W11_BE_A = (0, 0, 0, 0, 0, 7, 6, 5, 8, 4, 3, 2)
_W_NW = (0, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1)
_W_RP = (0, 0, 1, 2, 0, 1, 2, 1, 2, 1, 2, 1)
_ADD_2 = (0, 0, 9, 8, 0, 7, 6, 5, 4, 3, 2, 1)
_MULTIPLY_2 = (0, 0, 512, 256, 0, 128, 64, 32, 16, 8, 4, 2)


def _eleven(number: str, weights: Sequence[int]) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:12], weights, strict=True))
    return -total % 11 == int(number[12])


def _north_rhine(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:12], _W_NW, strict=True))
    return total % 11 == int(number[12])


def _palatinate(number: str) -> bool:
    total = 0
    for digit, weight in zip(number[:12], _W_RP, strict=True):
        product = int(digit) * weight
        total += product % 10 + 1 if product > 9 else product
    return -total % 10 == int(number[12])


def _powers_of_two(number: str) -> bool:
    total = 0
    for digit, addend, factor in zip(number[:12], _ADD_2, _MULTIPLY_2, strict=True):
        product = (int(digit) + addend) % 10 * factor
        while product > 9:
            product = _cross(product)
        total += product
    return -total % 10 == int(number[12])


def _berlin(number: str) -> bool:
    return _eleven(number, _W11_BE_A) or _eleven(number, _W11_NI_BE_B)


def tax_number(number: str) -> bool:
    """Steuernummer in the unified form of 13 digits (``5133081508159``)."""
    if len(number) != 13 or not number.isdecimal() or number[4] != "0":
        return False
    if number[5:8] in {"000", "998", "999"} and number[0] != "5":
        return False
    match number[:2]:
        case "28" | "26" | "21":
            return _powers_of_two(number)
        case "27":
            return _palatinate(number)
        case "22" | "24":
            return _eleven(number, _W11_HB_HH)
        case "23":
            return _eleven(number, _W11_NI_BE_B)
        case "11":
            return _berlin(number)
        case "10" | "30" | "31" | "32" | "40" | "41":
            return _eleven(number, _W11)
        case _ if number[0] == "9":
            return _eleven(number, _W11)
        case _ if number[0] == "5":
            return _north_rhine(number)
        case _:
            return False


def tax_number_of_land(groups: Sequence[str]) -> bool:
    """Steuernummer as printed on letters, in its groups of digits (``("400", "1234", "5678")``).

    The Land is not written on it: the number passes when it passes in any Land whose shape it has.
    """
    return any(tax_number(number) for number in _unified(groups))


def _unified(groups: Sequence[str]) -> list[str]:
    match [len(group) for group in groups]:
        case [2, 3, 5]:
            office, rest = groups[0], groups[1] + groups[2]
            return [f"{land}{office}0{rest}" for land in ("11", "24", "22", "23", "27", "21")]
        case [5, 5]:
            return [f"28{groups[0][:2]}0{groups[0][2:]}{groups[1]}"]
        case [3, 4, 4]:
            return [f"5{groups[0]}0{groups[1]}{groups[2]}"]
        case [3, 3, 5]:
            office, rest = groups[0], groups[1] + groups[2]
            lands = {"0": ("30", "26", "40", "10"), "1": ("31", "41"), "2": ("32",)}.get(office[0], ())
            return [f"9{office}0{rest}", *(f"{land}{office[1:]}0{rest}" for land in lands)]
        case _:
            return []
