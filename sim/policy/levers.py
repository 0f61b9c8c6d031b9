"""Policy levers: what a municipality can decide about co-creation. The defaults are the representative baseline.

A lever's effect is in the rules (`sim.processes`), its price in `sim.policy.ledger`. A lever that no rule reads yet,
or that acts only on something which is switched off, is idle: the run says so.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import About, declared

MODES = ("none", "open", "targeted", "lottery", "stratified")
"""Ways of recruiting citizens to co-creation."""

_BOOK = "policy catalogue of the design, preset of the representative baseline"
_ASKS = ("reach", "recruitment")

Share = float
_NOBODY = {"none": 1.0}


class Levers(NamedTuple):
    """All levers. Shares from 0 to 1 unless said; `recruitment` is a mode or weights over modes."""

    reach: Annotated[Share, About(
        en="Share of citizens whom an invitation to co-create reaches in a month.",
        da="Andel af borgerne, som i løbet af en måned får en invitation til samskabelse.",
        deck="Borgere vil gerne bruge nye deltagelsesmuligheder", needs=("recruitment",))] = 0.0
    recruitment: Annotated[dict[str, float], About(
        en="How citizens are recruited: none, open, targeted, lottery, stratified, or a mix.",
        da="Hvordan borgerne rekrutteres: slet ikke, åbent, opsøgende, ved lodtrækning, stratificeret eller blandet.",
        deck="nogen er mere motiveret end andre", modes=MODES, unit="weights", needs=("reach",),
        source=_BOOK)] = _NOBODY
    outreach: Annotated[Share, About(
        en="Effort to reach those with few resources and to ask them in person.",
        da="Opsøgende indsats over for borgere med få ressourcer, så de bliver spurgt personligt.",
        deck="de ressourcestærke sætter dagsordenen", needs=_ASKS)] = 0.0
    support: Annotated[Share, About(
        en="Practical support and room for those who take part.",
        da="Plads og støtte til dem, der deltager.",
        deck="Praktisk samarbejde med plads og støtte")] = 0.2
    participation_cost: Annotated[Share, About(
        en="What taking part costs a citizen in time and trouble.",
        da="Hvad det koster en borger i tid og besvær at deltage.",
        deck="Aktiv når det betaler sig", needs=_ASKS)] = 0.5
    facilitation: Annotated[Share, About(
        en="How well meetings are led, so that everybody gets to speak and is heard.",
        da="Hvor godt møderne ledes, så alle kommer til orde og bliver hørt.",
        deck="Nye dialoger", needs=_ASKS)] = 0.1
    hearing: Annotated[Share, About(
        en="Capacity to record what citizens say and pass it on.",
        da="Kapacitet til at notere det, borgerne siger, og bringe det videre.",
        deck="der er forskel på at høre og at lytte", needs=_ASKS)] = 0.5
    listening: Annotated[Share, About(
        en="How far those who decide answer what they have heard.",
        da="I hvor høj grad de, der bestemmer, svarer på det, de har hørt.",
        deck="der er forskel på at høre og at lytte")] = 0.5
    power: Annotated[Share, About(
        en="Share of the decision that is handed to the co-creation forum.",
        da="Den del af beslutningen, der overlades til samskabelsen.",
        deck="Borgere og myndigheder skaber løsninger sammen", needs=_ASKS, source=_BOOK)] = 0.0
    follow_through: Annotated[Share, About(
        en="Share of what was agreed that is carried out.",
        da="Andel af det aftalte, der bliver gennemført.",
        deck="at høre og at lytte")] = 0.5
    explanation: Annotated[Share, About(
        en="How often decisions are given with reasons.",
        da="Hvor ofte afgørelser begrundes.",
        deck="kunne bortforklare forringelser", source=_BOOK)] = 0.3
    promise: Annotated[Share, About(
        en="How much influence and service citizens are promised.",
        da="Hvor meget indflydelse og service borgerne loves.",
        deck="kontante svar – uden tøven", source=_BOOK)] = 0.2
    digital_share: Annotated[Share, About(
        en="Share of contact that goes through digital channels.",
        da="Andel af kontakten, der foregår digitalt.",
        deck="Big data og digitale netværk")] = 0.3
    data_coverage: Annotated[Share, About(
        en="Share of citizens whose needs show up in the data that officials use.",
        da="Andel af borgerne, hvis behov kan ses i de data, embedsmændene bruger.",
        deck="Indrette kollektive løsninger efter individuelle input")] = 0.3
    user_input: Annotated[Share, About(
        en="Share of a service that users are expected to bring themselves.",
        da="Andel af en service, som brugerne selv forventes at bidrage med.",
        deck="Kan være medproducent", source=_BOOK)] = 0.3
    complementarity: Annotated[float, About(
        en="How far staff and users replace each other: −2 each needs the other … 0.95 either will do.",
        da="I hvor høj grad ansatte og brugere kan erstatte hinanden: fra −2 (begge er nødvendige) til 0,95 "
        "(den ene er nok).",
        low=-2.0, high=0.95, unit="CES exponent", source=_BOOK)] = -0.5
    capability_support: Annotated[Share, About(
        en="Help that lets users with few resources do their part.",
        da="Hjælp, der sætter brugere med få ressourcer i stand til at løfte deres del.",
        deck="Mægtiggørelse / bl.a. via teknologi og uddannelse")] = 0.0
    volunteering: Annotated[Share, About(
        en="Effort to win and keep volunteers.",
        da="Indsats for at skaffe og fastholde frivillige.",
        deck="Mobilisere ressourcer – frivillighed")] = 0.0
    boundary: Annotated[Share, About(
        en="Work at the border between institution and surroundings, so that staff are not worn by demands.",
        da="Værn om grænsen mellem institution og omverden, så krav udefra ikke slider på de ansatte.",
        deck="Ansatte oplever at institutionen er porøs")] = 0.5
    accommodation: Annotated[Share, About(
        en="How far staff bend to individual demands.",
        da="I hvor høj grad de ansatte bøjer sig for individuelle krav.",
        deck="Vanskeligt ved at acceptere en manglende imødekommelse")] = 0.3
    mandate: Annotated[Share, About(
        en="Weight of professional judgement against what citizens ask for.",
        da="Det faglige skøns vægt over for det, borgerne beder om.",
        deck="skal udøve faglighed i en ikke-faglig proces")] = 0.6
    coercion: Annotated[Share, About(
        en="Mild coercion towards self-help.",
        da="Mild tvang til at klare sig selv.",
        deck="mild tvang")] = 0.0
    nudge: Annotated[Share, About(
        en="Defaults that lead to self-help, with a free way out.",
        da="Standardvalg, der leder til selvhjælp, men frit kan vælges fra.",
        deck="mild tvang")] = 0.0
    dialogue: Annotated[Share, About(
        en="Effort to bring the council into working dialogue with citizens and administration.",
        da="Indsats for at bringe byrådet i arbejdende dialog med borgere og forvaltning.",
        deck="Brug for at opsøge og afprøve nye samarbejdsrelationer med administration og borgere")] = 0.0
    safeguards: Annotated[Share, About(
        en="Legal safeguards in decisions about persons.",
        da="Retssikkerhed i afgørelser om den enkelte.",
        deck="Retssikkerhed kan være en udfordring", source=_BOOK)] = 0.7
    appeals: Annotated[Share, About(
        en="How easy it is to appeal.",
        da="Hvor let det er at klage over en afgørelse.",
        deck="Retssikkerhed", source=_BOOK)] = 0.6
    training: Annotated[Share, About(
        en="Training of staff in working with citizens.",
        da="Oplæring af de ansatte i at arbejde sammen med borgerne.",
        deck="rationel følsomhed, læring")] = 0.3
    slack: Annotated[Share, About(
        en="Time in which staff can recover and reflect.",
        da="Tid, hvor de ansatte kan komme til kræfter og tænke sig om.",
        deck="(nye) institutionelle muligheder")] = 0.5
    choice: Annotated[Share, About(
        en="Freedom to choose another provider.",
        da="Frihed til at vælge en anden leverandør.",
        deck="vælger nye institutioner", source=_BOOK)] = 0.2
    rankings: Annotated[Share, About(
        en="How visible league tables of institutions are.",
        da="Hvor synlige ranglister over institutioner er.",
        deck="Ranglister", source=_BOOK)] = 0.1
    communication: Annotated[Share, About(
        en="Volume of the municipality's own communication.",
        da="Omfanget af kommunens egen kommunikation.",
        deck="Brug for offensiv institutionel kommunikation")] = 0.2
    honesty: Annotated[Share, About(
        en="How far what is said of decisions matches what is done.",
        da="Hvor godt det, der siges om beslutningerne, passer med det, der gøres.",
        deck="at kunne bortforklare forringelser")] = 0.7
    bridging: Annotated[Share, About(
        en="Effort to bring unlike citizens together in co-creation.",
        da="Indsats for at bringe forskellige borgere sammen i samskabelsen.",
        deck="styrker konkrete fællesskaber", needs=_ASKS)] = 0.2
    minority_learning: Annotated[Share, About(
        en="Help to live with having been outvoted.",
        da="Hjælp til at leve med at komme i mindretal.",
        deck="Skal lære at acceptere, at de kan komme i mindretal")] = 0.2
    floor: Annotated[Share, About(
        en="Service below which nobody shall fall.",
        da="Det serviceniveau, som ingen må falde under.",
        deck="Et sikkerhedsnet", source=_BOOK)] = 0.7
    budget: Annotated[Share, About(
        en="Share of the service budget that co-creation may decide on.",
        da="Andel af servicebudgettet, som samskabelsen må bestemme over.",
        deck="skaber løsninger sammen", high=0.2)] = 0.0


LEVERS = declared("levers", "lever", Levers)
"""The declaration of every lever, in the order of `Levers`."""
