"""The small words of questions, and the nouns and verbs that say nothing without the question before."""

from __future__ import annotations

import re

from index.text.words import stem


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


WH = _set("what which who whom whose why how when where what's who's where's how's whats")
AUXILIARIES = _set(
    """
    am is are was were be been being do does did can could may might must shall should will would have has had isn't
    aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't hasn't haven't
    """
)
PREPOSITIONS = _set(
    """
    about above across after against among around at before behind below between beyond by during for from in inside
    into near of on onto outside over per since than through to toward towards under until upon via with within
    without
    """
)
MODALS = _set("do does did can could may might must shall should will would don't doesn't didn't can't")
ARTICLES = frozenset({"a", "an", "the"})
SMALL = (
    WH
    | AUXILIARIES
    | PREPOSITIONS
    | ARTICLES
    | _set(
        """
    i me my we us our you your he she him her it its they them their theirs this that these those there here one
    ones and or but nor if whether because so as while not no also too again else only just any some all both each
    every other another such more most less least much many few very really ever yet even better best worse than now
    then please same exactly actually like mean say says said tell know compared versus vs up out enough something
    anything nothing faster slower higher lower larger smaller older younger cheaper cheapest safe effective new
    possible available true likely recently good bad useful promising proven proved long still need
    """
    )
)

# Verbs of questions in their plain form; other forms are known by their stem. Those that are nouns as often are left
# out, unless nothing but a verb can stand where they do.
VERBS = _stems(
    """
    accelerate achieve activate affect aid allow appear apply become begin boost bring build carry cause cite come
    compare contain contribute control convert cross cure decrease define deliver depend derive describe develop die
    differ differentiate discover discuss do eliminate enhance enter exert exist explain explore express find follow
    form found gain generate get give go grow grown given happen have help identify improve include increase induce
    inhibit investigate involve isolate keep know lead list lower make maintain mediate migrate obtain occur
    outperform prefer prevent proliferate produce promote propose protect prove provide purify raise rank receive
    recommend reduce regenerate regrow regulate release remove repair replace require restore restrict reveal say
    seen shown secrete seem show slow solve speed stimulate stop summarise store suggest suppress survive take taken
    talk treat turn undergo understand took came gave made became led went use work write written wrote
    """
)

# What is said of a thing with "is", at the end of its phrase: "Is vitamin D deficiency common in Europe?"
ADJECTIVES = _set(
    """
    approved associated beneficial common contagious curable dangerous different expensive fatal frequent harmful
    hereditary heterogeneous immunogenic inferior inherited involved legal linked necessary painful present rare
    related resistant responsible similar stable superior suitable toxic treatable useful
    """
)
AGREEING = {
    "is": "are",
    "was": "were",
    "does": "do",
    "has": "have",
    "isn't": "aren't",
    "doesn't": "don't",
}  # one: several

# Nouns that need an "of …": alone they are about what was asked before.
RELATIONAL = _stems(
    """
    advantage aim application availability benefit cause challenge characteristic complication component composition
    concentration consequence content contraindication contribution cost course criterion danger dependence
    difference disadvantage diameter dosage dose downside drawback duration effect effectiveness efficacy evidence
    example feature finding frequency function future goal half life impact implication importance incidence
    indication ingredient interaction isolation level lifetime limit limitation limits long term manufacturing
    mechanism mode mortality morbidity name need number origin outcome outlook pathway percentage potency potential
    prevalence price problem procedure prognosis proof property protocol purification purity purpose quality
    quantity rate reason recommendation regulation result risk role route safety schedule sensitivity shortcoming
    side size source specificity stability stage status step storage strength structure survival symptom target
    temperature timing toxicity treatment type use value way weakness yield
    """
)
# Nouns by which "these …" and "this …" speak of what was named before.
GENERIC = _stems(
    """
    agent approach bubble cell compound condition disease disorder drug entity factor illness intervention material
    method mediator molecule object particle product protein results strategy substance system technique technology
    test therapy thing tissue tool treatment type vesicle
    """
)
# Those who are studied, and studies as such: a question that names nothing else goes on with the subject.
STUDIED = _stems(
    """
    adult animal child children data day evidence group human man men mouse mice mention participant patient people
    rat research trial volunteer week woman women
    """
)
PAPERS = _stems("paper review article study publication work author authors document journal")

SLIPS = {  # of the keyboard, in the words that a question is told by
    "wich": "which", "whcih": "which", "wihch": "which", "wat": "what", "waht": "what", "hwo": "how",
    "whos": "who's", "wheres": "where's", "hows": "how's", "whats": "what's", "abuot": "about", "abut": "about",
    "teh": "the", "thier": "their", "adn": "and",
}  # fmt: skip
LEADS = re.compile(
    r"^(?:(?:ok(?:ay)?|and|but|so|also|or|well|hmm+|right|great|now|then|good|thanks|thank you|cool|sorry|please|yes|"
    r"yeah|alright|interesting|if (?:so|not|yes))\b[\s,.!:;–-]*)+",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks?|thx|cheers|bye|goodbye|"
    r"ok(?:ay)?|great|perfect|cool|nice|there|again|very much|so much|a lot|for (?:that|this|your help)|you)\b\W*)+$",
    re.IGNORECASE,
)
MORE = re.compile(
    r"^(?:(?:tell|show|give) me more|more(?: please| of (?:it|that|this))?|"
    r"(?:what|anything|something) (?:else|more)|go on|continue|(?:could you )?(?:explain|elaborate)"
    r"(?: (?:that|this|it|more))*|say that again|repeat(?: that)?)\W*$",
    re.IGNORECASE,
)
# A question word that asks the last question again from another side.
BARE = re.compile(
    r"^(?P<word>why(?: not| so| exactly)?|how(?: so| exactly| come| many| much| long| often| far| fast| big| well)?|"
    r"when|where|who|in (?:whom|which (?:way|one|ones)|what way)|which(?: ones?)?|by (?:whom|how much)|"
    r"since when|for whom|at what (?:point|dose))"
    r"(?: (?:is|was|are|were|does|do|did) (?:that|this|it|so|they|those|these))?\W*$",
    re.IGNORECASE,
)
ABOUT = re.compile(r"^(?:what|how) about\s+|^what of\s+|^same (?:question )?(?:for|with)\s+(?=\w)", re.IGNORECASE)
CORRECTION = re.compile(
    r"^(?:(?:no|nope|sorry|actually|wait|oops|nah|rather|hm+)\b[\s,.!:;–-]*)*"
    r"(?:(?:i|we)(?: actually| really)? (?:mean|meant|was asking about|am asking about|'m asking about)(?: to say)?|"
    r"(?:what )?(?:i|we) (?:mean|meant) (?:is|was)|make that|not that,?)[\s,:]+(?P<meant>.+)$",
    re.IGNORECASE,
)
NO_BUT = re.compile(r"^(?:no|nope|sorry|oops|wait)\b[\s,.!:;–-]+(?P<meant>.+)$", re.IGNORECASE)
NOT_BUT = re.compile(
    r"^(?:i (?:mean|meant) )?not (?P<wrong>[^,]+?)(?:,? but |, (?:but )?)(?P<meant>[^,]+)$", re.IGNORECASE
)
INSTEAD = re.compile(r"^(?:try |rather )?(?P<meant>.+?) instead(?: of (?P<wrong>.+))?$", re.IGNORECASE)
