"""Invented names, streets and towns that may stand in for real ones.

Our own: surnames, streets and towns are made of two halves that nobody bears together (checked against the surnames
seen in Germany and the world's towns of 500 people and more), so that none is a known person or a real place. Plain
letters only, and no sibilant at the end: models have nothing to respell, and every genitive is an s.
"""

from collections.abc import Mapping, Sequence

# A list of words is easier to read and to extend as a text (SIM905).
_GERMAN_WOMEN = """
Dorit Heidrun Thekla Jutta Mechthild Liselotte Dagny Ulla Margrit Nora Imke Rosalinde Corinna Jorinde Sigrid Kirsten
Frauke Wiebke Friederike Gudrun Verena Berta Elvira Ursel Reinhild Annegret Evelin Ottilie Bruni Gesine Karola Almut
Ilka Nadja Tilda Pauline Carola Lore Swantje Hedda
""".split()  # noqa: SIM905
_GERMAN_MEN = """
Lutger Leif Sigmar Ingo Ulfert Veit Thilo Konradin Folkert Jannik Ortwin Sievert Ubbo Roland Hartwig Wendelin
Winfried Eckart Edwin Harro Detmar Ingmar Karsten Meinhard Gisbert Dankwart Malte Burkhard Jelto Norwin Ansgar
Albrecht Gernot Reiner Norman Bertram Falko Tammo Ottmar
""".split()  # noqa: SIM905
_GERMAN_FAMILIES = """
Lindacker Kernfelder Kaltensteiner Seelberger Brennthaler Moorkamper Brennkamper Birkkamper Vorderhaupt Seelhaupt
Zellwinkel Vordersteiner Kernhofer Otterberger Kernwinkel Hagerhofer Birkhorster Fahrenhofer Otterhuber Hagerhuber
Tannhorster Zellegger Otterthaler Haselhuber Kaltenbrucker Lohrberger Tannfelder Quellfelder Ulmenwinkel Kernberger
Harmrieder Wendrieder Birkbrucker Fahrenthaler Rauchkamper Lindfelder Fahrenkamper Hagerkamper Haselfelder
Lohrsteiner Seelwinkel Tannegger Grieshorster Ulmenegger Lindhaupt Vorderthaler Lindkamper Kaltenfelder Birkacker
Dornsteiner Fahrenfelder Lindhuber Dornthaler Dornacker Vorderwinkel Ulmenbrucker Ellingwinkel Rauchhaupt
Fahrenrieder Zellfelder Ulmenkamper Tannacker Wendhuber Lohrhofer Fahrensteiner Wendfelder Lohrwinkel Rauchrieder
Haselhaupt Griesfelder Fahrenegger Tannhaupt Lohrhuber Quellhofer Wiesenhuber Dornwinkel Vorderbrucker Seelegger
Lindegger Haselthaler Zellrieder Harmacker Rauchsteiner Lohracker Ottersteiner Birkberger Seelhuber Lohregger
Fahrenhorster Dornhaupt Otterhorster Ellinghofer Brennhofer Kernacker Otterhaupt Lindwinkel Wendacker Dornbrucker
Tannthaler Quellberger Seelrieder Haselkamper Ulmenhorster Moorhofer Lindrieder Haselbrucker Seelacker Zellberger
Wendhorster Lindhorster
""".split()  # noqa: SIM905
_TURKISH_WOMEN = """
Tulin Zerrin Hande Aydan Gonca Canan Feride Esin Dilan Meltem Perihan Sibel Nalan Belgin
""".split()  # noqa: SIM905
_TURKISH_MEN = """
Tarkan Volkan Levent Alper Kaan Ercan Ilker Gokhan Ferit Metin Rifat Sinan Orhan Bora
""".split()  # noqa: SIM905
_TURKISH_FAMILIES = """
Tunabekan Cantekinli Tunagilman Karabarisan Sarsoylu Demiralanli Baygilman Yelalanli Tunaturanay Yeltekinli Yelbekan
Erbarisan Demirdaglar Tasbekan Bayturanay Erorenli Karaturanay Bayalanli Kirdaglar Sarorenli Gungilman Demirbekan
Eralanli Tasdaglar Kiralanli Candaglar Canalanli Tunatekinli Karasoylu Gunbekan Albekan Baytekinli Guntekinli
Alturanay Baybekan Karatekinli
""".split()  # noqa: SIM905
_SLAVIC_WOMEN = """
Vesna Zdenka Milena Bozena Ludmila Elzbieta Jadwiga Irena Grazyna Nadezda Slavica Tamara Radmila Danuta
""".split()  # noqa: SIM905
_SLAVIC_MEN = """
Vaclav Zlatko Kazimir Bogdan Jaromir Darko Henryk Goran Edvard Lubomir Ratko Stanislav Mirko Czeslaw
""".split()  # noqa: SIM905
_SLAVIC_FAMILIES = """
Walostenko Jarinovic Witarowenko Radenchuk Stanulenko Jarkowenko Dobinovic Zelarowenko Witostenko Zelkowenko Zelenchuk
Lipenchuk Korenchuk Walinovic Dobulenko Milarowenko Stanarowenko Bronostenko Staninovic Stankowenko Morenchuk Jarulenko
Korostenko Walkowenko Stanenchuk Jarenchuk Jararowenko Witkowenko Radkowenko Milulenko Bronarowenko Dobkowenko
Morostenko Broninovic Bronulenko Radulenko
""".split()  # noqa: SIM905
_ARABIC_WOMEN = """
Rabia Widad Jamila Amal Iman Dalia Huda Ghada Farida Karima Munira Nawal Lubna Basma
""".split()  # noqa: SIM905
_ARABIC_MEN = """
Tawfiq Walid Kamal Adnan Jamal Faisal Ismail Hamid Ghassan Munir Rafiq Salman Nabil Bilal
""".split()  # noqa: SIM905
_ARABIC_FAMILIES = """
Tarawidi Jababadri Taroudani Marourani Salanehi Jabanehi Faroudani Zahawidi Zahanehi Zahourani Zahimari Kasoudani
Jabimari Salimari Hadabadri Kasourani Rahanehi Farawidi Rahimari Salabadri Marawidi Jabawidi Jabourani Tarabadri
Rahawidi Hadawidi Hadanehi Tarourani Nasimari Marabadri Farabadri Farourani Marimari Faranehi Farimari Rahabadri
""".split()  # noqa: SIM905
_ANYBODY = """
Sanja Toni Lior Bente Kaya Dominique Jona Fiete Eike Mika Quirin Rani Noa Conny
""".split()  # noqa: SIM905
STREETS = """
Nebenbirkenkamp Nebenquellgasse Nebendornstieg Quertannenstieg Oberhaselweg Oberquellgasse Querdornstieg
Querotterweg Oberbirkenkamp Hinterquellgasse Querhaselweg Niederotterweg Hinterhaselweg Nebentannenstieg
Niedermoorkamp Hintertannenstieg Vorderotterweg Querquellgasse Nebenhaselweg Hinterbirkenkamp Quermoorkamp
Hinterdornstieg Oberotterweg Vorderdornstieg Niedertannenstieg Vordermoorkamp Niederhaselweg Querlindenweg
Hintermoorkamp Nebenulmenweg Vorderulmenweg Niederulmenweg Niederbirkenkamp Querulmenweg Obertannenstieg
Hinterotterweg Vorderbirkenkamp Vorderquellgasse Vorderlindenweg Hinterlindenweg Nebenlindenweg Nebenmoorkamp
Vorderhaselweg Querbirkenkamp Niederlindenweg Vordertannenstieg Nebenotterweg Niederquellgasse Obermoorkamp
Oberlindenweg Niederdornstieg Oberulmenweg Oberdornstieg Hinterulmenweg
""".split()  # noqa: SIM905
TOWNS = """
Tannenwalddorf Ulmenhausenau Tannenweilerau Otterweilerau Moorweilerau Quellfelden Ulmenweilerau Wiesenbruckstedt
Birkenfelden Wiesenhausenau Haselbruckstedt Kaltenwalddorf Grieswalddorf Ulmenbruckstedt Moorheimingen Otterfelden
Lohrhausenau Otterhausenau Lohrfelden Ulmenwalddorf Tannenheimingen Tannenfelden Otterwalddorf Haselweilerau
Moorhausenau Lohrwalddorf Otterheimingen Dornheimingen Wiesenwalddorf Quellrodingen Birkenrodingen Wiesenrodingen
Dornbruckstedt Birkenheimingen Otterbruckstedt Tannenrodingen Wiesenweilerau Dornrodingen Griesfelden Lohrweilerau
Birkenbruckstedt Quellhausenau Haselrodingen Ulmenfelden Lohrrodingen Wiesenheimingen Grieshausenau Tannenbruckstedt
Birkenwalddorf Birkenhausenau Kaltenweilerau Moorrodingen Moorwalddorf Ulmenrodingen Haselfelden Haselwalddorf
Dornweilerau Otterrodingen Kaltenfelden Kaltenhausenau
""".split()  # noqa: SIM905

FAMILIES: Mapping[str, Sequence[str]] = {
    "de": _GERMAN_FAMILIES,
    "tr": _TURKISH_FAMILIES,
    "sl": _SLAVIC_FAMILIES,
    "ar": _ARABIC_FAMILIES,
}
"""Surnames by origin."""
GIVEN: Mapping[tuple[str, str], Sequence[str]] = {
    ("de", "f"): _GERMAN_WOMEN,
    ("de", "m"): _GERMAN_MEN,
    ("tr", "f"): _TURKISH_WOMEN,
    ("tr", "m"): _TURKISH_MEN,
    ("sl", "f"): _SLAVIC_WOMEN,
    ("sl", "m"): _SLAVIC_MEN,
    ("ar", "f"): _ARABIC_WOMEN,
    ("ar", "m"): _ARABIC_MEN,
}
"""Given names by origin and gender."""
ANYBODY: Sequence[str] = _ANYBODY
"""Given names that say no gender."""
