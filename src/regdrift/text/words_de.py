"""German: words and patterns of statutes and regulations (DE, AT, EU)."""

from __future__ import annotations

from regdrift.text.lexicon import Force, Lexicon, word_set

LEXICON = Lexicon(
    language="de",
    months={
        "januar": 1,
        "jänner": 1,
        "februar": 2,
        "märz": 3,
        "april": 4,
        "mai": 5,
        "juni": 6,
        "juli": 7,
        "august": 8,
        "september": 9,
        "oktober": 10,
        "november": 11,
        "dezember": 12,
    },
    numbers={
        "ein": 1,
        "eine": 1,
        "einem": 1,
        "einen": 1,
        "eines": 1,
        "einer": 1,
        "eins": 1,
        "zwei": 2,
        "zwo": 2,
        "drei": 3,
        "vier": 4,
        "fünf": 5,
        "sechs": 6,
        "sieben": 7,
        "acht": 8,
        "neun": 9,
        "zehn": 10,
        "elf": 11,
        "zwölf": 12,
        "sechzehn": 16,
        "siebzehn": 17,
        "zwanzig": 20,
        "dreißig": 30,
        "dreissig": 30,
        "vierzig": 40,
        "fünfzig": 50,
        "sechzig": 60,
        "siebzig": 70,
        "achtzig": 80,
        "neunzig": 90,
        "hundert": 100,
        "tausend": 1000,
        "million": 1_000_000,
        "millionen": 1_000_000,
        "milliarde": 1_000_000_000,
        "milliarden": 1_000_000_000,
    },
    units={
        r"minuten?": "TM",
        r"stunden?": "TH",
        r"(?:kalender)?tag(?:en|es|e)?": "D",
        r"(?:werk|arbeits|geschäfts)tag(?:en|es|e)?": "D*",
        r"wochen?": "W",
        r"monat(?:en|es|s|e)?": "M",
        r"jahr(?:en|es|e)?": "Y",
    },
    business_days=r"(?:werktäglich\w*)",
    calendar_days=r"(?:vollen|volle|weiteren|weitere|aufeinanderfolgenden?)",
    decimal_mark=",",
    cues=(
        (
            Force.NONE,
            r"bleib(?:t|en) (?:hiervon |davon )?unberührt|(?:gelten|gilt) als\b|gelten entsprechend|gilt entsprechend"
            r"|(?:ist|sind) [^.;:]{0,140}?(?<!nicht )(?<!nur )anzuwenden\b",
        ),
        (Force.REACH, r"(?:gilt|gelten) (?:auch |entsprechend |ferner )?für\b"),
        (
            Force.EXEMPTION,
            r"(?:gilt|gelten|findet|finden) (?:[a-zäöüß0-9§. ]+ )?nicht\b(?: anwendung)?|nicht"
            r" (?:anwendbar|anzuwenden|verpflichtet)\b|nur anzuwenden\b|(?:findet"
            r"|finden) [^.;:]{0,80}?keine anwendung\b"
            r"|(?:muss|müssen|braucht|brauchen) (?:[a-z]+ ){0,6}?nicht\b|(?:ist|sind) (?:[a-z]+"
            r" ){0,8}?(?:befreit|ausgenommen)\b"
            r"|bedarf es (?:[a-z]+ )?(?:keiner|nicht)|nicht (?:erforderlich|zu)\b|keine? (?:[a-z]+ )?pflicht",
        ),
        (
            Force.PROHIBITION,
            r"(?:darf|dürfen) (?:[a-zäöüß0-9,§-]+ ){0,14}?(?:nicht|nur|kein\w*|niemals|weder)\b|nicht"
            r" zulässig|unzulässig|verboten\b"
            r"|(?:ist|sind) (?:[a-z]+ ){0,6}?untersagt|nicht (?:statthaft|erlaubt|gestattet|befugt)"
            r"|nur (?:zulässig|rechtmäßig|erlaubt)"
            r"|(?:niemand|keiner) (?:darf)\b|kann (?:[a-z]+ ){0,4}?nicht\b|hat (?:[a-z]+ ){0,6}?zu"
            r" unterlassen|(?:hat|haben) zu unterbleiben",
        ),
        (
            Force.DUTY,
            r"(?:hat|haben) (?:(?!nicht\b)[^.;: ]+ ){0,30}?(?:zu (?!lasten|gunsten|zwecken|handen"
            r"|zeiten|teilen|ungunsten)[a-zäöüß]+en\b"
            r"|[a-zäöüß]{2,9}zu[a-zäöüß]{3,}e?n\b|sicherzustellen)"
            r"|(?:ist|sind) (?:(?!nicht\b)[^.;: ]+ ){0,25}?(?:zu (?!lasten|gunsten|zwecken|handen"
            r"|zeiten|teilen|ungunsten)[a-zäöüß]+(?:en|ern|eln)\b|(?:ab|an"
            r"|auf|aus|ein|mit|vor|nach|bereit|sicher|heraus|"
            r"vorzu|durch|zurück|um|hin|bei|fort|weg)zu[a-zäöüß]{3,}n\b|verpflichtet\b)"
            r"|(?:muss|müssen|müsse)\b|(?:soll|sollen)\b|verpflichtet\b|obliegt\b|bedarf der\b|bedürfen der\b",
        ),
        (
            Force.PERMISSION,
            r"(?:kann|können|darf|dürfen)\b|(?:ist|sind) (?:[a-zäöü]+ ){0,10}?(?:berechtigt|befugt"
            r"|zulässig|ermächtigt|gestattet|erlaubt|rechtmäßig)\b"
            r"|(?:hat|haben) das recht\b|steht es frei\b",
        ),
        (
            Force.EXCEPTION,
            r"es sei denn\b|mit ausnahme\b|ausgenommen\b|abweichend von\b|ausser\b|außer(?! kraft)\b"
            r"|sofern nicht\b|soweit nicht\b|unbeschadet\b"
            r"|wenn möglich\b|vorbehaltlich\b",
        ),
    ),
    opt_in=(
        r"(?:vorherige\w*|ausdrückliche\w*|schriftliche\w*|freiwillige\w*|informierte\w*"
        r"|wirksame\w*)(?: (?:und )?[a-zäöüß]+)?"
        r" (?:einwilligung|zustimmung|einverständnis|genehmigung)\w*|einwilligung\w*|(?:hat|haben"
        r"|habe) (?:[a-zäöü ]{0,50}? )?eingewilligt|eingewilligt"
    ),
    opt_out=(
        r"widerspruch(?:s(?:recht)?|es)?\b|widersprech(?:en|t)|widersprochen|widerspricht"
        r"|widerruf(?:en|s|t|srecht)?\b|abbestell|werbesperr"
    ),
    lacking=r"ohne\b",
    approval=r"(?:einwillig\w+|eingewilligt|zustimm\w+|zugestimmt|einverständnis\w*|genehmig\w+)",
    withdrawal=(r"(?:widerruf|widersprech|widerspruch|abbestell|(?:auskunft|löschung|berichtigung) verlangen)"),
    not_consent=r"einwilligungsvorbehalt",
    deadline=(
        r"(?:innerhalb (?:von |einer frist von |der |eines zeitraums von )?|binnen|spätestens|frist"
        r" von|mindestens|längstens|höchstens|für die dauer von"
        r"|vor ablauf|nach ablauf|zeitraum von|dauer von|alle|in den (?:letzten|ersten))"
    ),
    due=r"(?:spätestens (?:am|bis zum|zum)|bis zum|bis spätestens|vor dem)",
    due_weak=r"(?:vor dem)$",
    deadline_after=r"(?:nach|seit|ab|vor|im voraus|lang)",
    retention=(
        r"(?:aufbewahr\w*|aufzubewahren|gespeichert|speicher(?:n|ung|frist\w*|dauer)|lösch(?:en|ung|t"
        r"|frist\w*)|gelöscht|vernicht\w*|archivier\w*"
        r"|zu speichern)"
    ),
    must_keep=r"(?:aufzubewahren|(?:muss|müssen) [^.;]{0,120}aufbewahren)\b",
    penalty=r"(?:geldbuße|bußgeld|geldstrafe|freiheitsstrafe|ordnungswidrig|zwangsgeld|schadensersatz|strafe\b)",
    enforcement=r"(?:sanktion|bußgeld|anordn|kontroll|untersuch|durchsetz|ahnd)",
    age=r"(?:lebensjahr|jahre alt|alter von|amtszeit|vollendet|ernannt|gewählt)",
    definition_heading=r"\bbegriffsbestimmung|\bbegriffe\b|\bdefinition",
    definition_lead=(
        r"im sinne (?:dieses|dieser|der (?:sätze|absätze|nummern?|vorschriften|folgenden|verordnung)"
        r"|des (?:gesetzes|satzes|absatzes|abschnitts|buches)|von (?:satz|absatz))|bezeichnet (?:der ausdruck)?"
        r"|\" ?(?:ist|sind|jede|eine|ein)\b"
        r"|begriffsbestimmung|gilt als\b|bedeutet\b"
    ),
    definition_excludes=r"nicht jedoch|ausgenommen|mit ausnahme|außer|nicht als|keine?\b",
    definition_negates=r"(?:nicht als|gelten nicht|gilt nicht|(?:ist|sind) nicht|umfasst nicht)",
    in_force=r"(?:in kraft|in-kraft-treten|inkrafttreten|wirksam)",
    applicable=r"(?:ab dem|seit dem|anzuwenden|gilt ab|gelten ab|anwendung ab|ab)\b",
    sunset=r"(?:außer kraft|bis zum|endet mit ablauf|befristet|gilt bis|gelten bis)",
    comment=r"stellungnahmen?[^.;]{0,60}(?:bis|spätestens)",
    published=r"(?:bekanntmachung|verkündet|veröffentlicht|bgbl)",
    relative_effect=(
        r"(?:tritt|treten)[^.;]{0,60}?(?:tage?n?|wochen?|monaten?|jahren?|tag) nach (?:der |ihrer "
        r"|seiner )?(?:verkündung|veröffentlichung)[^.;]{0,40}"
        r"|(?:tritt|treten) am (?:ersten )?tag(?:e)? (?:des [a-z ]+ )?nach[^.;]{0,50}"
    ),
    this_text=(
        r"(?:dieses|diesem) (?:gesetz|gesetzes|gesetzbuch|gesetzbuchs)\b|(?:diese|dieser) (?:verordnung|richtlinie"
        r"|satzung|anordnung)\b|(?:dieser|dieses) (?:beschluss|beschlusses|erlass|erlasses)\b"
    ),
    this_division=(r"(?:dieser|dieses|diesem) (?:abschnitts?|unterabschnitts?|kapitels?|teils?|titels?|buch(?:es)?)\b"),
    this_section=r"(?:dieser|dieses|diese) (?:paragraph(?:en)?|artikels?|vorschrift|bestimmung)\b",
    this_unit=r"(?:dieser|dieses) (?:absatz(?:es)?|satz(?:es)?|nummer)\b",
    excepted=r"mit ausnahme\b|ausgenommen\b|abweichend von\b|vorbehaltlich\b|außer(?! kraft)\b|unbeschadet\b",
    relative=r"(?:der|die|das|welche[rs]?) (?:am|erst|zum|ab)\b",
    partly=(
        r"(?:soweit|hinsichtlich|für|bezüglich|nur|in bezug|wenn|falls|sofern|nicht|trat|traten|satz(?:es)?|sätze)\b"
    ),
    proviso=(
        r"(?:wenn|soweit|sofern|falls|vorausgesetzt|unter der voraussetzung|unter folgenden voraussetzungen"
        r"|solange)\b"
    ),
    condition=(
        r"(?:wenn|soweit|sofern|nur|falls|gegebenenfalls|lediglich|ausschließlich|vorausgesetzt|insoweit|es sei denn"
        r"|die"
        r"|der|das|im falle)\b"
    ),
    authority=(
        r"(?:\w*behörden?|\w*bundesbeauftragte[nr]?|\w*gericht\w*|\w*minister(?:ium|ien|iums|in|s)?\b"
        r"|\w*regierung\w*|(?:bundes|landes|finanz|haupt|jugend|gesundheits|ordnungs|kriminal|eich|patent"
        r"|stand)\w*amt(?:e?s)?\b"
        r"|bundesinstitut\w*|\w*bundesbank|bundesnetzagentur|\w*staatsanwalt\w*|zentralstelle\w*|dienststellen?\b"
        r"|(?:zuständig|öffentlich|registerführend|ausstellend|abrufberechtigt|berechtigt|ersuchend)e[nr]?"
        r" (?:\w+ )?stellen?\b|\w*kammern?\b"
        r"|bundestag\w*|bundesrat|bundespräsident\w*|leitende beamt\w*|stelle des bundes"
        r"|bundesländer|länder|bund|landes\w+|zoll\w*|\w*bundesanstalt|\w*bundeswehr|amtes|kommission|\w*ausschuss\w*"
        r"|verfassungsschutz\w*|polizei\w*|nachrichtendienst\w*|präsident\w*)"
    ),
    organisation=(
        r"(?:verantwortliche[nr]?|auftragsverarbeiter\w*|anbieter\w*|unternehmen\w*|unternehmer\w*"
        r"|betreiber\w*|arbeitgeber\w*|person\w*|stelle[n]?|wer|diensteanbieter\w*"
        r"|hersteller\w*|händler\w*|gewerbetreibende\w*|werbende\w*|mitbewerber\w*|kreditinstitut\w*"
        r"|einrichtung\w*|jeder|verpflichtete[rn]?|versicherer\w*|versicherungsunternehmen\w*|institut(?:e[sn]?|s)?\b"
        r"|zahlungsdienstleister\w*|krankenkassen?\b|krankenh[aä]us\w*|ärzte?\b|ärztinnen|apotheke[rn]?\b"
        r"|vermittler\w*|vermieter\w*|lieferant\w*|importeur\w*|notar\w*|makler\w*)"
    ),
    individual=(
        r"(?:betroffene[nr]? person\w*|verbraucher\w*|nutzer\w*|endnutzer\w*|teilnehmer\w*|kunde\w*"
        r"|patient\w*|beschäftigte\w*|betroffene[nr]?)"
    ),
    pronoun=r"(?:er|sie|diese[rs]?)\b",
    data=(
        r"(?:verantwortliche|aufsichtsbeh|daten|information|einwilligung|verarbeit|betroffen|werbung"
        r"|telefon|nachricht|verbraucher|nutzer|auskunft|speicher|lösch|identi|endeinrichtung|geheim"
        r"|kommunikation"
        r"|schutz|anbieter|dienste|widerspruch|übermitt|gesundheit|biometri|profil|automatisiert|kunde"
        r"|aufzeichn|meldung|verletzung)"
    ),
    repealed=r"^\W*\(?(?:weggefallen|aufgehoben|gegenstandslos)|(?:wird|werden|ist) (?:[a-z]+ )?aufgehoben",
    reference=(
        r"(?:§+|artikels?|artikeln|absatz(?:es)?|absätze[n]?|satz(?:es)?|sätze[n]?|nummern?"
        r"|buchstaben?|abs\.|nr\.|art\.|kapitels?|abschnitts?|anhangs?|anlage) ?[0-9ivx][\w.]*"
        r"(?:(?:,| und| oder| bis) ?[0-9][\w.]*)*|verordnung \((?:eu|eg)\) (?:nr\. )?\d+/\d+"
        r"|richtlinie (?:\((?:eu|eg)\) )?\d+/\d+(?:/(?:eu|eg|ewg))?"
        r"|vom \d{1,2}\. [a-zä]+ \d{4} \((?:bgbl|abl|banz)[^)]{0,80}\)|\((?:bgbl|abl|banz)[^)]{0,80}\)"
        r"|in der (?:jeweils geltenden|am [^,;()]{5,30} geltenden) fassung"
        r"|(?:das|die) (?:zuletzt )?durch artikel [^,;()]{3,40}(?= vom| \()|geändert worden (?:ist|sind)"
        r"|(?:des|der|dem|nach dem) [a-zäöüß-]*(?:gesetz(?:es|buch(?:es|s)?|e)?|verordnung|ordnung)\b"
    ),
    struck=(
        r"(?:wird das wort|werden die w[oö]rter|wird die angabe|werden die angaben|wird der satz|das wort"
        r"|die w[oö]rter|die angabe)"
    ),
    inserted=(
        r"(?:durch (?:das wort|die w[oö]rter|die angabe|den satz|die angaben)|(?:eingefügt|angefügt"
        r"|ersetzt)|folgende\w* [^\":]{0,40}|wie folgt gefasst)\s?:?"
    ),
    money={r"euro": "EUR", r"deutsche mark": "DEM"},
    counted=r"(?:verbraucher\w*|personen|nutzer\w*|beschäftigte\w*|arbeitnehmer\w*|mitarbeiter\w*|kunden|einwohner\w*)",
    percent=r"(?:%|prozent\b|vom hundert\b|v\. ?h\.)",
    stopwords=word_set("der die das und des den dem in zu ist von mit oder für nicht auf nach eine ein im sind werden"),
    abbreviations=word_set(
        "abl abs abschn amtsbl anl art aufl bek bgbl bsp buchst bzw ca d dr einschl entspr f ff ggf gvbl h halbs i"
        " kap lfd lit nr o prof rgbl rn s sog str u unterabs urt usw v vgl z ziff ä anm a b"
    ),
)
