"""English: words and patterns of statutes and regulations (US, EU, GB)."""

from __future__ import annotations

from regdrift.text.lexicon import Force, Lexicon, word_set

_DECLARATIVE = (
    r"(?:be (?:deemed|construed|cited|known|effective|considered|treated|interpreted|computed|read|referred to"
    r"|understood)|take effect|have (?:the )?(?:same )?(?:meaning|effect|force|jurisdiction)|mean|apply|extend"
    r"|come into force|enter into force|expire|become|remain|affect|constitute|continue to apply|consist|commence"
    r"|terminate|lapse|cease|supersede|preempt|begin|run|prevail|govern|control|accrue)\b"
)

LEXICON = Lexicon(
    language="en",
    months={
        name: number
        for number, names in enumerate(
            (
                ("january", "jan"),
                ("february", "feb"),
                ("march", "mar"),
                ("april", "apr"),
                ("may",),
                ("june", "jun"),
                ("july", "jul"),
                ("august", "aug"),
                ("september", "sept", "sep"),
                ("october", "oct"),
                ("november", "nov"),
                ("december", "dec"),
            ),
            start=1,
        )
        for name in names
    },
    numbers={
        **{
            word: value
            for value, word in enumerate(
                (
                    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
                    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
                    *("nineteen", "twenty"),
                )
            )
        },
        "thirty": 30,
        "forty": 40,
        "fifty": 50,
        "sixty": 60,
        "seventy": 70,
        "eighty": 80,
        "ninety": 90,
        "hundred": 100,
        "thousand": 1000,
        "million": 1_000_000,
        "billion": 1_000_000_000,
    },
    units={
        r"minutes?": "TM",
        r"hours?": "TH",
        r"days?": "D",
        r"weeks?": "W",
        r"months?": "M",
        r"years?": "Y",
    },
    business_days=r"(?:business|working|work|banking)",
    calendar_days=r"(?:calendar|consecutive|full|additional|more|successive)",
    decimal_mark=".",
    cues=(
        (Force.NONE, r"may be cited|may (?:also )?be (?:known|referred to) as"),
        (Force.DUTY, r"(?:shall|must|may only),? not(?= (?:later|more|less|fewer|longer) than\b)"),
        (Force.PERMISSION, r"may,? not(?= later than\b)"),
        (
            Force.EXEMPTION,
            r"(?:shall|does|do|will|may) not (?:be construed to )?(?:apply|extend)\b"
            r"|(?:shall|is|are|do|does) not (?:be )?(?:unlawful|a violation|in violation|constitute a violation)\b"
            r"|(?:is|are|shall be|be) exempt(?:ed)?\b"
            r"|(?:is|are|shall|need|does|do|may|will) not (?:be )?(?:required|obliged|obligated|need|subject|have) to\b"
            r"|need not\b|shall not be (?:liable|subject|deemed|considered|construed)\b"
            r"|(?:is|are) not (?:liable|subject|prohibited)\b|safe harbor|nothing in th(?:is|e)\b|no duty to\b"
            r"|not be required to\b",
        ),
        (Force.REACH, r"(?:shall (?:also )?apply|(?:also )?appl(?:y|ies)) to\b(?! the extent)"),
        (Force.PERMISSION, r"shall have (?:the )?(?:same )?(?:authorit(?:y|ies)|powers?)\b"),
        (
            Force.NONE,
            rf"(?:shall|must) (?:not )?(?:only |also )?{_DECLARATIVE}|has the meaning\b"
            r"|(?:as|if|where|when) (?:required|prohibited) by\b",
        ),
        (Force.EXCEPTION, r"(?:shall|does|do|will|may) not include\b"),
        (
            Force.PERMISSION,
            r"(?:shall|may) be (?:permissible|lawful|permitted|allowed)\b|(?:is|are) (?:permissible|lawful)\b",
        ),
        (
            Force.PROHIBITION,
            r"(?:shall|may|must|can|will|should) (?:not|never|neither|no longer)\b|cannot\b"
            r"|(?:is|are|be) (?:prohibited|forbidden|barred|precluded)\b|(?:is|are|be) unlawful\b"
            r"|(?:no|neither) (?:[a-z-]+ ){1,8}?(?:shall|may|can)\b"
            r"|may only\b|shall only\b|(?:is|are) not (?:permitted|allowed|authorized|authorised|entitled) to\b"
            r"|refrain from\b|unless and until\b",
        ),
        (
            Force.DUTY,
            r"shall\b|must\b|(?:is|are|be) (?:required|obliged|obligated|responsible|under an"
            r" obligation|bound) (?:to|for)\b"
            r"|(?:has|have) (?:a|the|an) (?:duty|obligation|responsibility) to\b|(?:has|have) to\b"
            r"|you'll need to\b|is (?:mandatory|compulsory)\b|need(?:s)? to\b|should\b",
        ),
        (
            Force.PERMISSION,
            r"may(?! (?:\d|have been\b))\b|(?:is|are|be) (?:permitted|authorized|authorised|allowed|entitled) to\b"
            r"|(?:has|have) the (?:right|authority|power) to\b|at (?:its|their|his|the) (?:sole )?discretion\b",
        ),
        (
            Force.EXCEPTION,
            r"except\b|unless\b|notwithstanding\b|other than\b|excluding\b|does not include\b|do not include\b"
            r"|shall not include\b|with the exception of\b|provided,? (?:however,? )?that\b",
        ),
    ),
    opt_in=(
        r"(?:prior|express|expressly|affirmative|affirmatively|explicit|written|informed|verifiable|parental|opt-in"
        r"|freely given)(?:,? (?:and )?(?:prior|express|affirmative|written|explicit|verifiable"
        r"|informed|parental|opt-in"
        r"|specific|unambiguous|voluntary)){0,4} (?:consent|authori[sz]ation|permission|agreement|release)"
        r"|opt(?:s|ed|ing)?[ -]in\b|clear affirmative act(?:ion)?|(?:without|obtain(?:s|ed|ing)?|with|unless|until"
        r"|has|have|had) (?:[a-z'-]+ ){0,6}?(?:consent(?:s|ed)?\b|authori[sz]ation from)"
        r"|(?:unless|only (?:if|with|after)|without) (?:[a-z'-]+ ){0,8}?(?:consent(?:s|ed)?|authori[sz]es?)\b"
        r"|written release\b|has consented\b|consent of the\b"
    ),
    opt_out=(
        r"opt(?:s|ed|ing)?[ -]out\b|right to object\b|objects? to the processing|unsubscribe\w*"
        r"|do[ -]not[ -](?:call|sell"
        r"|track|contact)\b|opt-out preference signal|(?:withdraw(?:s|n|al of)?|revok(?:e|es|ed|ing)"
        r"|revocation of) (?:[a-z'-]+ ){0,3}?(?:consent|authori[sz]ation|approval|permission)"
        r"|global privacy control|suppression list"
    ),
    lacking=r"without\b",
    approval=(
        r"(?:consents?|consented|approv(?:al|es?|ed)|authori[sz](?:ation|es?|ed)|permission|opt(?:s|ed|ing)?[ -]in)\b"
    ),
    withdrawal=(
        r"(?:withdraw|revok|opt(?:s|ed|ing)?[ -]out|unsubscribe|object to|refuse (?:consent|the)"
        r"|request (?:access|deletion|correction|erasure)|lodge a complaint)"
    ),
    not_consent=r"consent (?:order|decree|judgment|agreement with|calendar|agenda)|advice and consent",
    deadline=(
        r"(?:within|(?:no|not) later than|not more than|no more than|in no event later than|at least"
        r"|no earlier than|not less than|no less than|not fewer than|every|each|once every|during the"
        r"|for a period of|for a period not|period of|up to|before the (?:end|expiration) of|by the"
        r" end of|prior to the expiration of|exceed(?:ing)?|annually)"
    ),
    due=r"(?:by|(?:no|not) later than|on or before|(?<!day )before|prior to|until)(?: the)?(?: close of business on)?",
    due_weak=r"(?:before|prior to)$",
    deadline_after=r"(?:after|of|from|before|following|prior to|period|in advance|beginning|or (?:more|less)|notice)",
    retention=(
        r"(?:retain|retains|retained|retaining|retention|keep|keeps|kept|preserve[ds]?|preserv(?:e|ing)|store[ds]?"
        r"|storing|maintain(?:s|ed)? (?:[a-z'-]+ ){0,8}?(?:records?|information|copies|copy|documentation|log)"
        r"|delet(?:e|es|ed|ing|ion)|destroy(?:s|ed|ing)?|destruction|eras(?:e|es|ed|ure)|dispos(?:e|ed|al)|purge[ds]?"
        r"|record-?keeping)"
    ),
    must_keep=r"(?:shall|must|required to) (?:[a-z]+ )?(?:retain|keep|preserve|maintain)\b",
    penalty=(
        r"(?:fine[ds]?\b|civil (?:money )?penalt|administrative fine|penalt(?:y|ies)|imprison|imprisonment"
        r"|statutory damages|liable (?:for|to)|damages|forfeit|punishable|monetary sanction)"
    ),
    enforcement=(
        r"(?:investigat|enforce|sanction|penalt|fine[sd]?\b|audit|inspect|injuncti|subpoena|civil action"
        r"|authorit(?:y|ies) as provided)"
    ),
    age=(
        r"(?:years? of age|years? old|the age of|aged|under \d+|age \d|term of office|(?:appointed|elected) (?:for|to)"
        r"|ages? of)"
    ),
    definition_heading=r"\bdefinitions?\b|\bdefined terms?\b|\binterpretation\b",
    definition_lead=(
        r"(?:for (?:the )?purposes? of th(?:is|e)|in this|as used in th(?:is|e)|the following) (?:[a-z ,§0-9.()-]+)?"
        r"(?:definitions?|means|terms?|the following)\b|the terms? \"|\" (?:means|includes|shall mean|has the meaning)"
        r"|\"? ?(?:(?<!by )(?<!any )(?<!all )(?<!able )(?<!other )(?<!priate )(?<!ical )(?<!onic )(?<!ated )(?<!such )"
        r"(?<!the )(?<!of )(?<! or )means\b(?! of\b|[;,.)]| to\b| by which)|shall mean|has the (?:same )?meaning"
        r"|have the meanings?)\b"
    ),
    definition_excludes=r"(?:does|do|shall|will) not (?:include|mean)|excludes?|other than|except",
    definition_negates=r"(?:does|do|shall|will) not (?:include|mean)\b",
    in_force=(
        r"effective(?: date| on| as of| from| until)?\b|tak(?:e|es|ing) effect|took effect|com(?:e|es|ing) into"
        r" (?:force|effect|operation)|enter(?:s|ed)? into force|in force (?:on|from)|becom(?:e|es)"
        r" (?:effective|operative|law)"
        r"|operative (?:on|date)|commenc(?:e|es|ement)|(?:delayed|postponed|deferred|stayed) (?:until|to)|effectiveness"
    ),
    applicable=(
        r"appl(?:y|ies|icable)\b (?:[a-z,' ]+ )?(?:on|from|as of|beginning|after|to)|compliance dates?"
        r"|compliance (?:[a-z ]+ )?(?:is|shall be|will be) (?:required|mandatory)(?: by| on| as of| from| beginning)?"
        r"|comply (?:[a-z ]+ )?"
        r"(?:by|no later than|not later than|on|with)|on (?:and|or) after|beginning(?: on)?|as of|starting(?: on)?|from"
    ),
    sunset=(
        r"expir(?:e|es|ed|ation)|sunsets?|ceas(?:e|es) to (?:have effect|be in force|apply|be effective)"
        r"|(?:in (?:force|effect)|effective|appl(?:y|ies)|valid|applicable|remain[s]? (?:[a-z ]+"
        r" ))[a-z ]{0,20}(?:until|through)"
        r"|(?:is|are|be) repealed|terminat(?:e|es)\b"
    ),
    comment=(
        r"comments? (?:[a-z ,]+ )?(?:must|should|are|will|may|period|due|received|on or before|closes?|by|submitted)"
        r"|comment (?:period|date|deadline)|submit (?:[a-z ]+ )?comments?"
    ),
    published=r"published(?: in [a-z ]+)?(?: on)?|publication date|date of publication|dated",
    relative_effect=(
        r"(?:effective|tak(?:e|es) effect|com(?:e|es) into force|enter(?:s)? into force|become[s]?"
        r" effective|appl(?:y|ies)"
        r"|delayed until)[^.;]{0,40}?(?:days?|weeks?|months?|years?) (?:after|following|from) [^.;]{3,60}"
    ),
    this_text=(
        r"this (?:final |interim )?(?:act|law|bill|regulation|rule|directive|order|ordinance|statute|code|decision"
        r"|instrument|measure)\b"
    ),
    this_division=r"this (?:subpart|part|chapter|title|subtitle|subchapter|division)\b",
    this_section=r"this (?:section|article|provision)\b",
    this_unit=r"this (?:subsection|paragraph|subparagraph|clause|point|subdivision)\b",
    excepted=r"except(?:ing)?\b|other than\b|with the exception of\b|subject to\b|notwithstanding\b",
    relative=r"(?:which|that) (?:shall |will )?(?:tak|com|enter|becom|appl|is|are)",
    partly=(
        r"(?:relating|concerning|regarding|respect|insofar|in so far|extent|only|for|appl(?:y|ies) to|in the case of"
        r"|unless|if|provided|when|where|not|no|took|came|entered|sentence)\b"
    ),
    proviso=(
        r"(?:provided,? (?:however,? )?(?:that)?|if|only (?:if|when|where)|where|when|as long as|so long as"
        r"|on (?:the )?condition|under the (?:following )?conditions?|subject to"
        r"|following (?:conditions|requirements))\b"
    ),
    condition=(
        r"(?:if|where|when|whenever|only|solely|provided|insofar|so long|to the extent|upon|with respect to|subject to"
        r"|unless|except|who|which|that (?:is|are|has|have)|for purposes of|reasonably|material(?:ly)?"
        r"|where possible)\b"
    ),
    authority=(
        r"(?:commission(?:er)?|secretary|attorney general|mayor|council|board|department|bureau|director|administrator"
        r"|inspector general|court|supervisory authorit(?:y|ies)|authorit(?:y|ies)|member states?"
        r"|minister|president|congress"
        r"|legislature|committee|office|comptroller|governor|district of columbia|state"
        r"|(?<!reporting )(?<!collection )(?<!advertising )(?<!rating )agenc(?:y|ies)|governments?|ministry|registrar"
        r"|police|law enforcement|task force|ombudsman|archivist|librarian|parliament|municipalit(?:y|ies)"
        r"|count(?:y|ies)"
        r"|superintendent|chief|officer|public bod(?:y|ies)|commissioners|auditor|judge|prosecutor)"
    ),
    organisation=(
        r"(?:controller|processor|business|compan(?:y|ies)|person or entity|entity|entities|covered"
        r" entity|provider|carrier"
        r"|operator|service provider|bank|creditor|lender|financial institution|consumer reporting"
        r" agenc(?:y|ies)|employer"
        r"|institution|broker|vendor|licensee|insurer|third part(?:y|ies)|person|you|furnisher|seller"
        r"|caller|telemarketer"
        r"|website|platform|manufacturer|developer|deployer|sender|user of|school|facility|clinic|hospital|program"
        r"|organi[sz]ation|undertaking|recipient|health plan|registrant|dealer|trader|retailer|agent"
        r"|everyone|anyone|whoever|debt collector|issuer|servicer|landlord|contractor|grantee|reseller|custodian"
        r"|physicians?|pharmac(?:y|ies|ists?)|practitioners?|laborator(?:y|ies)|importer|underwriter|utilit(?:y|ies)"
        r"|airlines?)"
    ),
    individual=(
        r"(?:data subjects?|consumers?|individuals?|customers?|subscribers?|patients?|employees?"
        r"|applicants?|child(?:ren)?|minors?|parents?|users?|residents?|borrowers?|recipients? of"
        r" (?:the|a) (?:call|message)|called part(?:y|ies)|members? of the public)"
    ),
    pronoun=r"(?:it|they|he|she|such (?:person|entity))\b",
    data=(
        r"(?:personal(?:ly)?|information|data|record|records|privacy|consent|consumer|breach|notice"
        r"|disclos|confidential"
        r"|identif|communication|customer|biometric|health|medical|subscriber|advertis|telemarket|call"
        r"|message|cookie|account"
        r"|patient|child|security|profil|automated|credit|report|collect|retention|retain|e-?mail|unsubscri|marketing)"
    ),
    repealed=(
        r"^\W*(?:\(?repealed\b|\[?reserved\b|omitted\b|\(?expired\b|\[?removed)|\b(?:is|are) (?:hereby"
        r" )?repealed\b"
    ),
    reference=(
        r"(?:sections?|sec\.|§+|paragraphs?|subsections?|subparagraphs?|subdivisions?|clauses?"
        r"|articles?|chapters?|subchapters?"
        r"|titles?|parts?|subparts?|points?|regulations?|directive|annex|appendix|pub\. l\.|public law|act of)"
        r" ?[0-9(][\w().,§/-]*(?:(?:,| and| or| to| through) ?[0-9(][\w().§/-]*)*(?: of (?:this|that|the|title)"
        r" [\w]+(?: \d+)?)?|\d+ (?:u\.?s\.?c\.?|c\.?f\.?r\.?)[^,;.]{0,30}|(?:of|under) (?:this|such) (?:section|chapter"
        r"|title|subsection|paragraph|subchapter|part|act)"
    ),
    struck=(
        r"(?:striking(?: out)?|omit(?:ting)?|for(?: the words?)?|deleting|in place of|replac(?:e|ing)"
        r"|removing)(?: the)?(?: words?| phrase| term)?"
    ),
    inserted=(
        r"(?:inserting|insert|substitut(?:e|ed|ing)|adding|add|replac(?:e|ed|ing)? (?:[a-z ]+"
        r" )?(?:with|by)|there is substituted"
        r"|to read(?: as follows)?|the following|with)(?: the)?(?: words?| phrase| term)?"
    ),
    money={r"(?:u\.?s\.? )?dollars?": "USD", r"euros?": "EUR", r"pounds?(?: sterling)?": "GBP"},
    counted=(
        r"(?:consumers?|individuals?|persons?|users?|residents?|employees?|households?|devices?"
        r"|customers?|data subjects?"
        r"|subscribers?|people|records|patients?|active users)"
    ),
    percent=r"(?:%|per ?cent(?:um)?\b)",
    stopwords=word_set("the of and to shall in or any a by for is that such under this with be not may"),
    abbreviations=word_set(
        "sec secs no nos art arts para par paras subsec subd cl ch pt inc co corp ltd u.s u.s.c c.f.r pub"
        " stat fed reg l st v vs e.g i.e etc mr mrs ms dr jan feb mar apr jun jul aug sept sep oct nov dec"
        " p pp d.c id cf al"
    ),
)
