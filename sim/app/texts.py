"""What a report says, in English and Danish. Labels of measures, outcomes, levers and policies stand where they belong.

Numbers are filled in from the comparison; no sentence assumes their sign.
"""

from __future__ import annotations

from typing import Any

REPORT: dict[str, dict[str, Any]] = {
    "en": {
        "title": "{b} compared with {a}",
        "kicker": "samspil · comparison of two policies",
        "about": "{town} · {citizens} citizens · {months} months · {futures}",
        "futures": lambda n: "1 future" if n == 1 else f"{n} futures",
        "towns": "{n} municipalities",
        "guard": "A model for thinking, not a forecast for your municipality.",
        "sections": ("The finding", "What differs", "Who gains, who loses", "From invitation to influence", "Over time",
                     "What it costs", "The two policies", "What is assumed", "What this cannot tell you",
                     "Make it again"),
        "measure": "Measure", "difference": "B − A", "agree": "Futures agree",
        "range": "90 % interval", "of": "{n}/{all}", "table": "Show as table", "month": "month {n}",
        "reading": {"gain": "better", "loss": "worse", "open": "yours to judge", "same": "no difference",
                    "unsure": "cannot be told apart"},
        "words": {"up": "higher", "down": "lower"},
        "finding": "{label} is {way} under B in {agree} of {futures} futures: by {size} points of 100 on average.",
        "little": "That is less than the {change} points from which on a change counts here for a single citizen.",
        "also": "Also different, in points: {others}.",
        "under": "fewer than 1", "over": "over {n}",
        "none": "{futures} cannot tell A and B apart in welfare, trust or influence.",
        "nearest": "Nearest to a difference is “{label}”: about {more} more futures would tell.",
        "single": "A single future says nothing about certainty: compare with --pairs 20.",
        "never": "Nothing that happens to any citizen differs between A and B.",
        "tally": "{outcome}: {gain} of 100 citizens gain and {lose} of 100 lose at least {change} points.",
        "most": "Gains are most frequent in the group “{group}” ({n} of 100).",
        "least": "Losses are most frequent in the group “{group}” ({n} of 100).",
        "nobody": "In none of {n} outcomes does any citizen gain or lose at least {change} points.",
        "ledgers": {"vertical": "Vertical: citizens and authorities", "horizontal": "Horizontal: citizens among "
                    "themselves", "cost": "What it costs, and whom"},
        "ledgers_say": "Three accounts side by side. They are not added up: what a gain in one is worth in another is "
                       "a political question. Values are those of month {month}; unless a unit is named, they "
                       "are points of 100.",
        "empty": "Nothing here survives the correction for looking at many measures.",
        "elsewhere": "Other measures that differ ({n})",
        "unsure": "Cannot be told apart ({n} measures)", "equal": "Exactly the same under A and B ({n} measures)",
        "few": "known in one future only",
        "level": "Welfare, trust and influence are exactly the same under A and B in the last month recorded.",
        "unsure_say": "Grey does not mean equal. It means that {futures} cannot tell; the last column says how "
                      "many more would do, with a chance of 80 %.",
        "more": "More futures", "alone": "not among so many measures",
        "alone_say": "“Not among so many measures”: the interval leaves out zero, but among {n} measures some do so by "
                     "chance.",
        "winners_say": "A citizen gains or loses where the same person, with the same luck, ends at least {change} "
                       "points of 100 higher or lower under B than under A. All futures together.",
        "gain": "gain", "stay": "neither", "lose": "lose", "mean": "mean change", "who": "Group",
        "outcomes": {
            "welfare": "satisfaction with services, being treated fairly, and being spared the need of relatives' help",
            "trust": "in politicians, administration, staff and other citizens",
            "influence": "the belief that the authority responds, and own proposals that moved something",
            "service": "quality at the last meeting with the service",
        },
        "by": {"all": "", "quintile": "By resources", "type": "By type of citizen", "role": "By role under B"},
        "groups": {
            "all": "All citizens", "1": "poorest fifth", "2": "second fifth", "3": "third fifth", "4": "fourth fifth",
            "5": "best-off fifth", "traditional": "traditional", "innovative": "innovative", "consumer": "consumer",
            "participant": "in forums", "fellow_citizen": "volunteers", "controller": "complains",
            "voter": "votes", "none": "none of these",
        },
        "chain_say": "Influence has six stages, and each is reached only through the one before. The charts show, of "
                     "1,000 invited, how many reach each; every line downwards is a tenth of the one above. Where the "
                     "lines of the fifths part, inequality comes in; the other fifths, under {policy}, are "
                     "drawn thin behind.",
        "stages": {"invited": "invited", "came": "came", "spoke": "spoke", "heard": "was heard",
                   "listened": "got an answer", "changed": "changed something"},
        "came": "Under {policy}, of 1,000 invited, {low} came from the poorest fifth and {high} from the best-off.",
        "chain_table": "Citizens in a future, on the mean, in all recorded months together",
        "stage": "Stage", "policy": "Policy",
        "uninvited": "Nobody is invited under A or B: there is no chain to show.",
        "uninvited_one": "Under {policy} nobody is invited.",
        "time_say": "The difference B − A, month by month, for the measures that differ most at the end; the band "
                    "holds the mean difference with 90 % certainty.",
        "time_none": "Only one month was recorded, or nothing differs for sure: there is no course to show.",
        "cost_say": "What the levers of each policy cost in all, as the ledger of the model has it.",
        "scaled": "{policy} cannot be paid in full. In force, and in brackets what was wanted: {levers}.",
        "unscaled": "Both policies can be paid as they are.",
        "own": "A policy of your own, or one that this version does not know.",
        "lever": "Lever or condition", "deck": "Deck", "wanted": "Settings in which A and B differ ({n}):",
        "alike": "A and B have the same settings.",
        "evidence": "Evidence", "source": "Source",
        "marks": {"V": "read in the source", "M": "from memory: check before quoting",
                  "A": "assumed, nobody measured it"},
        "counts": "Behind every result stand {n} coefficients of the rules: {V} read in their source (V), {M} from "
                  "memory (M), {A} assumed (A).",
        "explain": "More of each: samspil explain NAME for a setting or a coefficient, samspil explain PROCESS "
                   "for a rule.",
        "limits": (
            "It does not forecast a named town. The citizens are synthetic and match its figures; compare the "
            "policies, do not read off levels.",
            "Most coefficients are assumed. Vary those that your decision hangs on before you believe a difference.",
            "A good proposal and a bad one count alike: the quality of decisions is not judged.",
            "Sex, origin and health are not seen, and who of the relatives carries the help is not said.",
            "There are no taxes, no debt and no investment; the prices of levers are assumptions.",
            "Associations, firms and interest groups are left out, so the organised civil society is understated.",
            "Media are one pressure: no scandals, no algorithms, no agenda of their own.",
            "Levers stay as they are set. A council that would stop a failing policy does not do so here.",
        ),
        "sure": (
            "It rests on {futures}. More futures make intervals narrower, not the model truer.",
            "{n} measures were tested at once. Those shown as different survive Benjamini and Hochberg's correction: "
            "of these, one in ten may still be a chance finding.",
            "Same luck was checked: A compared with A is exactly zero for every citizen.",
        ),
        "apart": "A and B first differ in month {n}.",
        "again": "This command gives the same numbers with the same versions:",
        "made": {"samspil": "samspil", "seeds": "Seeds", "hash": "Settings of {name}", "versions": "Versions",
                 "files": "Data beside this page"},
        "to": "{low} to {high}",
    },
    "da": {
        "title": "{b} sammenlignet med {a}",
        "kicker": "samspil · sammenligning af to politikker",
        "about": "{town} · {citizens} borgere · {months} måneder · {futures}",
        "futures": lambda n: "1 fremtid" if n == 1 else f"{n} fremtider",
        "towns": "{n} kommuner",
        "guard": "En model til at tænke med, ikke en prognose for din kommune.",
        "sections": ("Resultatet", "Hvad er forskellen?", "Hvem vinder, og hvem taber?",
                     "Fra invitation til indflydelse", "Over tid", "Hvad det koster", "De to politikker",
                     "Hvad der er antaget", "Hvad rapporten ikke kan fortælle", "Sådan gentages beregningen"),
        "measure": "Mål", "difference": "B − A", "agree": "Samme retning",
        "range": "90 %-interval", "of": "{n}/{all}", "table": "Vis som tabel", "month": "måned {n}",
        "reading": {"gain": "bedre", "loss": "dårligere", "open": "bedøm selv", "same": "ingen forskel",
                    "unsure": "kan ikke skelnes"},
        "words": {"up": "højere", "down": "lavere"},
        "finding": "»{label}« ligger {way} under B i {agree} af {futures} fremtider: i gennemsnit {size} point ud af "
                   "100.",
        "little": "Det er mindre end de {change} point, der skal til, før en ændring tæller for den enkelte borger.",
        "also": "Også forskelligt, i point: {others}.",
        "under": "færre end 1", "over": "over {n}",
        "none": "{futures} er ikke nok til at skelne A fra B, når det gælder velfærd, tillid og indflydelse.",
        "nearest": "Tættest på en forskel er »{label}«: Der skal omkring {more} fremtider mere til at afgøre det.",
        "single": "En enkelt fremtid siger intet om sikkerheden: Sammenlign med --pairs 20.",
        "never": "Intet af det, der sker for borgerne, er forskelligt under A og B.",
        "tally": "{outcome}: {gain} ud af 100 borgere vinder, og {lose} ud af 100 taber mindst {change} point.",
        "most": "Der er flest, der vinder, i gruppen »{group}« ({n} ud af 100).",
        "least": "Der er flest, der taber, i gruppen »{group}« ({n} ud af 100).",
        "nobody": "Ingen borger vinder eller taber mindst {change} point på nogen af de {n} områder.",
        "ledgers": {"vertical": "Vertikalt: borgere og myndigheder", "horizontal": "Horisontalt: borgerne imellem",
                    "cost": "Hvad det koster, og hvem"},
        "ledgers_say": "Tre regnskaber side om side. De lægges ikke sammen: Hvad en gevinst i det ene er værd i "
                       "det andet, er et politisk spørgsmål. Tallene er fra måned {month}; er der ikke "
                       "nævnt en enhed, er det point ud af 100.",
        "empty": "Intet her holder, når der tages højde for, at der ses på mange mål.",
        "elsewhere": "Andre mål, der er forskellige ({n})",
        "unsure": "Kan ikke skelnes ({n} mål)", "equal": "Helt ens under A og B ({n} mål)",
        "few": "kun kendt i én fremtid",
        "level": "Velfærd, tillid og indflydelse er helt ens under A og B i den sidste målte måned.",
        "unsure_say": "Grå betyder ikke, at A og B er ens. Det betyder, at {futures} ikke er nok til at afgøre det; "
                      "sidste kolonne viser, hvor mange flere der skal til for at have 80 % chance for at se forskel.",
        "more": "Flere fremtider", "alone": "ikke blandt så mange mål",
        "alone_say": "»Ikke blandt så mange mål«: Intervallet går ikke hen over nul, men blandt {n} mål sker det for "
                     "nogle alene ved et tilfælde.",
        "winners_say": "En borger vinder eller taber, når den samme person med de samme tilfældigheder ender mindst "
                       "{change} point ud af 100 højere eller lavere under B end under A. Alle fremtider under ét.",
        "gain": "vinder", "stay": "hverken-eller", "lose": "taber", "mean": "gennemsnitlig ændring", "who": "Gruppe",
        "outcomes": {
            "welfare": "tilfredshed med servicen, en fair behandling og ikke at skulle trække på de pårørende",
            "trust": "til politikere, forvaltning, ansatte og andre borgere",
            "influence": "troen på, at myndigheden reagerer, og egne forslag, der har flyttet noget",
            "service": "kvaliteten ved det seneste møde med servicen",
        },
        "by": {"all": "", "quintile": "Efter ressourcer", "type": "Efter borgertype", "role": "Efter rolle under B"},
        "groups": {
            "all": "Alle borgere", "1": "dårligst stillede", "2": "anden femtedel", "3": "tredje femtedel",
            "4": "fjerde femtedel", "5": "bedst stillede", "traditional": "traditionel", "innovative": "innovativ",
            "consumer": "forbruger", "participant": "med i forummer", "fellow_citizen": "frivillig",
            "controller": "klager", "voter": "stemmer", "none": "intet af dette",
        },
        "chain_say": "Indflydelse har seks trin, og hvert trin nås kun gennem det forrige. Figurerne viser, hvor mange "
                     "ud af 1.000 inviterede der når hvert trin; hver streg nedad er en tiendedel af den foregående. "
                     "Dér, hvor femtedelene skilles, kommer uligheden ind; de andre femtedele er under "
                     "{policy} tegnet tyndt bagved.",
        "stages": {"invited": "inviteret", "came": "kom", "spoke": "tog ordet", "heard": "blev hørt",
                   "listened": "fik svar", "changed": "ændrede noget"},
        "came": "Under {policy} kom {low} ud af 1.000 inviterede fra den dårligst stillede femtedel og {high} fra den "
                "bedst stillede.",
        "chain_table": "Borgere pr. fremtid i gennemsnit, alle målte måneder under ét",
        "stage": "Trin", "policy": "Politik",
        "uninvited": "Ingen inviteres under hverken A eller B: Der er ingen kæde at vise.",
        "uninvited_one": "Under {policy} bliver ingen inviteret.",
        "time_say": "Forskellen B − A måned for måned for de mål, der ved udgangen er mest forskellige; båndet rummer "
                    "den gennemsnitlige forskel med 90 % sikkerhed.",
        "time_none": "Kun én måned er målt, eller intet er sikkert forskelligt: Der er intet forløb at vise.",
        "cost_say": "Hvad virkemidlerne i hver politik koster i alt ifølge modellens regnskab.",
        "scaled": "{policy} kan ikke betales fuldt ud. I kraft er, med det ønskede i parentes: {levers}.",
        "unscaled": "Begge politikker kan betales, som de er.",
        "own": "En politik, du selv har skrevet, eller som denne version ikke kender.",
        "lever": "Virkemiddel eller vilkår", "deck": "Oplægget", "wanted": "Indstillinger, hvor A og B er forskellige "
        "({n}):",
        "alike": "A og B har de samme indstillinger.",
        "evidence": "Belæg", "source": "Kilde",
        "marks": {"V": "læst i kilden", "M": "efter hukommelsen: tjek, før det citeres",
                  "A": "antaget, ingen har målt det"},
        "counts": "Bag hvert resultat står {n} koefficienter i reglerne: {V} læst i kilden (V), {M} efter hukommelsen "
                  "(M), {A} antaget (A).",
        "explain": "Mere om hver: samspil explain NAVN om en indstilling eller koefficient, samspil explain "
                   "PROCES om en regel.",
        "limits": (
            "Den er ingen prognose for en bestemt kommune. Borgerne er konstruerede, så de passer til kommunens tal: "
            "Sammenlign politikkerne, og aflæs ikke niveauer.",
            "De fleste koefficienter er antaget. Varier dem, din beslutning hænger på, før du tror på en forskel.",
            "Et godt forslag tæller som et dårligt: Beslutningernes kvalitet bliver ikke bedømt.",
            "Køn, oprindelse og helbred ses ikke, og det siges ikke, hvem af de pårørende der hjælper.",
            "Der er hverken skat, gæld eller anlæg, og virkemidlernes priser er antagelser.",
            "Foreninger, virksomheder og interessegrupper er udeladt, så det organiserede civilsamfund undervurderes.",
            "Medierne er ét samlet pres: ingen skandaler, ingen algoritmer og ingen egen dagsorden.",
            "Virkemidlerne bliver, som de er sat. Et byråd, der ville stoppe en fejlslagen politik, gør det ikke her.",
        ),
        "sure": (
            "Den bygger på {futures}. Flere fremtider gør intervallerne smallere, men ikke modellen sandere.",
            "{n} mål er afprøvet på én gang. De, der vises som forskellige, holder efter Benjamini og Hochbergs "
            "korrektion: Blandt dem kan hvert tiende stadig være et tilfælde.",
            "Det er efterprøvet, at tilfældighederne er de samme: A sammenlignet med A giver præcis nul for alle "
            "borgere.",
        ),
        "apart": "A og B adskiller sig første gang i måned {n}.",
        "again": "Denne kommando giver de samme tal med de samme versioner:",
        "made": {"samspil": "samspil", "seeds": "Seeds", "hash": "Indstillingerne i {name}", "versions": "Versioner",
                 "files": "Data ved siden af denne side"},
        "to": "{low} til {high}",
    },
}  # fmt: skip

UNITS = {
    "share": ("", ""),
    "persons": ("persons", "personer"),
    "per 1,000 a year": ("per 1,000 a year", "pr. 1.000 om året"),
    "per demand": ("per demand", "pr. krav"),
    "opinion, −1 to 1": ("opinion, −1 to 1", "holdning, −1 til 1"),
    "kroner an adult a year": ("kroner an adult a year", "kroner pr. voksen om året"),
    "hours per 1,000 adults a month": ("hours per 1,000 adults a month", "timer pr. 1.000 voksne om måneden"),
    "hours per 1,000 citizens a month": ("hours per 1,000 citizens a month", "timer pr. 1.000 borgere om måneden"),
    "sd on the scale of opinions": ("sd on the scale of opinions", "spredning på holdningsskalaen"),
    "logit": ("logit", "logit"),
}
"""The units of measures in English and Danish; a share is shown as points of 100, which needs no word in every row."""
