"""The figure of voices: who is named, who is addressed and who holds rights, paragraph by paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from declaration import tables, text
from declaration.explore import pictures
from declaration.explore.frame import Figure
from declaration.explore.wording import capital, counted, paragraphs, spelled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMED_MARK = '<circle cx="13" cy="6" r="2.8" fill="var(--series-1, #2f7fbf)"/>'
ADDRESSED_MARK = (
    '<path d="M13,.5l5.5,5.5l-5.5,5.5l-5.5,-5.5Z" fill="none" stroke="var(--series-2, #c8621b)" stroke-width="1.6"/>'
)
RIGHTS_MARK = '<rect x="9" y="2" width="8" height="8" fill="currentColor"/>'

CSM = "The Conference, its members, its region"
STATES = "States: countries, parties, agencies"
UN = "United Nations: System, bodies, Dialogue"
IOM = "International Organization for Migration"
FORUM = "Global Forum"
OTHER_FORA = "Regional processes, other fora and bodies"
COMMUNITY = "International community, all actors"
SOCIETY = "Society and its organizations"
UNNAMED = "Those in the debate (not named)"
NOBODY = "Nobody in particular"
MIGRANTS = "Migrants, their families and groups"
WORKERS = "Migrant workers and their families"
IRREGULAR = "Irregular migrants"
VICTIMS = "Victims; women, girls, boys, adolescents"
HOLDERS = (MIGRANTS, WORKERS, IRREGULAR, VICTIMS)
PARTIES = (CSM, STATES, UN, IOM, FORUM, OTHER_FORA, COMMUNITY, SOCIETY, UNNAMED, NOBODY, *HOLDERS)

# The words of the table (of the text, or the coder's for an addressee) and the party that they are counted for.
PARTY: Mapping[str, Sequence[str]] = {
    "CSM": (CSM,),
    "The South American Conference on Migrations (CSM)": (CSM,),
    "its members": (CSM,),
    "members of CSM themselves": (CSM,),
    "South America": (CSM,),
    "Plurinational State of Bolivia": (STATES,),
    "countries": (STATES,),
    "countries of origin and destination": (STATES,),
    "countries, as makers of migration policy": (STATES,),
    "States": (STATES,),
    "the States": (STATES,),
    "all States": (STATES,),
    "States not party to the 1990 Convention": (STATES,),
    "States taking part in the debate (not named)": (STATES,),
    "States and the United Nations": (STATES, UN),
    "the parties": (STATES,),
    "the receiving and offering parties": (STATES,),
    "government agencies": (STATES,),
    "United Nations": (UN,),
    "United Nations System": (UN,),
    "United Nations bodies (named in the paragraph)": (UN,),
    "new United Nations agencies": (UN,),
    "Secretary General's Office of the Special Representative on Migration": (UN,),
    "Global Migrations Group (GMG)": (UN,),
    "its constituent agencies": (UN,),
    "Human Rights Council's Special Rapporteur for the rights of migrant workers and their families": (UN,),
    "High-Level Dialogue": (UN,),
    "High-Level Dialogue on International Migration and Development": (UN,),
    "United Nations agencies and other intergovernmental organizations": (UN, OTHER_FORA),
    "International Organization for Migration (IOM)": (IOM,),
    "International Organization for Migrations (IOM)": (IOM,),
    "Technical Secretariat of this process": (IOM,),
    "Global Forum on Migration and Development": (FORUM,),
    "indirectly the Global Forum": (FORUM,),
    "Regional Consultative Processes (RCPs)": (OTHER_FORA,),
    "the various existing fora": (OTHER_FORA,),
    "existing fora": (OTHER_FORA,),
    "other intergovernmental organizations": (OTHER_FORA,),
    "International Community": (COMMUNITY,),
    "international community": (COMMUNITY,),
    "international community (not named)": (COMMUNITY,),
    "international community (implied by its commitments)": (COMMUNITY,),
    "all actors": (COMMUNITY,),
    "civil society organizations": (SOCIETY,),
    "the society which receives them": (SOCIETY,),
    "participants in the Dialogue (not named)": (UNNAMED,),
    "participants in the debate (not named)": (UNNAMED,),
    "participants in the international debate": (UNNAMED,),
    "those who shaped the multilateral debate (not named)": (UNNAMED,),
    "organisers of circular migration (not named)": (UNNAMED,),
    "general audience (not named)": (NOBODY,),
    "migrants": (MIGRANTS,),
    "migrant groups": (MIGRANTS,),
    "migrant persons and their families": (MIGRANTS,),
    "migrant workers and their families": (WORKERS,),
    "Migrant Workers and their Families": (WORKERS,),
    "irregular migrants": (IRREGULAR,),
    "victims": (VICTIMS,),
    "women, girls, boys and adolescents": (VICTIMS,),
}
ROLES: Mapping[str, str] = {"actors": "named", "addressee": "addressed", "rights_holders": "rights"}


@dataclass(frozen=True, order=True)
class Voice:
    """A party in a paragraph, and its role there: named, addressed or rights."""

    party: str
    paragraph: int
    role: str


def voices() -> list[Voice]:
    """Return each party of each paragraph once for each of its roles.

    Raises:
        KeyError: if the table has words that no party is known for.
    """
    found = {
        Voice(party, row.paragraph, role)
        for row in tables.load("speech_acts")
        for column, role in ROLES.items()
        for words in (row[column] or "").split(" | ")
        if words
        for party in PARTY[words]
    }
    return sorted(found, key=lambda voice: (PARTIES.index(voice.party), voice.paragraph, voice.role))


def only_in_names() -> list[int]:
    """Return the paragraphs whose rights-holders stand only inside the name of an actor or of an instrument."""
    found = []
    for row in tables.load("speech_acts"):
        words = text.load().paragraph(row.paragraph).words
        names = " | ".join(filter(None, (row.actors, row.instruments)))
        holders = [holder for holder in (row.rights_holders or "").split(" | ") if holder]
        if holders and all(words.count(holder) == names.count(holder) for holder in holders):
            found.append(row.paragraph)
    return found


def figure() -> Figure:
    """Return the figure."""
    keys = (
        pictures.Key(NAMED_MARK, "named as acting"),
        pictures.Key(ADDRESSED_MARK, "addressed"),
        pictures.Key(RIGHTS_MARK, "holds rights, or is to be protected"),
    )
    data = tables.load("speech_acts").columns("paragraph", "section", "actors", "addressee", "rights_holders")
    return Figure(
        "voices",
        "Who speaks to whom, and about whom?",
        pictures.single("voices", keys, "26rem"),
        _words(voices()),
        data,
        remark="Actors and rights-holders are words of the text, gathered in groups by this course; the addressee is a "
        "coder’s judgement. The table gives the words. In "
        f"{paragraphs(only_in_names())} the rights-holders stand only in the name of an office or of a treaty.",
    )


def _words(found: list[Voice]) -> str:
    def where(role: str, *parties: str) -> list[int]:
        return sorted({voice.paragraph for voice in found if voice.role == role and voice.party in parties})

    total = len(tables.load("speech_acts"))
    held = where("rights", *HOLDERS)
    spoken = len(where("named", *HOLDERS) + where("addressed", *HOLDERS))
    return (
        f"The Conference, its members or its region are named in {len(where('named', CSM))} of the {total} paragraphs. "
        f"States are addressed in {spelled(len(where('addressed', STATES)))}, the United Nations in "
        f"{spelled(len(where('addressed', UN)))}, its own members only in {paragraphs(where('addressed', CSM))}. "
        f"{capital(counted(len(where('addressed', NOBODY)), 'paragraph'))} address nobody in particular, and "
        f"{spelled(len(where('addressed', UNNAMED)))} speak to people whom they do not name. The Global Forum is named "
        f"only in {paragraphs(where('named', FORUM))}, and there it is addressed indirectly. Society or its "
        f"organizations are named in {paragraphs(where('named', SOCIETY))}. Migrants of some group hold rights in "
        f"{counted(len(held), 'paragraph')}; {_no_or(spoken)} them as acting or speaks to them."
    )


def _no_or(count: int) -> str:
    return "no paragraph names" if not count else f"{counted(count, 'place')} of the text names"
