"""Spanish: the words of statutes that cost little to read (ES, EU)."""

from __future__ import annotations

from regdrift.text.lexicon import Force, Lexicon, word_set

LEXICON = Lexicon(
    language="es",
    months={
        "enero": 1,
        "febrero": 2,
        "marzo": 3,
        "abril": 4,
        "mayo": 5,
        "junio": 6,
        "julio": 7,
        "agosto": 8,
        "septiembre": 9,
        "setiembre": 9,
        "octubre": 10,
        "noviembre": 11,
        "diciembre": 12,
    },
    numbers={
        "un": 1,
        "una": 1,
        "uno": 1,
        "dos": 2,
        "tres": 3,
        "cuatro": 4,
        "cinco": 5,
        "seis": 6,
        "siete": 7,
        "ocho": 8,
        "nueve": 9,
        "diez": 10,
        "once": 11,
        "doce": 12,
        "quince": 15,
        "veinte": 20,
        "treinta": 30,
        "cuarenta": 40,
        "cincuenta": 50,
        "sesenta": 60,
        "setenta": 70,
        "ochenta": 80,
        "noventa": 90,
        "cien": 100,
        "ciento": 100,
        "mil": 1000,
        "millón": 1_000_000,
        "millones": 1_000_000,
    },
    units={
        r"minutos?": "TM",
        r"horas?": "TH",
        r"días?": "D",
        r"semanas?": "W",
        r"mes(?:es)?": "M",
        r"años?": "Y",
    },
    business_days=r"(?:hábiles|hábil|laborables?)",
    calendar_days=r"(?:naturales|natural)",
    decimal_mark=",",
    cues=(
        (
            Force.EXEMPTION,
            r"no (?:será|serán|es|son) (?:de aplicación|aplicables?|necesari[oa]s?|exigibles?"
            r"|obligatori[oa]s?)\b|no se aplicará\w*\b"
            r"|no estará\w* obligad\w+\b|(?:está|están|quedan?|estarán?) exent\w+\b",
        ),
        (
            Force.PROHIBITION,
            r"no (?:podrán?|puede|pueden|deberán?|debe|deben)\b|(?:queda|está|quedan|están)"
            r" prohibid\w+\b|se prohíbe\w*\b|(?:sólo|solo) podrán?\b",
        ),
        (
            Force.DUTY,
            r"deberán?\b|deben?\b|habrán? de\b|(?:está|están|estarán?|queda|quedan) obligad\w+ a\b"
            r"|(?:tiene|tienen|tendrán?) la obligación de\b"
            r"|(?:es|será|serán) obligatori\w+\b",
        ),
        (
            Force.PERMISSION,
            r"podrán?\b|puede[n]?\b|(?:tiene|tienen|tendrán?) derecho a\b|(?:está|están) facultad\w+ para\b",
        ),
        (Force.EXCEPTION, r"salvo\b|excepto\b|a menos que\b|sin perjuicio de\b|con excepción de\b|no obstante\b"),
    ),
    opt_in=(
        r"consentimiento (?:previo|expreso|explícito|inequívoco|informado|por escrito)|previo"
        r" consentimiento|(?:su|el|del) consentimiento|haya consentido"
    ),
    opt_out=(
        r"derecho de oposición|oponerse|darse de baja|(?:retirar|revocar) (?:su|el) consentimiento|lista"
        r" robinson|exclusión publicitaria"
    ),
    lacking=r"sin\b",
    approval=r"(?:consent\w+|autoriz\w+|aprobaci\w+|acept\w+)",
    withdrawal=r"(?:retirar|revocar|oponerse|darse de baja|presentar una reclamación)",
    not_consent=r"consentimiento matrimonial",
    deadline=(
        r"(?:en (?:el|un) plazo (?:máximo )?de|dentro de|plazo (?:máximo )?de|a más tardar|en las|durante"
        r"|al menos|periodo de|período de)"
    ),
    due=r"(?:a más tardar el|antes del|hasta el)",
    due_weak=r"antes del$",
    deadline_after=r"(?:después|siguientes?|desde|a partir|antes|a contar|hábil|natural)",
    retention=r"(?:conserv\w+|suprim\w+|supresión|borr\w+|destru\w+|almacen\w+)",
    must_keep=r"(?:deberán?|deben?) (?:[a-z]+ )?(?:conservar|guardar)\b",
    penalty=r"(?:multa|sanci[oó]n|sancionad|infracción|prisión)",
    enforcement=r"(?:sancion|inspec|investig|multa)",
    age=r"(?:años de edad|menor(?:es)? de|mayor(?:es)? de|mandato)",
    definition_heading=r"\bdefiniciones\b",
    definition_lead=r"se entender[aá]n? por|se entiende por|a (?:los )?efectos de",
    definition_excludes=r"excepto|salvo|no incluye|excluid",
    definition_negates=r"no (?:incluye|comprende|se considera)",
    in_force=r"entr(?:a|ará|arán|ada) en vigor",
    applicable=r"(?:a partir de|será aplicable|se aplicará|desde el|aplicable)",
    sunset=r"(?:hasta el|dejará de|expira\w*|perderá vigencia|queda derogad\w+)",
    comment=r"(?:observaciones|alegaciones|comentarios)[^.;]{0,60}hasta",
    published=r"(?:publicad\w+|publicación|boletín oficial|boe)",
    relative_effect=(
        r"entr(?:a|ará|arán) en vigor[^.;]{0,60}?(?:días?|meses|mes|años?|día siguiente)[^.;]{0,20}?(?:de"
        r" su publicación|después|siguiente)[^.;]{0,40}"
    ),
    this_text=(
        r"(?:la |el )?presente (?:ley|real decreto|decreto|reglamento|orden|directiva|código)\b|est[ae] (?:ley|decreto"
        r"|reglamento|orden)\b"
    ),
    this_division=r"(?:el )?(?:presente|este) (?:capítulo|título|libro)\b|(?:la )?(?:presente|esta) sección\b",
    this_section=r"(?:el )?(?:presente|este) artículo\b|(?:la )?presente disposición\b",
    this_unit=r"(?:el )?(?:presente|este) (?:apartado|párrafo)\b",
    excepted=r"salvo\b|excepto\b|con (?:la )?excepción\b|a excepción\b|sin perjuicio de\b|no obstante\b",
    relative=r"(?:que|el cual|la cual|los cuales|las cuales)\b",
    partly=r"(?:relativ[oa]s?|respecto|en lo que|para|sólo|únicamente|si|cuando|no|entró|entraron)\b",
    proviso=r"(?:siempre que|si\b|cuando|a condición|en las condiciones siguientes)",
    condition=r"(?:si|cuando|siempre que|únicamente|solo|sólo|salvo|en la medida)\b",
    authority=r"(?:autoridad(?:es)?|agencia|ministro|ministerio|gobierno|juez|tribunal(?:es)?|comisión|consejo|fiscal)",
    organisation=(
        r"(?:responsables?|encargados?|operadores?|proveedores?|prestadores?|empresas?|entidad(?:es)?"
        r"|personas?|empleador(?:es)?|empresarios?)"
    ),
    individual=(
        r"(?:interesad[oa]s?|consumidor(?:es)?|usuari[oa]s?|abonad[oa]s?|clientes?|trabajador(?:es)?"
        r"|afectad[oa]s?|ciudadan[oa]s?)"
    ),
    pronoun=r"(?:él|ella|ellos|ésta|éste)\b",
    data=(
        r"(?:datos|información|consentimiento|privacidad|consumidor|tratamiento|comunicaci|cliente|usuario"
        r"|publicid|seguridad|violación|salud|menor|biom)"
    ),
    repealed=r"^\W*\(?(?:derogad|suprimid)|queda(?:n)? derogad",
    reference=(
        r"(?:artículos?|apartados?|párrafos?|art\.|capítulos?|letras?|disposici[oó]n)"
        r" ?[0-9a-z][\w.]*(?:(?:,| y| o| a) ?[0-9][\w.]*)*|ley (?:orgánica )?\d+/\d+|reglamento \(ue\)"
        r" \d+/\d+"
    ),
    struck=r"(?:se sustituyen? (?:las palabras|la expresión)|se suprimen? (?:las palabras)?|donde dice)",
    inserted=r"(?:por (?:las palabras|la expresión)?|se añaden? (?:[a-z ]+)?|debe decir)\s?:?",
    money={r"euros?": "EUR", r"dólares": "USD"},
    counted=r"(?:consumidores|personas|usuarios|trabajadores|empleados|clientes|habitantes)",
    percent=r"(?:%|por ciento\b)",
    stopwords=word_set("el la los las de y en del que por para un una se con no al su es o a como sus"),
    abbreviations=word_set("art arts núm num pág p ej sr sra dª d apdo"),
)
