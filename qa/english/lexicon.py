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

# Words that name nothing: a paper that has none of them lacks nothing that was asked.
GENERAL = _stems(
    """
    able abroad accept accident account actual add adequate admit advance advice afford afternoon ago agree ahead
    aim alone along already alright although altogether amount angry announce answer anybody anyhow anymore anyone
    anyway anywhere apart apparent appear approximate area argue arise around arrange arrive aside ask assist
    assume attempt attend attention automatic average avoid aware away awful back bad basic basis beat become begin
    believe belong best better big bit board bother bottom bound brief bring broad broken build business busy buy
    call care careful carry case catch certain chance change chapter charge chat check choice choose circumstance
    claim clear close collect come comfortable comment community complain complete completely concern conclude
    confident confuse connect consider constant continue contrast convenient copy correct count couple course cover
    crazy create curious custom daily dare day deal dear decide deep definite degree deliver demand depend describe
    deserve design despite detail develop differ difficult direct disappear discuss distance divide doubt down draw
    drop early easily east easy effort elsewhere empty encourage end enjoy enough enter entire equal error escape
    especially even evening event eventually everybody everyday everyone everything everywhere exact exactly except
    exchange excite excuse expect expensive experience extra extreme fact fail fair fall false familiar famous fast
    favourite feel fetch few fill final find fine finish first fit fix folk follow fool foreign forget form former
    fortunate forward free frequent full fun funny further gather general gentle giant glad go gone good grand
    grateful great group guess guide guy guys half handle hang happen happy hard hardly hate hear heavy hello help
    hence hide high hold home honest hope hour however huge hundred hurry idea ideal imagine immediate important
    impossible include indeed indicate individual information inside instance instead intend interest introduce
    invite issue item join joke judge jump keep kick kid kind know lack lady large last late later latter laugh lay
    lazy lead learn leave left lend length less let letter lie like likely limit line list listen little live load
    local lonely long look loose lose loss lot lots loud love low luck main major make manage manner mark match
    matter maybe mean means meet member mention mere merely middle might mind minor minute miss mistake moment
    money month more morning most mostly move much name narrow natural near nearby nearly neat necessary need
    neither never nevertheless new news next nice nobody none noon normal north nothing notice now nowhere number
    obvious occasion occur odd offer often ok okay old once one ones open opinion opposite option order ordinary
    organise other otherwise ought outside overall own part particular partly pass past pay peace people perfect
    perhaps person persuade pick picture piece place plain plan play please plenty plus point poor popular position
    possible possibly post practical prefer prepare present pretend pretty prevent previous private probably
    problem promise proper protect proud prove provide public pull purpose push put question quick quickly quiet
    quite raise range rare rarely rather reach read ready real realise really reason receive recent recently
    recognise recommend refer regard regular relate relevant rely remain remark remember remind remove repeat reply
    report require respect rest return rich ride right ring rise risk rough round row rule run rush sad safe sake
    same save say second secret see seek seem seldom send sense sentence separate serious serve set settle several
    shape share sharp short should shout show shut side sign silent silly similar simple simply since single sit
    situation size slight slightly slow small smart sole solve some somebody somehow someone something sometime
    sometimes somewhat somewhere soon sorry sort south space spare speak special specific spend spite split spoil
    spot spread stand start state statement stay steady step stick still stop story straight strange stuff stupid
    subject succeed success such sudden suddenly suffer suggest suit suitable sum suppose sure surprise surround
    swing switch take talk tall tell tend term terrible thank thing think thorough thought throw thus tidy tie
    tight till time tiny title today together tomorrow tonight too top topic total totally touch tough toward track
    trade train travel trick trouble true trust truth try turn twice type typical understand unfortunately unique
    unit unite unless unlike unlikely until unusual upper upset upside usual usually various vast very view visit
    voice wake walk wall want warn waste watch way wear week weekend weird welcome well west whatever whereas
    wherever whether while whole whose wide wild willing win wind wise wish wonder wonderful word work world worry
    worse worst worth worthwhile write wrong yeah year yes yesterday yet young
    """
)

# Other languages

# Function words of those that most researchers write, without the ones that English has as well ("die", "per").
FOREIGN = _words(
    """
    warum wieso wie welche welcher welches werden wird sind ist nicht und oder für mit über zwischen gegenüber bei eine
    einer eines der das dem den von zu auf kann können wurde wurden gibt
    pourquoi comment quel quelle quels quelles est sont les des une du dans pour avec sur qui chez entre et ou cette
    quand combien ont peut
    qué por se las los una cuál cuáles cómo cuándo cuánto es son para con del entre sobre está están el
    perché quali sono della delle degli nel nella gli che è quanto hanno
    quais são não uma dos das como pelo pela
    waarom hoe welke zijn worden een het voor met van tussen niet
    varför vad hur är och för inte
    dlaczego jakie jaki czy jest są nie dla
    """
)
