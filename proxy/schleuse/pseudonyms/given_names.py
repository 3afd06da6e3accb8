"""Common given names with the gender they say, so that "Herr Müller" is never taken for Petra Müller.

Our own small list of what is heard in German town halls; a name that is not in it says nothing.
"""

_FEMALE = """
andrea angelika anja anke anna anne annette antje barbara beate bettina birgit brigitte britta carina carla carolin
charlotte christa christina christine claudia cornelia dagmar daniela doris edith elena elfriede elisabeth elke ella
emilia emma erika esther eva franziska frieda gabriele gerda gertrud gisela greta hanna hannah heidi heike helga
henriette hilde ida ilse ines inge ingrid irene iris irmgard isabel jana janina jasmin jennifer johanna judith julia
juliane jutta karin karla katharina kathrin katja katrin kerstin klara kristin kristina laura lea lena leonie
lieselotte lina linda lisa lotte luisa luise magdalena maja manuela mareike margarete margit maria marianne marie
marina marion marlene martha martina mathilda melanie mia michaela miriam monika nadine natalie nele nicole nina
nora paula petra pia regina renate ricarda rita rosemarie ruth sabine sandra sarah sibylle silke silvia simone sofia
sofie sonja sophia sophie stefanie stephanie susanne svenja sylvia tanja theresa ulrike ursula ute vanessa vera
veronika viktoria waltraud yvonne aylin ayse aysel büsra derya dilara ebru elif emine esra fatma gül gülsen hatice
leyla meryem nur sevgi zeynep aisha amira fatima hala khadija layla mariam nadia noor rania samira yasmin zahra
agnieszka alicja beata dorota ewa halina joanna katarzyna malgorzata zofia ljudmila natalja oksana olena olga
svetlana swetlana tatjana dragana jelena ivana milica mirjana snezana
""".split()  # noqa: SIM905 - a list of words is easier to read and to extend as a text
_MALE = """
achim adrian albert alexander alfred andreas anton armin arne axel ben benedikt benjamin bernd bernhard bruno carl
carsten christian christoph clemens daniel david dennis detlef dieter dietmar dirk dominik eckhard edgar egon emil
erich ernst erwin eugen fabian felix ferdinand finn florian frank franz friedrich fritz georg gerald gerd gerhard
gregor guido günter günther gustav hans harald hartmut hauke heiko heinrich heinz helmut henning henrik henry
herbert hermann holger horst hubert ingo jakob jan jens joachim jochen johann johannes jonas jörg josef julian
jürgen kai karl karlheinz karsten klaus konrad konstantin kurt lars leo leon lorenz lothar louis luca ludwig lukas
magnus manfred manuel marc marcel marco mario markus martin marvin mathias matthias max maximilian michael moritz
niklas nils norbert olaf oliver oskar otto pascal patrick paul peter philipp rainer ralf ralph reinhard reinhold
rene richard robert rolf roman rudolf rüdiger sascha sebastian siegfried simon stefan steffen stephan sven theo
theodor thomas thorsten till tim timo tobias torben torsten udo ulf ulrich uwe valentin viktor volker walter werner
wilhelm willi wolf wolfgang ahmet ali burak cem emre hakan hasan hüseyin ibrahim kemal mehmet murat mustafa osman
ömer serkan yusuf abdullah ahmad hassan hussein karim khaled mahmoud mohamed mohammad mohammed muhammad omar samir
tarek yousef andrzej jacek janusz jerzy krzysztof marek pawel piotr tomasz zbigniew alexej boris dimitri igor iwan
nikolai oleg sergej vladimir wladimir dragan goran milan zoran
""".split()  # noqa: SIM905


def _plain(name: str) -> str:
    return name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


_GENDER = {_plain(name): "f" for name in _FEMALE} | {_plain(name): "m" for name in _MALE}


def gender_of(given_name: str) -> str:
    """Return ``m`` or ``f``, or ``""`` for a name that is not in the list (as compared: lower case, umlauts undone)."""
    return _GENDER.get(given_name, "") or _GENDER.get(given_name.partition("-")[0], "")
