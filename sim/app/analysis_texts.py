"""What the page of an analysis says, in English and Danish; labels of measures and factors stand where they belong."""

from __future__ import annotations

from typing import Any

ANALYSIS: dict[str, dict[str, Any]] = {
    "en": {
        "kicker": "samspil · analysis of a sweep", "title": "What decides? {name}",
        "about": "{kind} · {factors} factors · {rows} settings · {seeds} · {town}",
        "kinds": {"sobol": "Sobol design", "morris": "Morris design", "lhs": "Latin hypercube", "grid": "grid",
                  "list": "list"},
        "seeds": lambda n: "1 seed" if n == 1 else f"{n} seeds",
        "towns": "{n} municipalities",
        "guard": "A model for thinking, not a forecast for your municipality.",
        "finding": "The finding", "varied": "What was varied", "cannot": "What this cannot tell you",
        "runs": "The runs", "again": "Make it again", "table": "Show as table",
        "few": "These results come from {n}. 90 % ranges from fewer than 10 mislead.",
        "heads": {
            "factor": "Factor", "S1": "First-order", "ST": "Total", "interval": "90 % interval", "mu_star": "Mean size",
            "mu": "Mean", "sigma": "Spread", "score": "Score", "above": "Above chance", "swing": "Swing",
            "length": "Length", "value": "Value", "mean": "Mean", "change": "Difference", "agree": "Seeds agree",
            "seeds": "Seeds", "row": "± of one setting",
            "apart": "± of a difference", "low": "from", "high": "to", "quasi_p": "Quasi-p",
            "meaning": "Meaning", "range": "Tried", "mark": "Evidence", "settings": "Settings", "luck": "By luck",
            "salib": "Total, SALib", "key": "Key", "rows": "Settings",
        },
        "yes": "yes", "no": "no",
        "marks": "V: read in the source; M: from memory, check before quoting; A: assumed, nobody measured it.",
        "sobol": "Sobol indices",
        "sobol_say": "Of the variance of the expected outcome between settings, the share that a factor causes by "
                     "itself "
                     "(first-order) and together with others (total). Where the total is much larger than the "
                     "first-order index, the factor works through others. {blocks} of {planned} blocks are "
                     "complete{partly}, "
                     "under {seeds}.",
        "partly": " ({n} of them without some seeds)",
        "luck": "Luck is {luck} of what varies between single runs; settings are the rest.",
        "luck_shared": " Of that luck, {shared} meets all settings alike and so disappears when settings are compared.",
        "luck_none": "With one seed, luck and settings cannot be told apart: part of what looks like an effect is "
                     "luck.",
        "still": "What was varied moves this measure too little to be told from luck.",
        "total": "total", "first": "first-order",
        "morris": "Elementary effects",
        "morris_say": "What the measure does when one factor crosses its whole range, from {n} of {planned} starting "
                      "points: its mean size, its mean with sign, and how much it depends on the starting point "
                      "(spread). A factor that does nothing would show about the size “by luck”.",
        "by_luck": "Dashed: by luck alone.",
        "scores": "Feature scores",
        "scores_say": "How much each factor helps a forest of random trees to tell what comes out; scores add up to "
                      "one. "
                      "A column of pure chance gets {chance}. Learnt from {rows} settings.",
        "chance": "Dashed: pure chance.",
        "surrogate": "A stand-in for the model",
        "surrogate_say": "A Gaussian process learnt from {rows} of {available} settings tells {r2} of the variance "
                         "between settings it has not seen; its typical error there is {rmse}{luck}. The figure shows "
                         "what it predicts as one factor crosses its range (0 to 1) and the others stay as they were.",
        "surrogate_luck": ", and the luck of its own that is left in a setting's mean is {luck}",
        "surrogate_poor": "It tells too little to be trusted: read the figure as a hint, no more.",
        "best": "Where the goal is reached", "worst": "Where it is not",
        "worst_quarter": "Where it goes the other way",
        "goal_say": "Goal: {label} {side} {goal}, which {share} of the runs have.",
        "side": {"above": "of at least", "below": "of at most"},
        "quarter": "No goal was named, so it is the value that a quarter of the runs reach; name one with --goal.",
        "box_say": "Of the whole range tried (grey), the box holds the blue part. Quasi-p: the chance that the box "
                   "would "
                   "be as good without this limit.",
        "no_box": "No part of the settings stands out: chance would make boxes as good.",
        "part": "{n} of {all} runs were looked at.",
        "effects": "Effects",
        "effects_say": "The mean at each value, over everything else that was tried, with its 90 % interval over "
                       "seeds. "
                       "Differences are to the first value, seed by seed: shared luck falls out of them.",
        "effects_rows": "Every setting",
        "convergence": "Are there enough seeds?",
        "convergence_say": "The mean over all settings as seeds are added, and its 90 % interval.",
        "needed": "For two settings to be told apart to ± {precision} (luck that they share falls out), about {apart} "
                  "seeds are needed; to know the level of a single setting so well, about {needed}. There are {seeds}.",
        "needed_none": "How many seeds are needed cannot be told from these.",
        "undefined": "In {n} of {all} runs this measure has no value: they are left out, and what is left may not be a "
                     "fair sample.",
        "missed": "Not made: {what}. {why}.",
        "names": {"sobol": "Sobol indices", "morris": "elementary effects", "scores": "feature scores",
                  "surrogate": "a stand-in for the model", "best": "boxes where the goal is reached",
                  "worst": "boxes where it is not", "convergence": "convergence in seeds", "effects": "effects"},
        "all_there": "All {planned} runs are there and well.",
        "counts": "{made} of {planned} runs are there; {ok} are well, {failed} failed.",
        "some_failed": "Settings with a failed run are left out where an analysis needs them complete. If failures are "
                       "more frequent in some settings than in others, what is left is not a fair sample.",
        "half": "The sweep is not finished: results will change as runs are added.",
        "unreadable": "Damaged and left out: {files}.",
        "limits": (
            "It tells what decides in this model, over the ranges that were tried, with everything else as it was set. "
            "Other ranges give other answers.",
            "Most coefficients of the rules are assumed. What was not varied here may decide more than what was.",
            "An index says how much, not in which direction, and not that a change is good.",
            "A box is found by looking for it. Try it on runs that it was not found in before you rely on it.",
        ),
        "once": "Several measures were looked at ({n}): one interval in ten misses by chance.",
        "command": "This page:", "sweep": "The sweep:", "versions": "Versions", "hash": "Plan",
        "data": "Data beside this page: figures/*.csv, a table each.",
    },
    "da": {
        "kicker": "samspil · analyse af et sweep", "title": "Hvad er afgørende? {name}",
        "about": "{kind} · {factors} faktorer · {rows} indstillinger · {seeds} · {town}",
        "kinds": {"sobol": "Sobol-design", "morris": "Morris-design", "lhs": "latinsk hyperterning", "grid": "gitter",
                  "list": "liste"},
        "seeds": lambda n: f"{n} seed" if n == 1 else f"{n} seeds",
        "towns": "{n} kommuner",
        "guard": "En model til at tænke med, ikke en prognose for din kommune.",
        "finding": "Resultatet", "varied": "Hvad der er varieret", "cannot": "Hvad siden ikke kan fortælle",
        "runs": "Kørslerne", "again": "Sådan gentages beregningen", "table": "Vis som tabel",
        "few": "Resultaterne bygger på {n}. 90 %-intervaller fra færre end 10 vildleder.",
        "heads": {
            "factor": "Faktor", "S1": "Alene", "ST": "I alt", "interval": "90 %-interval",
            "mu_star": "Gennemsnitlig størrelse", "mu": "Gennemsnit", "sigma": "Spredning", "score": "Score",
            "above": "Over tilfældet", "swing": "Udsving", "length": "Længde", "value": "Værdi", "mean": "Gennemsnit",
            "change": "Forskel", "agree": "Samme retning", "seeds": "Seeds", "row": "± for én indstilling",
            "apart": "± for en forskel",
            "low": "fra", "high": "til", "quasi_p": "Kvasi-p", "meaning": "Betydning", "range": "Afprøvet",
            "mark": "Belæg", "settings": "Indstillinger", "luck": "Ved tilfældet", "salib": "I alt, SALib",
            "key": "Nøgle", "rows": "Indstillinger",
        },
        "yes": "ja", "no": "nej",
        "marks": "V: læst i kilden; M: efter hukommelsen, tjek, før det citeres; A: antaget, ingen har målt det.",
        "sobol": "Sobol-indeks",
        "sobol_say": "Den del af variansen i det forventede resultat mellem indstillinger, som en faktor er skyld i "
                     "alene "
                     "(alene) og sammen med andre (i alt). Er tallet i alt meget større end tallet alene, virker "
                     "faktoren gennem andre. {blocks} af {planned} blokke er fuldstændige{partly}, med {seeds}.",
        "partly": " ({n} af dem uden nogle af seedsene)",
        "luck": "Tilfældet står for {luck} af det, der varierer mellem enkelte forløb; indstillingerne for resten.",
        "luck_shared": " Af det tilfældige rammer {shared} alle indstillinger ens og forsvinder derfor, når "
                       "indstillinger sammenlignes.",
        "luck_none": "Med ét seed kan tilfældet og indstillingerne ikke skelnes: En del af det, der ligner en "
                     "virkning, "
                     "er tilfældigt.",
        "still": "Det, der er varieret, flytter målet for lidt til at kunne skelnes fra tilfældet.",
        "total": "i alt", "first": "alene",
        "morris": "Elementære virkninger",
        "morris_say": "Hvad målet gør, når én faktor krydser hele sit interval, fra {n} af {planned} udgangspunkter: "
                      "den "
                      "gennemsnitlige størrelse, gennemsnittet med fortegn, og hvor meget det afhænger af "
                      "udgangspunktet (spredning). En faktor uden virkning ville vise omtrent størrelsen »ved "
                      "tilfældet«.",
        "by_luck": "Stiplet: ved tilfældet alene.",
        "scores": "Hvad der hjælper med at forudsige",
        "scores_say": "Hvor meget hver faktor hjælper en skov af tilfældige træer med at sige, hvad der kommer ud; "
                      "tallene giver én tilsammen. En søjle af rene tilfældigheder får {chance}. Lært af {rows} "
                      "indstillinger.",
        "chance": "Stiplet: rent tilfælde.",
        "surrogate": "En stedfortræder for modellen",
        "surrogate_say": "En gaussisk proces, lært af {rows} af {available} indstillinger, forklarer {r2} af variansen "
                         "mellem indstillinger, den ikke har set; dens typiske fejl er {rmse}{luck}. Figuren viser, "
                         "hvad "
                         "den forudsiger, når én faktor krydser sit interval (0 til 1), og de andre bliver, som de "
                         "var.",
        "surrogate_luck": ", og det tilfældige, der kun rammer den enkelte indstilling og er tilbage i dens "
                          "gennemsnit, er {luck}",
        "surrogate_poor": "Den forklarer for lidt til at stole på: Læs kun figuren som et fingerpeg.",
        "best": "Hvor målet nås", "worst": "Hvor det ikke nås", "worst_quarter": "Hvor det går den anden vej",
        "goal_say": "Målet: {label} {side} {goal}; det har {share} af forløbene.",
        "side": {"above": "på mindst", "below": "på højst"},
        "quarter": "Der er ikke sat et mål, så det er den værdi, en fjerdedel af forløbene når; sæt et med --goal.",
        "box_say": "Af hele det afprøvede interval (gråt) rummer feltet den blå del. Kvasi-p: sandsynligheden for, at "
                   "feltet ville være lige så godt uden denne grænse.",
        "no_box": "Ingen del af indstillingerne skiller sig ud: Tilfældet ville give lige så gode felter.",
        "part": "{n} af {all} forløb er undersøgt.",
        "effects": "Virkninger",
        "effects_say": "Gennemsnittet ved hver værdi, over alt andet, der er afprøvet, med 90 %-interval over seeds. "
                       "Forskelle er til den første værdi, seed for seed: Fælles tilfældigheder falder ud af dem.",
        "effects_rows": "Alle indstillinger",
        "convergence": "Er der seeds nok?",
        "convergence_say": "Gennemsnittet over alle indstillinger, efterhånden som der kommer seeds til, og dets "
                           "90 %-interval.",
        "needed": "For at skelne to indstillinger på ± {precision} (tilfældigheder, de har fælles, falder ud) skal der "
                  "omkring {apart} seeds til; for at kende niveauet for en enkelt indstilling så godt omkring "
                  "{needed}. "
                  "Her er {seeds}.",
        "needed_none": "Hvor mange seeds der skal til, kan ikke ses af disse.",
        "undefined": "I {n} af {all} forløb har målet ingen værdi: De er udeladt, og resten er måske ikke et "
                     "retvisende "
                     "udsnit.",
        "missed": "Ikke lavet: {what}. {why}.",
        "names": {"sobol": "Sobol-indeks", "morris": "elementære virkninger", "scores": "scorer",
                  "surrogate": "en stedfortræder for modellen", "best": "felter, hvor målet nås",
                  "worst": "felter, hvor det ikke nås", "convergence": "antal seeds", "effects": "virkninger"},
        "all_there": "Alle {planned} kørsler er der og er lykkedes.",
        "counts": "{made} af {planned} kørsler er der; {ok} er lykkedes, {failed} er mislykkedes.",
        "some_failed": "Indstillinger med en mislykket kørsel er udeladt, hvor en analyse kræver dem fuldstændige. "
                       "Sker "
                       "fejlene oftere i nogle indstillinger end i andre, er resten ikke et retvisende udsnit.",
        "half": "Sweepet er ikke færdigt: Resultaterne ændrer sig, når der kommer flere kørsler.",
        "unreadable": "Beskadiget og udeladt: {files}.",
        "limits": (
            "Den fortæller, hvad der er afgørende i denne model, i de intervaller, der er afprøvet, og med alt andet, "
            "som det var sat. Andre intervaller giver andre svar.",
            "De fleste koefficienter i reglerne er antaget. Det, der ikke er varieret her, kan betyde mere end det, "
            "der er.",
            "Et indeks siger hvor meget, ikke i hvilken retning, og ikke, at en ændring er god.",
            "Et felt er fundet ved at lede efter det. Prøv det på forløb, det ikke er fundet i, før du stoler på det.",
        ),
        "once": "Der er set på flere mål ({n}): Hvert tiende interval rammer ved siden af ved et tilfælde.",
        "command": "Denne side:", "sweep": "Sweepet:", "versions": "Versioner", "hash": "Plan",
        "data": "Data ved siden af denne side: figures/*.csv, en tabel hver.",
    },
}  # fmt: skip
