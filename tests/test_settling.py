from __future__ import annotations

import numpy as np
import pytest

from sim.settling import TownLuck, draw_ages, draw_incomes, find_work, form_homes, line_up, place_children
from sim.towns import AGE_STARTS, find_town, load_towns, national_means

VEJLE = find_town("vejle")


def people(n, seed=1):
    """Bands and educations of n people, drawn without the package's own fitting."""
    draw = np.random.default_rng(seed)
    band = draw.choice(8, n, p=np.array(VEJLE.age_shares) / sum(VEJLE.age_shares))
    education = draw.choice(5, n, p=np.array(VEJLE.education_shares) / sum(VEJLE.education_shares))
    return band, education, np.arange(n)


def test_years_lie_in_their_band():
    band, _, who = people(20_000)
    age = draw_ages(TownLuck(3, VEJLE), band, who)
    first = np.array(AGE_STARTS)
    last = np.array([*AGE_STARTS[1:], 100]) - 1
    assert (age >= first[band]).all()
    assert (age <= last[band]).all()
    assert set(age[band == 1]) == set(range(25, 35))


def test_the_oldest_fall_by_a_sixth_a_year():
    age = draw_ages(TownLuck(3, VEJLE), np.full(200_000, 7), np.arange(200_000))
    counts = np.bincount(age - 80, minlength=20)
    assert len(counts) == 20
    assert counts[-1] > 0
    np.testing.assert_allclose(counts[1:12] / counts[:11], 5 / 6, atol=0.03)


def test_everybody_lives_in_one_home():
    band, education, who = people(5000)
    luck = TownLuck(3, VEJLE)
    homes = form_homes(luck, band, draw_ages(luck, band, who), education, who)
    count = len(homes.pairs) + len(homes.alone)
    assert sorted(set(homes.household)) == list(range(count))
    assert len(set(homes.pairs.ravel()) | set(homes.alone)) == 2 * len(homes.pairs) + len(homes.alone)
    assert (homes.household[homes.pairs] == np.arange(len(homes.pairs))[:, None]).all()
    guests = np.setdiff1d(who, np.concatenate([homes.pairs.ravel(), homes.alone]))
    assert (homes.household[guests] < len(homes.pairs)).all()
    assert np.median(band[guests]) == 0


def test_mates_are_alike_and_guests_are_not_their_age():
    band, education, who = people(5000)
    luck = TownLuck(3, VEJLE)
    age = draw_ages(luck, band, who)
    homes = form_homes(luck, band, age, education, who)
    gap = np.abs(np.diff(age[homes.pairs], axis=1))
    assert 2.0 < gap.mean() < 5.0
    same = (education[homes.pairs[:, 0]] == education[homes.pairs[:, 1]]).mean()
    by_chance = (np.bincount(education) / len(who)) @ (np.bincount(education) / len(who))
    odds = same / (1 - same) / (by_chance / (1 - by_chance))
    assert 1.5 < odds < 4.0
    guests = np.setdiff1d(who, np.concatenate([homes.pairs.ravel(), homes.alone]))
    guests = guests[band[guests] == 0]
    hosts = age[homes.pairs[homes.household[guests]]].mean(axis=1)
    assert (hosts - age[guests]).min() > 10


def test_people_without_couples_live_alone():
    luck, who = TownLuck(3, VEJLE), np.arange(1)
    homes = form_homes(luck, np.zeros(1, dtype=int), np.full(1, 20), np.zeros(1, dtype=int), who)
    assert homes.household.tolist() == [0]
    assert homes.pairs.shape == (0, 2)


def test_the_line_keeps_homes_and_neighbourhoods_together():
    band, education, who = people(2000)
    luck = TownLuck(3, VEJLE)
    homes = form_homes(luck, band, draw_ages(luck, band, who), education, who)
    order, neighbourhood, household = line_up(luck, homes, education)
    assert sorted(order) == list(range(2000))
    assert (np.diff(neighbourhood) >= 0).all()
    assert (np.isin(np.diff(household), [0, 1])).all()
    for home in range(len(homes.pairs)):
        assert len(set(neighbourhood[household == household[order == homes.pairs[home, 0]]])) == 1
    assert np.bincount(neighbourhood).tolist() == pytest.approx([250] * 8, abs=6)
    # the new numbers name the same groups of people as the old
    old = homes.household[order]
    assert len(set(zip(old, household, strict=True))) == len(set(old)) == len(set(household))


@pytest.mark.parametrize("town", ["laesoe", "vejle", "gentofte"])
def test_the_towns_share_is_in_work_with_colleagues_of_like_education(town):
    town = find_town(town)
    band, education, who = people(10_000)
    workplace = find_work(TownLuck(3, town), town, band, education, who)
    in_work = workplace >= 0
    assert in_work.mean() == pytest.approx(town.employed, abs=0.015)
    assert in_work[band == 7].mean() < 0.1 < 0.5 < in_work[band == 2].mean()
    size = np.bincount(workplace[in_work])
    assert 18 <= size.min() <= size.max() <= 22

    # the spread of education between workplaces against what shuffled people of the same sizes have
    def between(places):
        mean = np.bincount(places, weights=education[in_work]) / size
        return mean.var()

    shuffled = np.random.default_rng(0).permutation(workplace[in_work])
    assert between(workplace[in_work]) > 3 * between(shuffled)


def test_nobody_in_work_is_possible():
    band, education, who = people(50)
    town = VEJLE.model_copy(update={"employed": 0.0})
    assert (find_work(TownLuck(3, town), town, band, education, who) == -1).all()


def test_income_has_the_towns_mean_and_follows_education():
    band, education, who = people(10_000)
    income = draw_incomes(TownLuck(3, VEJLE), VEJLE, band, education, band < 5, who)
    assert income.mean() == pytest.approx(VEJLE.income / national_means()["income"])
    assert income.min() > 0
    means = [income[education == level].mean() for level in (0, 2, 3, 4)]
    assert means == sorted(means)
    ranked = np.sort(income)
    gini = (2 * np.arange(1, 10_001) - 10_001) @ ranked / (10_000 * ranked.sum())
    assert 0.25 < gini < 0.33  # disposable income in Denmark: about 0.29


@pytest.mark.parametrize("town", load_towns()[::14])
def test_children_are_as_many_as_the_town_has(town):
    band, education, who = people(1000)
    luck = TownLuck(3, town)
    age = draw_ages(luck, band, who)
    homes = form_homes(luck, band, age, education, who)
    children = place_children(luck, town, homes, age)
    assert children.sum() == pytest.approx(town.children * 1000, abs=3)
    assert children.max() <= 4
    old = age > 65
    assert children[old].sum() == 0
    assert children[(age >= 35) & (age < 45)].mean() > 3 * children[age < 25].mean()


def test_a_couple_shares_its_children_out():
    band, education, who = people(2000)
    luck = TownLuck(3, VEJLE)
    age = draw_ages(luck, band, who)
    homes = form_homes(luck, band, age, education, who)
    children = place_children(luck, VEJLE, homes, age)
    first, second = children[homes.pairs].T
    assert np.abs(first - second).max() == 1
    more = (first > second).sum() / ((first != second).sum())
    assert 0.4 < more < 0.6
    outside = np.setdiff1d(who, np.concatenate([homes.pairs.ravel(), homes.alone]))
    assert children[outside].sum() == 0
