"""The form of a question: what kind of answer it asks for, read from its words once.

The kinds are those of Li and Roth (Learning question classifiers, 2002), as far as researchers ask for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.text.words import STOP_WORDS, content_words, stem, words
from qa.english.lexicon import AUXILIARIES, PREPOSITIONS, RELATIONAL
from qa.english.noun_phrases import phrases

Kind = Literal[
    "definition", "yes_no", "comparison", "reason", "date", "number", "who", "where", "list", "method", "other"
]


# What asks for a meaning

_THING = r"[^?.!,;]+"
_BE = r"(?:'s|’s| is \(are\)| is| are| was| were)"
_ASKS_MEANING = re.compile(
    rf"^\W*(?:(?:can|could) you (?:tell me|explain) |(?:please )?(?:tell me|explain) )?(?:"
    rf"(?:what|who){_BE}(?: exactly)?(?: meant by| the meaning of| the definition of)? (?P<thing>{_THING})"
    rf"|(?:what|who) exactly (?:is|are) (?P<exactly>{_THING})"
    rf"|what (?P<what>{_THING}?) (?:is|are)"
    rf"|(?:(?:can|could) you )?(?:please )?define (?P<defined>{_THING})"
    rf"|what (?:do|does)(?: the)?(?: (?:term|word|abbreviation|acronym))? (?P<stands>{_THING}?)"
    rf" (?:stand for|mean|refer to)"
    rf"|what (?:do|does) (?:you|one|we|they) mean by (?P<meant>{_THING})"
    rf"|how (?:is|are) (?P<how>{_THING}?) defined"
    rf"|how (?:do|would|can|should) (?:you|one|we|they) define (?P<would>{_THING})"
    rf"|what (?:kind|type|sort) of \w+ (?:is|are) (?P<kind>{_THING})"
    rf"|(?:give )?(?:me )?(?:the |an? )?(?:definition|meaning) of (?P<of>{_THING})"
    rf")\W*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:an?|the|these|those)\s+", re.IGNORECASE)
_MOST_WORDS = 6  # "nevoid basal cell carcinoma syndrome"; what is asked in more is asked about several things
_MOST_BARE_WORDS = 2
_RELATIONS = RELATIONAL | {stem("method")}  # "exosome isolation methods" are several things
_INSIDE_NAMES = frozenset({"of", "and", "with"})  # "tetralogy of Fallot", "head and neck cancer"

# What asks for yes or no

_AUXILIARY = f"(?:{'|'.join(sorted(AUXILIARIES))})".replace("'", "['’]")
_OPENS_YES_NO = re.compile(rf"^\W*(?:(?:so|and|but|then|or|well|also|or else),?\s+)?{_AUXILIARY}\s+\w", re.IGNORECASE)
# "Laparoscopic surgery: is it safe?", "In patients with gout, does allopurinol help?"
_OPENS_YES_NO_LATER = re.compile(
    rf"(?:[:;,.?–—]|\s-)\s+(?:and |but |or |so )?{_AUXILIARY}\s+\w[^?]*\?\W*$", re.IGNORECASE
)
_OPENS_OTHERWISE = re.compile(
    r"^\W*(?:what|which|who|whom|whose|where|when|why|how|list|name|in (?:what|which)|for (?:what|which)|"
    r"(?:can|could|would|will) you\b|do you know (?!if|whether)|(?:do|does|did|have) (?:me|us|a look)\b)",
    re.IGNORECASE,
)

# What asks for numbers, and for more than a sentence, in questions of every kind

_NUMBER = re.compile(
    r"\bhow (?:many|much|often|long|old|large|big|high|low|common|frequent|prevalent)\b|^\W*when\b|"
    r"\b(?:what|which) (?:percentage|proportion|number|share|dose|dosage|year|age|rate)\b|"
    r"\b(?:prevalence|incidence|dose|dosage|half-life) of\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:why|how(?! (?:many|much|often|long|old|large|big|high|low))|list|name (?:the|some|all|every|two|three)|"
    r"reasons?|mechanisms?|advantages?|disadvantages?|benefits?|limitations?|steps?|"
    r"(?:what|which) are (?:the|some)|explain|describe|compare|differences?)\b",
    re.IGNORECASE,
)

# The other kinds, in the order in which they are tried; each is looked for where the question begins to ask

_OF_MEASURE = (
    "prevalence|incidence|doses?|dosages?|half-li(?:fe|ves)|mortality|rates?|numbers?|percentages?|proportions?|"
    "fractions?|shares?|amounts?|quantit(?:y|ies)|concentrations?|durations?|sizes?|diameters?|lengths?|weights?|"
    "costs?|prices?|ages?(?! groups?)|frequenc(?:y|ies)|sensitivity|specificity|yields?|temperatures?|odds|ratios?|"
    "averages?|medians?|probabilit(?:y|ies)|lifespans?|life expectancy"
)
_PEOPLE = (
    "authors?|researchers?|scientists?|groups?|teams?|persons?|people|doctors?|physicians?|patients?|children|"
    "individuals?|populations?|volunteers?|women|men"
)
_PLACES = (
    "countr(?:y|ies)|cit(?:y|ies)|regions?|places?|locations?|sites?|hospitals?|universit(?:y|ies)|organs?|tissues?|"
    "continents?|areas?|states?|provinces?|parts? of|chromosomes?|compartments?"
)
_WAYS = "methods?|techniques?|procedures?|protocols?|approach(?:es)?|mechanisms?|ways?|strateg(?:y|ies)|means|steps?"
_BEFORE = r"(?:(?:in|at|by|on|from|to|for|since|until|during|with|through|of|within|under|after|before|due) )?"
_DESCRIBED = rf"(?:(?!(?:{_AUXILIARY}|{'|'.join(sorted(PREPOSITIONS))})\b)[\w-]+ )"
_WHAT = rf"{_BEFORE}(?:what|which) {_DESCRIBED}{{0,2}}?"
_WHAT_IS = rf"{_BEFORE}(?:what|which)(?:['’]?s| is| are| was| were)? (?:the |some |its |their )?{_DESCRIBED}{{0,3}}?"
_ASKED_FOR: dict[Kind, tuple[str, ...]] = {  # matched where the question begins to ask
    "comparison": (
        rf"(?:{_WHAT_IS}|the )?(?:differences?|similarit(?:y|ies)|comparison)\b",
        r"compare\b",
        rf"how {_AUXILIARY} .*\b(?:differ|differs|different|differed|compares?|compared|similar)\b",
        r"(?:what|which) (?:distinguish|differentiat|separat|sets)\w*",
        r"(?:what|which)\b.*\b(?:better|worse|best|safer|cheaper|faster|stronger|more|less)\b.*(?:,| or ) ?\w",
        r"how (?:much|far) (?:better|worse|more|less|\w+er)\b.* than\b",
        r".*\b(?:versus|vs)\b",
        r".*\b(?:compared|comparison) (?:to|with)\b",
        r".*\b(?:superior|inferior) to\b",
        r".*\b(?:worse|better|(?!other|rather)\w+er|(?:more|less) [\w-]+) than (?!\d)",
        r".*\badvantages? .*\bover\b",
    ),
    "reason": (
        r"why\b|how come\b|what for\b|because of (?:what|which)\b",
        rf"(?:{_WHAT_IS}|the )?(?:reasons?|rationale|causes?|explanations?|a?etiolog(?:y|ies))\b",
        r"what (?:can |could |may |might |also |usually )*(?:causes?|caused|leads? to|led to|explains?|explained|"
        r"makes?|made|drives?|accounts? for|contributes? to|triggers?|results? in)\b",
        rf"what {_AUXILIARY} .*\b(?:caused by|due to|because of)\W*$",
    ),
    "date": (
        rf"{_BEFORE}when\b",
        rf"(?:{_WHAT}|{_WHAT_IS})(?:years?|months?|decades?|century|centuries|dates?|day)\b",
        r"how (?:long ago|recent(?:ly)?|old is (?:the|this|that) (?:paper|review|article|study))\b",
        r"(?:the )?(?:year|date) (?:of|when|in which)\b",
    ),
    "number": (
        r"(?:(?:about|approximately|for|to|in|after|at|by|with) )*how (?:many|much|often|long|old|large|big|high|low|"
        r"common|frequent(?:ly)?|prevalent|tall|small|fast|quick(?:ly)?|soon|far|deep|heavy|wide|thick|rare|likely)\b",
        rf"(?:{_WHAT_IS}|the )?{_DESCRIBED}??(?:{_OF_MEASURE})\b",
    ),
    "who": (rf"{_BEFORE}who(?:m|se|['’]?s)?\b", rf"{_WHAT}(?:{_PEOPLE})\b"),
    "where": (
        rf"{_BEFORE}where(?:['’]?s)?\b",
        rf"{_WHAT}(?:{_PLACES})\b",
        rf"{_WHAT_IS}(?:locations?|places?|sites?) (?:of|where)\b",
    ),
    "list": (
        r"(?:list|name|enumerate|give (?:me )?(?:some |an? |the |all )?(?:examples?|list))\b",
        r"(?:the |an? )?(?:list|examples?|types|kinds) of\b",
        rf"{_WHAT_IS}(?:kinds|types|sorts|forms|examples) of\b",
    ),
    "method": (
        rf"(?:{_WHAT_IS}|the )?(?:{_WAYS})\b",
        rf"{_BEFORE}how(?:['’]?s)?\b(?! (?:about|bad|good|well|severe|serious|safe|dangerous|effective|important|"
        r"accurate|reliable|strong|useful)\b)",
    ),
}
_KINDS = tuple((kind, re.compile("|".join(ways), re.IGNORECASE)) for kind, ways in _ASKED_FOR.items())
# "Could you tell me", "and so", "I would like to know"
_POLITE = (
    r"(?:(?:and|so|but|ok(?:ay)?|well|hi|hello|hey|please|then|also|now|actually|sorry|thanks?),?\s+|"
    r"(?:can|could|would|will) (?:you|someone|anyone) |do(?:es)? (?:you|anyone|anybody|the (?:papers?|reviews?)) |"
    r"(?:tell (?:me|us)|explain(?: to me)?|describe|say|know|find out|show(?: me)?|"
    r"help me (?:understand|find)),? |"
    r"i(?:['’]d| would)? (?:want|like|need|wish)(?: to (?:know|understand|find out|learn|see))?,? |"
    r"i(?:['’]m| am) (?:wondering|asking|interested in|trying to (?:find out|understand|learn)),? |i wonder,? |"
    r"any idea,? )*"
)
_OPENING = re.compile(rf"^\W*{_POLITE}", re.IGNORECASE)
# Where it begins to ask: "In patients with gout, why …"
_ASKING = re.compile(
    rf"(?:^\W*|[:;,.?!–—]\s+|\s-\s+){_POLITE}(?P<asking>(?:because of )?{_BEFORE}"
    r"(?:how|why|when|where|who|whom|whose|which|what|list|name|compare)(?:['’]?s)?\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_SEVERAL = re.compile(r"(?:what|which) are (?:the |some |all |its |their )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """What a question asks for.

    Attributes:
        kind: "definition" where only a sentence that defines would answer; "yes_no" for "Is …?", "…: is it safe?";
            "method" for "How …?"; "other" for what has no form of its own ("What do exosomes carry?") and for keywords.
        term: What it asks the meaning of, also where only the word is given ("exosomes"); empty for other questions.
        asks_number: Whether two answers can agree only where they have a number in common: dates, doses, shares.
        wants_more: Whether one sentence may be too little: reasons, steps, lists.
    """

    kind: Kind
    term: str
    asks_number: bool
    wants_more: bool


def form_of(question: str) -> Form:
    """The form of a tidied question."""
    term = _term(question)
    thing = _thing(question)
    # "What are the …" may ask for a list, and only the word given for anything about it.
    asks_meaning = bool(thing and term) and not thing.casefold().startswith(("the ", "these "))
    kind = "definition" if asks_meaning else "yes_no" if _asks_yes_no(question) else _other_kind(question)
    return Form(kind, term, bool(_NUMBER.search(question)), bool(_MORE.search(question)))


def _term(question: str) -> str:
    """What "What is an exosome?" or a bare "exosomes" asks the meaning of; empty for other questions."""
    thing = _thing(question)
    term = _ARTICLE.sub("", thing or question.strip(" ?.!"))
    found, content = words(term), content_words(term)
    most = _MOST_WORDS if thing else _MOST_BARE_WORDS
    if not 0 < len(content) <= most or not _names_a_thing(question, term):
        return ""
    return term if len(found) == len(content) or (thing and not thing.casefold().startswith("the ")) else ""


def _thing(question: str) -> str:
    """What is where the thing asked about belongs, its article included; empty where the form is another."""
    match = _ASKS_MEANING.search(question)
    return next((group for group in match.groups() if group), "").strip() if match else ""


def _names_a_thing(question: str, term: str) -> bool:
    """Whether the words name one thing: not "role of exosomes", nor "exosome functions", which asks for a list."""
    found = words(term)
    plain = [word for word in found if term[word.start : word.end].casefold() not in STOP_WORDS]
    inside = [term[word.start : word.end].casefold() for word in found if word not in plain]
    if not set(inside) <= _INSIDE_NAMES or (inside and found[-1] not in plain):
        return False  # "exosomes made of"
    related = [word for word in plain if word.stem in _RELATIONS]
    several = len(plain) > 1 and re.search(r"\bare\b", question, re.IGNORECASE)
    return not (related and (inside or (several and plain[-1] in related)))


def _asks_yes_no(question: str) -> bool:
    if _OPENS_OTHERWISE.match(question):
        return False
    return bool(_OPENS_YES_NO.match(question) or _OPENS_YES_NO_LATER.search(question))


def _other_kind(question: str) -> Kind:
    asking = _ASKING.search(question)
    clause = asking["asking"] if asking else _OPENING.sub("", question)
    found = next((kind for kind, pattern in _KINDS if pattern.match(clause)), None)
    return found or ("list" if _asks_for_several(clause) else "other")


def _asks_for_several(clause: str) -> bool:
    """Whether "which genes …", "what are the symptoms of …" asks for things of one kind."""
    every = phrases(clause)
    if not every or not every[0].is_plural:
        return False
    several = _SEVERAL.match(clause)
    return every[0].is_asked or (several is not None and several.end() == every[0].start)
