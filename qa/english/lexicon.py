"""Lists of English words. Sets of stems know every form of their words; the others are in lower case, as written."""

from __future__ import annotations

from index.text.words import stem


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, text.split()))


# Function words

ARTICLES = _words("a an the")
# Words that a noun phrase may begin with, and that are not part of what it names.
DETERMINERS = ARTICLES | _words("these their its no this our")
QUESTION_WORDS = _words("what which who whom whose why how when where what's who's where's how's whats")
# Verbs that open a question for yes or no; each also with "not".
AUXILIARIES = _words(
    """
    am is are was were do does did have has had can could may might must shall should will would isn't aren't wasn't
    weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't shouldn't
    """
)
PARTICIPLES_OF_BE = _words("be been being")
# A text with one of these is more than a phrase.
CLAUSE_WORDS = QUESTION_WORDS | AUXILIARIES | PARTICIPLES_OF_BE
# Auxiliaries that a plain verb follows: "Do MSCs beat …".
BEFORE_PLAIN_VERBS = AUXILIARIES & _words(
    """
    do does did can could may might must shall should will would don't doesn't didn't can't couldn't won't wouldn't
    shouldn't
    """
)
PREPOSITIONS = _words(
    """
    about above across after against among around at before behind below between beyond by despite during for from in
    inside into near of on onto outside over per since than through to toward towards under until upon via with within
    without
    """
)
POSSESSIVES = _words("my our your his her its their")
PERSONAL_PRONOUNS = POSSESSIVES | _words("i me we us you he him she it they them theirs")
DEMONSTRATIVES = _words("this that these those")
CONJUNCTIONS = _words(
    """
    and or but nor if whether because so as while although though unless either neither both than that
    """
)
# Words that say how many; "other" and "another" take the same place.
_QUANTIFIERS = _words(
    "some any all both each every other others another same only such more most less least much many few enough"
)
_ADVERBS = _words(
    """
    not no also too again else just very really ever yet even now then please exactly actually likely recently
    still here there up out however hence thus therefore moreover due
    """
)
# Verbs of talking about a question, and what stands in for a noun.
_TALK = _words(
    """
    like mean say says said tell know need compared versus vs one ones latter former something anything nothing
    """
)
FUNCTION_WORDS = (
    ARTICLES | DETERMINERS | QUESTION_WORDS | AUXILIARIES | PARTICIPLES_OF_BE | PREPOSITIONS | PERSONAL_PRONOUNS
    | DEMONSTRATIVES | CONJUNCTIONS | _QUANTIFIERS | _ADVERBS | _TALK
)  # fmt: skip
# Words in -ly that are no adverbs.
NOT_ADVERBS = _words("assembly belly butterfly early elderly family fly supply jelly reply")

# Adjectives: a noun phrase may begin with one, and ends with none ("Is metformin safe?" is about metformin).

# They say nothing of their own: "the various applications of", "a similar incidence of".
VAGUE = _QUANTIFIERS | _words(
    """
    various recent several possible different exact current new novel latest following potential certain specific
    particular overall general two three first second numerous multiple major main key reported known critical crucial
    important pivotal essential vital direct promising limited low lower high higher great greater rising similar
    combined significant single increased reduced useful valuable common attractive emerging strong further given
    """
)
# What is said of a thing with "is": "Is vitamin D deficiency common in Europe?"
PREDICATIVE = _words(
    """
    approved associated available bad beneficial best better cheap cheaper cheapest contagious curable dangerous
    effective expensive fast faster fatal frequent good harmful hereditary heterogeneous inferior inherited involved
    larger legal linked long necessary older painful present proven rare related resistant responsible safe slow slower
    smaller stable suitable superior toxic treatable true worse younger
    """
)
ADJECTIVES = (VAGUE | PREDICATIVE) - {"potential"}  # a noun as often

# Verbs

# What one thing does to another: "Exosomes promote healing."
ACTING = _words(
    """
    accelerate activate affect alleviate ameliorate attenuate decrease enhance facilitate impair improve increase induce
    inhibit mediate modulate prevent promote protect reduce regulate repair restore stimulate suppress treat
    """
)
# Those of questions and of papers' sentences. Verbs that are nouns as often ("result", "support") are left out, unless
# nothing but a verb can be where they are used.
VERBS = _stems(
    """
    achieve aid allow appear apply become begin boost bring build carry cause cite come compare contain contribute
    control convert cross cure define deliver demonstrate depend derive describe develop die differ differentiate
    discover discuss do eliminate enable enter exert exist explain explore express find follow form found gain generate
    get give go grow grown given happen have help identify include indicate investigate involve isolate keep know lead
    list lower make maintain migrate obtain occur outperform play prefer produce proliferate propose prove proven
    provide purify raise receive recommend regenerate release remain remove replace represent require restrict reveal
    say secrete seem seen show shown slow solve speed stop store suggest summarise survive take taken talk turn undergo
    understand vary work write written took came gave made became led went use wrote
    """
) | frozenset(map(stem, ACTING))
# Of these verbs, those that are nouns as often: "in wound repair", "drug use".
NOUNS_TOO = _words("aid cause control cure decrease form increase lead list release repair stop store turn use work")
# The verbs that agree with several things, by those that agree with one.
AGREEING = {"is": "are", "was": "were", "does": "do", "has": "have", "isn't": "aren't", "doesn't": "don't"}

# Nouns

# They have a meaning only with "of …" or "for …": "What is the role of X" asks something about X. With them the first
# words of "half life", "long term" and "side effect".
RELATIONAL = _stems(
    """
    action advantage aim application association availability benefit cause challenge characteristic complication
    component composition concentration consequence content contraindication contribution correlation cost course
    criterion danger dependence diameter difference disadvantage dosage dose downside drawback duration effect
    effectiveness efficacy evidence example factor feature finding frequency function future goal half impact
    implication importance incidence indication influence ingredient interaction isolation level life lifetime limit
    limitation long manufacturing mechanism mode morbidity mortality name need number option origin outcome outlook
    pathway percentage potency potential prevalence price procedure prognosis proof property protocol purification
    purity purpose quantity rate reason recommendation regulation relation relationship result risk role route safety
    schedule sensitivity shortcoming side sign significance size source specificity stability stage status step storage
    strength structure survival symptom target temperature term timing toxicity treatment trigger type use value way
    weakness yield
    """
)
# "These …" and "this …" speak with them of what was named before.
GENERIC = _stems(
    """
    agent approach cell compound condition disease disorder drug entity factor illness intervention material method
    mediator molecule object particle problem product protein result strategy substance system technique technology test
    therapy thing tissue tool treatment type vesicle
    """
)
# Those who are studied, and what every study has: alone they name no subject.
STUDIED = _stems(
    """
    adult age animal child children context data day death evidence group human interest man men mouse mice participant
    patient people rat research response subject trial volunteer week woman women
    """
)
PAPERS = _stems("author article background conclusion document journal paper publication review study work")
