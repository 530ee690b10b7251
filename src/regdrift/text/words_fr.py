"""French: words and patterns of statutes, decrees and regulations (FR, EU, CA)."""

from __future__ import annotations

from regdrift.text.lexicon import Force, Lexicon, word_set

_SUBJECT = (
    r"(?:responsables?(?: (?:du|de) traitement)?|sous-traitants?|operateurs?|exploitants?|fournisseurs?|prestataires?"
    r"|professionnels?|entreprises?|employeurs?|etablissements?|organismes?|personnes?(?: (?:physiques?|morales?"
    r"|concernees?))?|editeurs?|hebergeurs?|societes?|vendeurs?|commercants?|annonceurs?|plateformes?|ils?|elles?"
    r"|celui-ci|ceux-ci|celle-ci|autorites?|commission|administrations?|demandeurs?|titulaires?|delegues?)"
)
"""Who stands before a bare present indicative that is a duty."""

_VERBS = (
    r"(?:inform|notifi|communiqu|conserv|adress|designe?|assur|veill|respect|indiqu|precis|document|publi|supprim|effac"
    r"|transfer|appliqu|mentionn|signal|declar|verifi|control|limit|recueill|utilis|trait|anonymis|tienn?|remett?|retir"
    r"|consult|enregistr|prevoi|actualis|detruis|facilit|present|procur|aid|justifi|adopt|elabor|efectu|effectu|exerc)"
    r"(?:e|ent)\b"
)
_IRREGULAR = (
    r"(?:tient|tiennent|met|mettent|prend|prennent|etablit|etablissent|fournit|fournissent|garantit"
    r"|garantissent|procede"
    r"|procedent|transmet|transmettent|avertit|avertissent|detruit|detruisent|remet|remettent|obtient"
    r"|obtiennent|repond|repondent|saisit|saisissent"
    r"|previent|previennent|s'assure|s'assurent|s'abstient|s'abstiennent|se"
    r" conforme|se conforment)\b"
)

