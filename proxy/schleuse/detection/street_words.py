"""The words of which German addresses are made, as parts of patterns."""

import re

W = r"[A-ZÄÖÜa-zäöüß][A-Za-zÀ-ž.'-]{0,38}?"
STRONG = (
    r"(?:stra(?:ß|ss)e|str\.?|gasse|gässle|gäßchen|allee|chaussee|promenade|weg|damm|ufer"
    r"|platz|pfad|stieg|steig|ring|wall|twiete|graben|deich|markt)"
)
WEAK = (
    r"(?:kamp|hof|grund|aue|kuhle|stiege|brink|feld|berg|bruch|heide|horst|siedlung|garten"
    r"|gärten|wiesen?|mühle|tal|höhe|eck|rain|anger|bogen|zeile|terrassen?|steg|brücke|tor"
    r"|dieck?"
    r"|kai|hagen|holz|winkel|grube|born|brunnen|busch|hütte|esch|loh|hang|leite|halde|acker"
    r"|land|wald|see|bach|moor|warft|koog|dorf|hausen|burg|stein|blick|ried|rott|kotten|park"
    r"|plan|gang|treppe|staffel|garten|kirchhof)"
)
# An adjective or place before "Straße/Weg/…" ("Königsberger Straße", "Alte Heerstraße", "Neuer Kamp").
QUALIFIER = (
    r"(?:(?:[A-ZÄÖÜ][A-Za-zÀ-ž-]{1,24}er|[A-ZÄÖÜ][A-Za-zÀ-ž-]{2,24}ische[rns]?|(?:Alte|Neue"
    r"|Obere|Untere|Hohe|Lange|Kurze|Breite|Große|Kleine|Grüne|Schwarze|Rote|Weiße|Äußere"
    r"|Innere|Vordere|Hintere|Mittlere|Am|Im|Zum|Zur|An der|Auf der|Auf dem)[rmns]?|St\."
    r"|Sankt|Dr\.|Prof\.|Dr\.-[A-ZÄÖÜ][\w-]{1,20})[ -])"
)
# In capitals and in lower case: "BRESLAUER STR.", "hammer straße"; words that end like that and are none are left out.
FROM_PLACE = (
    r"(?!(?:einer|ihrer|seiner|meiner|unserer|dieser|jeder|unter|hinter|über|oder|aber|immer"
    r"|wieder|jener|welcher|keiner|anderer)\b)[A-ZÄÖÜa-zäöüß][A-ZÄÖÜa-zäöüß-]{2,24}er[ ]"
)
PREPOSITION = (
    r"(?:Am|An der|An den|An dem|An|Auf der|Auf dem|Auf den|Auf'm|Im|In der|In den|In dem|Zum"
    r"|Zur|Zu den|Unter den|Unter der|Unterm|Hinter der|Hinter dem|Hinterm|Vor dem|Vor der"
    r"|Vorm|Bei der|Beim|Über der|Neben der|Neben dem|Ob der|Gegenüber der)"
)
PREPOSITIONS = re.compile(r"(?:an der|im|in der|in dem|auf der)[ ]")
"""Prepositions of a sentence, in front of a word that is a street by itself. "Am" and "zum" belong to streets."""
NUMBER = r"[1-9]\d{0,3}(?: ?[a-hA-H](?![\w]))?(?: ?[-/+] ?\d{1,4}(?: ?[a-hA-H](?![\w]))?)?(?: 1/2)?"
PLACE = (
    r"(?:Bad |Insel |Ostseebad |Seebad |St\. |Sankt |Groß |Klein |Alt |Neu |Markt |Burg "
    r"|Schloß |Hann\. |Lutherstadt )?[A-ZÄÖÜ][A-Za-zÀ-ž.'-]{1,30}"
    r"(?:/[A-ZÄÖÜ][\w.-]{1,20}| (?:am|an der|im|in der|ob der|vor der|bei|auf|i\.|a\.|b\."
    r"|v\.) ?(?:d\. ?)?[A-ZÄÖÜ][A-Za-zÀ-ž.-]{1,20}|-[A-ZÄÖÜ][a-zà-ž]{1,20})?"
    r"(?<![a-zà-ž]{2}\.)"  # the end of a sentence; "Frankfurt a. M." keeps its dot
    r"(?<!-)(?!-\d)"  # the next column of a table: "60804  K-848819"
)
POSTAL = rf"(?:(?:D|DE|A|AT|CH|L|NL|PL|I)[ -]{{1,2}})?\d{{4,5}}[ ]{{1,3}}{PLACE}"
BETWEEN = r"(?:,? ?(?:\n[ >\t|]{0,6}){1,2}|,[ ]{0,2}|[ ]{1,3}(?:[-|/][ ])?)"
EXTRA = (
    r"(?:,? (?:Zi(?:mmer|\.)?|Whg\.?|Wohnung|App\.?|Apartment|\d{1,2}\. ?(?:OG|Stock|Etage)"
    r"|EG|Haus|Hinterhaus|VH|HH) ?[\w-]{0,5})"
)
