"""How people continue a conversation: "and …", "tell me more", "no, I meant …", and slips of the keyboard."""

from __future__ import annotations

import re

SLIPS = {  # of the keyboard, in function words
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