LEXICON = Lexicon(
    language="fr",
    months={
        "janvier": 1,
        "février": 2,
        "mars": 3,
        "avril": 4,
        "mai": 5,
        "juin": 6,
        "juillet": 7,
        "août": 8,
        "septembre": 9,
        "octobre": 10,
        "novembre": 11,
        "décembre": 12,
        "janv": 1,
        "févr": 2,
        "juill": 7,
        "sept": 9,
        "oct": 10,
        "nov": 11,
        "déc": 12,
    },
    numbers={
        "un": 1,
        "une": 1,
        "deux": 2,
        "trois": 3,
        "quatre": 4,
        "cinq": 5,
        "six": 6,
        "sept": 7,
        "huit": 8,
        "neuf": 9,
        "dix": 10,
        "onze": 11,
        "douze": 12,
        "treize": 13,
        "quatorze": 14,
        "quinze": 15,
        "seize": 16,
        "vingt": 20,
        "vingts": 20,
        "trente": 30,
        "quarante": 40,
        "cinquante": 50,
        "soixante": 60,
        "cent": 100,
        "cents": 100,
        "mille": 1000,
        "million": 1_000_000,
        "millions": 1_000_000,
        "milliard": 1_000_000_000,
        "milliards": 1_000_000_000,
    },
    units={
        r"minutes?": "TM",
        r"heures?": "TH",
        r"jours?": "D",
        r"semaines?": "W",
        r"mois": "M",
        r"(?:ans?|années?)": "Y",
    },
    business_days=r"(?:ouvrés?|ouvrables?|francs?)",
    calendar_days=r"(?:calendaires?|consécutifs?|complets?)",
    decimal_mark=",",
    cues=(
        (
            Force.EXEMPTION,
            r"(?:n'est|ne sont|n'etait|ne soit) (?:pas|plus) (?:tenue?s?|obligatoires?|applicables?"
            r"|soumise?s?|requise?s?"
            r"|exigee?s?|necessaires?)\b|ne s'appliquent? (?:pas|plus)\b|(?:est|sont) dispensee?s?"
            r" de\b|(?:est|sont) exempte"
            r"|ne (?:fait|font) pas obstacle\b|n'ont pas a\b|n'a pas a\b|(?:est|sont) exonere",
        ),
        (
            Force.PROHIBITION,
            r"ne (?:peut|peuvent|doit|doivent|pourra|pourront|saurait|sauraient)\b(?! etre tenue?s? (?:pour )?respons)"
            r"|n'est (?:pas|plus) (?:autorise|permis|admis)|ne sont (?:pas|plus) (?:autorise|permis|admis)"
            r"|(?:est|sont) (?:[a-z]+ )?(?:interdit|prohibe)|(?:il est|est) interdit|interdiction de\b"
            r"|il est fait defense"
            r"|nul ne (?:peut|doit)\b|(?:n'|ne )[a-z' ]{1,25}\bplus\b|aucune? [a-z' ]{1,60} ne (?:peut|doit|peuvent)\b"
            r"|a l'interdiction|n'est autorisee? que\b|s'abst(?:ient|iennent)\b|n'est licite que\b",
        ),
        (
            Force.REACH,
            r"s'appliqu(?:e|ent|era|eront) (?:egalement |aussi )?(?:a|au|aux)\b(?! (?:compter|partir))"
            r"|(?:est|sont) (?:egalement )?applicables? (?:a|au|aux)\b(?! (?:compter|partir))",
        ),
        (
            Force.DUTY,
            r"doi(?:t|vent)\b|devr(?:a|ont)\b|(?:est|sont|etre|reste|restent|demeure) (?:[a-z]+"
            r" )?(?:tenue?s?|obligee?s?|astreinte?s?"
            r") (?:de|d'|a|au)|il (?:leur |lui )?(?:appartient|incombe)\b|incombent? a\b|(?:a|ont)"
            r" l'obligation (?:de|d')"
            r"|(?:est|sont) (?:obligatoire|requise?|exigee?)s?\b|a la charge de\b|(?:est|sont) chargee?s? de\b"
            r"|s'(?:assure|assurent"
            r"|engage|engagent)\b"
            r"|au besoin d'informer|(?:est|sont) soumise?s? (?:a|au|aux)\b|(?:est|sont) (?:informee?"
            r"|avertie?|conservee?|effacee?"
            r"|supprimee?|detruite?|communiquee?|notifiee?|adressee?|transmise?|recueillie?|consignee?|tenue? a jour"
            r"|mise? a (?:la )?disposition)s?\b"
            rf"|(?:l'|le |la |les |tout |toute |chaque |\b){_SUBJECT}"
            r"(?: (?:mentionne|vise)e?s? (?:a|au|aux|par) [^,;.]{1,140}?)?"
            r"(?: [a-z'-]+|"
            rf" \d+){{0,9}}?(?:,[^,;.]{{1,120}},)? (?:l'|lui |leur |la"
            rf" |le |les |en )?(?:{_VERBS}|{_IRREGULAR})",
        ),
        (
            Force.PERMISSION,
            r"(?:peut|peuvent|pourra|pourront)\b|(?:est|sont) (?:autorisee?|habilitee?|fondee?|admise?)s? (?:a|de)?"
            r"|(?:a|ont) (?:le droit|la faculte|la possibilite)\b|il est (?:permis|loisible)\b",
        ),
        (
            Force.EXCEPTION,
            r"sauf\b|par derogation\b|a l'exception d|sous reserve d|a moins qu|hormis\b|a l'exclusion"
            r" d|excepte\b|sans prejudice"
            r"|hors le cas|nonobstant\b|toutefois\b|en dehors d(?:e|es) cas",
        ),
    ),
    opt_in=(
        r"consentement (?:[a-z]+ )?(?:prealable|expres|explicite|ecrit|eclaire|libre|specifique|univoque|prealablement)"
        r"|(?:prealablement|expressement|explicitement) (?:[a-z]+ ){0,4}?(?:consenti|accepte|exprime"
        r" (?:son|leur) consentement|autorise)"
        r"|(?:son|leur|le|du|au) consentement\b(?! (?:retire|peut etre retire))|(?:accord|autorisation"
        r"|acceptation) (?:prealable|expres"
        r"|ecrit|explicite)|acte positif clair|(?:a|ont|ait|aient|avoir) (?:[a-z]+ ){0,2}consenti\b"
        r"|recueill(?:i|ir|e|ent) (?:[a-z'\" ]+ )?consentement"
    ),
    opt_out=(
        r"droit d'opposition|droit de s'opposer|(?:s'|d')oppos(?:er?|ition|ee?)\b|s'y (?:etre )?oppos"
        r"|se desinscrire|desinscription"
        r"|desabonn|retir(?:er|e|ent|ant) (?:son|leur|le) consentement|retrait (?:du|de (?:son|leur))"
        r" consentement|liste d'opposition"
        r"|manifeste (?:[a-z]+ )?opposition"
    ),
    lacking=r"sans\b",
    approval=r"(?:consent\w*|accords?\b|autorisation\w*|accept(?:e|é|ation)\w*)",
    withdrawal=(
        r"(?:retirer|révoquer|s'opposer|s'y opposer|se désinscrire|se désabonner|demander (?:l'accès|l'effacement"
        r"|la rectification)|introduire une réclamation)"
    ),
    not_consent=r"consentement (?:mutuel|des epoux)",
    deadline=(
        r"(?:dans (?:le|un|les|des) (?:delais?(?: maximal| maximum| max)?(?: de| d')?|plus brefs?"
        r" delais?)?|dans les|delais? (?:de|d')"
        r"|au plus tard|au moins|au plus|sous (?:un delai de)?|dans|avant l'expiration|a l'issue"
        r" d'(?:un delai de|une periode de)?"
        r"|periode (?:de|d')|duree (?:[a-z]+ )?(?:de|d')|n'excedant pas|ne (?:peut|peuvent) (?:etre "
        r"|exceder )|pendant|tous les|toutes les"
        r"|exceder|a l'expiration)"
    ),
    due=r"(?:au plus tard(?: le)?|avant le|jusqu'au)",
    due_weak=r"avant le$",
    deadline_after=(
        r"(?:apres|suivant|a compter|a partir|avant|au moins|au plus|a l'avance|de preavis|de la date|ouvr"
        r"|franc)"
    ),
    retention=(
        r"(?:conserv(?:e|es|ee|ees|ent|er|ation|ant|aient)|archiv|effac(?:e|es|ee|ees|ement|er)"
        r"|supprim(?:e|es|ee|ees|er|ent)"
        r"|suppression|detrui(?:t|ts|te|tes|re|sent)|destruction|stock(?:e|es|ees|age)|gard(?:e|es|ees|er))"
    ),
    must_keep=r"(?:doi(?:t|vent)|tenue?s? de|obligation de) (?:[a-z]+ )?(?:conserver|garder|archiver)\b",
    penalty=(r"(?:amende|sanction|emprisonnement|peine|puni|astreinte|dommages|penalite|chiffre d'affaires)"),
    enforcement=r"(?:sanction|controle|mise en demeure|injonction|enquet|poursui|amende)",
    age=(
        r"(?:ages? de|agee?s? de|plus de (?:quinze|seize|dix-huit|\d+) ans\b(?! apres)|moins de (?:quinze"
        r"|seize|dix-huit|treize|\d+) ans|mineur|mandat|(?:nomme|elu|designe)e?s? pour)"
    ),
    definition_heading=r"\bdefinitions?\b",
    definition_lead=(
        r"on entend par\b|(?:s'|s)entend(?:ent)?\b|^\W*au sens d(?:u|e la|es|e"
        r" l)|designe(?:nt)?\b|est considere comme\b"
        r"|constitue(?:nt)? (?:un|une|des|le|la|l')|il faut entendre"
    ),
    definition_excludes=r"a l'exclusion|a l'exception|n'est pas considere|ne constitue|sauf|hormis|ne comprend",
    definition_negates=(
        r"(?:ne (?:comprend|comprennent|constitue|constituent)|n'est pas considere"
        r"|ne sont pas considere)"
    ),
    in_force=(
        r"entr(?:e|ent|ee|er|era|eront) en vigueur|prend(?:ra)? effet|prennent effet|prise d'effet|en"
        r" vigueur (?:le|au|a compter|depuis)"
    ),
    applicable=(
        r"a (?:compter|partir) d(?:u|e|es)|(?:applicable|s'appliqu(?:e|ent|era|eront)|appliquer)(?:"
        r" [a-z]+){0,4}? (?:a (?:compter|partir)"
        r"|au|des|depuis)|des le|depuis le|mise en conformite"
    ),
    sunset=(
        r"jusqu'au|cess(?:e|ent|era|eront) (?:de (?:s'appliquer|produire)|d'(?:etre|avoir))|expir(?:e"
        r"|ent|era)|(?:est|sont) abroge|prend(?:ra)? fin"
        r"|caduc|abrogation"
    ),
    comment=(
        r"(?:consultation|observations?|contributions?|commentaires?)[^.;]{0,60}(?:jusqu'au|avant le|au"
        r" plus tard|close|cloture)"
    ),
    published=r"publie(?:e|s|es)?\b|publication|parution|paru(?:e|s)?\b|journal officiel|\bjo(?:rf)?\b|promulgu",
    relative_effect=(
        r"(?:entr(?:e|ent|era|eront) en vigueur|s'appliqu(?:e|ent)|prend(?:ra|ront)? effet"
        r"|applicables?)[^.;]{0,60}?(?:jours?|semaines?|mois"
        r"|ans?|annees?|lendemain)[^.;]{0,20}? (?:apres|suivant|a compter|de (?:sa|la) publication|de"
        r" (?:sa|la) promulgation)[^.;]{0,60}"
    ),
    this_text=(
        r"(?:la |le |du |au )?(?:présente?|même) (?:loi|ordonnance|décret|arrêté|règlement|directive|code|délibération"
        r"|décision)\b"
    ),
    this_division=r"(?:la |le |du |au )?(?:présente?|même) (?:chapitre|titre|livre|partie|section|sous-section)\b",
    this_section=r"(?:le |du |au )?(?:présent|même) article\b|(?:la )?présente disposition\b",
    this_unit=r"(?:le |du |au )?présent (?:alinéa|paragraphe|point|[ivx]+|\d+°)(?!\w)",
    excepted=r"à l'exception d|sauf\b|hormis\b|sous réserve d|par dérogation\b|à l'exclusion d|excepté",
    relative=r"(?:qui|lesquel(?:s|les)|lequel|laquelle)\b",
    partly=(
        r"(?:relati(?:f|ve)s?|concern(?:e|ant)|en ce qui|pour|s'agissant|à l'égard|dans la mesure|seulement|uniquement"
        r"|s'appliqu\w+ (?:à|aux)(?! compter| partir)|si|lorsqu\w*|ne|(?:est|sont) entr\w+|phrases?)\b"
    ),
    proviso=(
        r"(?:à condition|sous réserve|si\b|s'il\b|lorsqu|dès lors|pourvu que|dans les conditions suivantes|pour autant"
        r"|aux conditions)"
    ),
    condition=(
        r"(?:si|lorsque?|lorsqu'|seulement|uniquement|dans la mesure|a condition|sous reserve|des lors"
        r" qu|pour autant|sauf|qui|exclusivement"
        r"|aux seules fins|sur injonction|raisonnable|en cas de)"
    ),
    authority=(
        r"(?:commission|autorites?|ministres?|prefets?|juges?|tribuna(?:l|ux)|conseil d'etat|decrets?"
        r"|arretes?|conseil|procureur|president"
        r"|administrations?|directeur|comite|agence|cnil|arcep|parquet|gouvernement|premier ministre"
        r"|cour|commissaire|bureau|formation restreinte"
        r"|collectivites?|gendarmerie|police|ministeres?|services? de l'etat|garde des sceaux|defenseur des droits"
        r"|mediateur|prefectures?"
        r"|(?:personnes?|etablissements?|organismes?) publi(?:que|c)s?|services? (?:specialises? )?de renseignement"
        r"|services? (?:enqueteurs?|judiciaires?|publics?)|caisses? des depots|l'etat|communes?\b|departements?\b"
        r"|agents? (?:mentionne|habilite|assermente|individuellement)\w*|inspecteurs?"
        r"|rapporteur|officiers?|magistrats?|parlement|assemblee|haute autorite|secretaire general|etats? membres?)"
    ),
    organisation=(
        r"(?:responsables?|sous-traitants?|operateurs?|exploitants?|fournisseurs?|prestataires?"
        r"|professionnels?|entreprises?|employeurs?"
        r"|etablissements?(?! publics?\b)|organismes?(?! publics?\b)|personnes?(?! (?:concernee|publique))|editeurs?"
        r"|hebergeurs?|societes?|vendeurs?"
        r"|commercants?|annonceurs?|plateformes?|destinataires?"
        r"|fabricants?|banques?|assureurs?|gestionnaires?|transporteurs?|emetteurs?|preteurs?|intermediaires?"
        r"|mutuelles?"
        r"|bailleurs?|loueurs?|medecins?|pharmaciens?|notaires?|distributeurs?|importateurs?|producteurs?|courtiers?"
        r"|hoteliers?|constructeurs?|nul|demarcheurs?|quiconque|employeur|associations?)"
    ),
    individual=(
        r"(?:personnes? concernees?|l'interesse|interesses?|consommateurs?|abonnes?|utilisateurs?"
        r"|clients?|patients?|salaries?|usagers?|mineurs?|chaque personne concernee)"
    ),
    pronoun=(
        r"(?:elles?|ils?(?! (?:est|incombe|appartient))|ce(?:tte)? derni(?:er|ère)s?|celui-ci|celle-ci|ceux-ci)\b"
    ),
    data=(
        r"(?:donnees|informations?|renseignements?|vie privee|consentement|consommateur|violation"
        r"|personne concernee|fichier|traitement|communic"
        r"|identit|confidentialite|client|abonne|utilisateur|biometri|sante|medical|publicit"
        r"|demarchage|prospection|telephon|courrier|cookie|traceur"
        r"|message|securite|automatise|conservation|secret|mineur|enfant|localisation|trafic|opposition)"
    ),
    repealed=r"^\W*\(?(?:abroge|supprime|peri(?:me|mee))|(?:est|sont) (?:[a-z]+ )?abroge",
    reference=(
        r"(?:l'|de l'|a l'|aux? |des |les |du )?(?:articles?|art\.|alineas?|paragraphes?|chapitres?"
        r"|titres?|livres?|sections?|points?|annexes?)"
        r" ?(?:[lrda]\.? ?\*?)?[0-9ivx][\w.-]*(?:(?:,| et| ou| a) ?(?:[lrda]\.? ?)?[0-9][\w.-]*)*(?:"
        r" (?:du|de la|de l')(?: meme| present| presente)?"
        r" ?(?:code|loi|decret|reglement|article|directive)[^,;.]{0,40})?|(?:loi|decret|ordonnance"
        r"|reglement|arrete|directive)(?: \((?:ue|ce|cee)\))?"
        r" n?[°o]? ?[0-9][\w/-]*(?: du \d+[a-z]* [a-z]+ \d{4})?|[ivx]+ d(?:u|e l'|e)(?: present)? ?article"
    ),
    struck=(
        r"les? (?:mots?|references?|taux|montants?|chiffres?|nombres?|phrases?|alineas?|termes?|annees?"
        r"|dates?)(?: [a-z]+)?\s?:?|supprim\w+\s?:?"
    ),
    inserted=(
        r"(?:par (?:les?|la|l')? ?(?:mots?|references?|taux|montants?|chiffres?|nombres?|phrases?|alineas?"
        r"|termes?|annees?|dates?)|(?:inseree?s?|ajoutee?s?)"
        r"[^\":]{0,60}|ainsi redigee?s?|(?:complete|remplacee?)[^\":]{0,60})\s?:?"
    ),
    money={r"d?'?euros?": "EUR", r"francs?": "FRF", r"dollars?": "USD"},
    counted=r"(?:consommateurs|personnes|utilisateurs|salaries|abonnes|clients|habitants|employes)",
    percent=r"(?:%|pour cent\b)",
    stopwords=word_set("le la les de des du et à au aux en une un dans par pour est sont que qui ou ne pas sur"),
    abbreviations=word_set("art al l r d n no p pp m mme cf ch sect v c.c j.o ann"),
)
