"""Common given names with the gender they say, so that "Herr Müller" is never taken for Petra Müller.

Our own small list of what is heard in German town halls; a name that is not in it says nothing.
"""

# A list of words is easier to read and to extend as a text (SIM905).
_GERMAN_WOMEN = """
andrea angelika anja anke anna anne annette antje barbara beate bettina birgit brigitte britta carina carla carolin
charlotte christa christina christine claudia cornelia dagmar daniela doris edith elena elfriede elisabeth elke ella
emilia emma erika esther eva franziska frieda gabriele gerda gertrud gisela greta hanna hannah heidi heike helga
henriette hilde ida ilse ines inge ingrid irene iris irmgard isabel jana janina jasmin jennifer johanna judith julia
juliane jutta karin karla katharina kathrin katja katrin kerstin klara kristin kristina laura lea lena leonie
lieselotte lina linda lisa lotte luisa luise magdalena maja manuela mareike margarete margit maria marianne marie
marina marion marlene martha martina mathilda melanie mia michaela miriam monika nadine natalie nele nicole nina nora
paula petra pia regina renate ricarda rita rosemarie ruth sabine sandra sarah sibylle silke silvia simone sofia sofie
sonja sophia sophie stefanie stephanie susanne svenja sylvia tanja theresa ulrike ursula ute vanessa vera veronika
viktoria waltraud yvonne
""".split()  # noqa: SIM905
_GERMAN_MEN = """
achim adrian albert alexander alfred andreas anton armin arne axel ben benedikt benjamin bernd bernhard bruno carl
carsten christian christoph clemens daniel david dennis detlef dieter dietmar dirk dominik eckhard edgar egon emil
erich ernst erwin eugen fabian felix ferdinand finn florian frank franz friedrich fritz georg gerald gerd gerhard
gregor guido günter günther gustav hans harald hartmut hauke heiko heinrich heinz helmut henning henrik henry herbert
hermann holger horst hubert ingo jakob jan jens joachim jochen johann johannes jonas jörg josef julian jürgen kai karl
karlheinz karsten klaus konrad konstantin kurt lars leo leon lorenz lothar louis luca ludwig lukas magnus manfred
manuel marc marcel marco mario markus martin marvin mathias matthias max maximilian michael moritz niklas nils norbert
olaf oliver oskar otto pascal patrick paul peter philipp rainer ralf ralph reinhard reinhold rene richard robert rolf
roman rudolf rüdiger sascha sebastian siegfried simon stefan steffen stephan sven theo theodor thomas thorsten till
tim timo tobias torben torsten udo ulf ulrich uwe valentin viktor volker walter werner wilhelm willi wolf wolfgang
""".split()  # noqa: SIM905
_TURKISH_WOMEN = """
aylin ayse aysel büsra derya dilara ebru elif emine esra fatma gül gülsen hatice leyla meryem nur sevgi zeynep
""".split()  # noqa: SIM905
_TURKISH_MEN = """
ahmet ali burak cem emre hakan hasan hüseyin ibrahim kemal mehmet murat mustafa osman ömer serkan yusuf
""".split()  # noqa: SIM905
_ARABIC_WOMEN = """
aisha amira fatima hala khadija layla mariam nadia noor rania samira yasmin zahra
""".split()  # noqa: SIM905
_ARABIC_MEN = """
abdullah ahmad hassan hussein karim khaled mahmoud mohamed mohammad mohammed muhammad omar samir tarek yousef
""".split()  # noqa: SIM905
_SLAVIC_WOMEN = """
agnieszka alicja beata dorota ewa halina joanna katarzyna malgorzata zofia ljudmila natalja oksana olena olga svetlana
swetlana tatjana dragana jelena ivana milica mirjana snezana
""".split()  # noqa: SIM905
_SLAVIC_MEN = """
andrzej jacek janusz jerzy krzysztof marek pawel piotr tomasz zbigniew alexej boris dimitri igor iwan nikolai oleg
sergej vladimir wladimir dragan goran milan zoran
""".split()  # noqa: SIM905
_ENDINGS = {
    "tr": ("oglu", "ogullari", "demir", "yilmaz", "kaya", "celik"),
    "sl": ("ski", "ska", "icz", "vic", "enko", "chuk", "tschuk", "owa", "ova", "jew"),
}


def _plain(name: str) -> str:
    return name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


_WOMEN = {"de": _GERMAN_WOMEN, "tr": _TURKISH_WOMEN, "ar": _ARABIC_WOMEN, "sl": _SLAVIC_WOMEN}
_MEN = {"de": _GERMAN_MEN, "tr": _TURKISH_MEN, "ar": _ARABIC_MEN, "sl": _SLAVIC_MEN}
_GENDER = {
    _plain(name): gender for gender, lists in (("f", _WOMEN), ("m", _MEN)) for names in lists.values() for name in names
}
_ORIGIN = {_plain(name): origin for lists in (_WOMEN, _MEN) for origin, names in lists.items() for name in names}


def gender_of(given_name: str) -> str:
    """Return ``m`` or ``f``, or ``""`` for a name that is not in the list (as compared: lower case, umlauts undone)."""
    return _GENDER.get(given_name, "") or _GENDER.get(given_name.partition("-")[0], "")


def origin_of(words: tuple[str, ...]) -> str:
    """Guess in which language a name (as compared) is at home: ``tr``, ``ar``, ``sl``, or ``de`` for all else."""
    if origin := _ORIGIN.get(words[0]):
        return origin
    family = words[-1]
    if family.startswith(("al-", "el-", "abu")):
        return "ar"
    return next((origin for origin, ends in _ENDINGS.items() if len(family) > 4 and family.endswith(ends)), "de")
