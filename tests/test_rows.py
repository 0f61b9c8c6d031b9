"""Rows as Mesa agents, and sets of them: what Mesa does with objects, done with columns, gives the same."""

from __future__ import annotations

import copy
import gc
import pickle
import random
import statistics
import warnings
import weakref
from typing import ClassVar

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mesa.agent import AgentSet

from sim.agents.citizen import COLUMNS as CITIZENS
from sim.agents.citizen import SECTORS, TYPES
from sim.agents.official import COLUMNS as OFFICIALS
from sim.agents.politician import POLITICIANS
from sim.agents.staff import STAFF
from sim.rows import (
    KINDS,
    MOST_CALLS,
    MOST_RECORDS,
    Citizen,
    NoColumnError,
    Official,
    Politician,
    Row,
    RowModel,
    RowSet,
    ServiceStaff,
    rows_of,
)
from sim.rows.members import Members
from sim.table import Column, Table


def legal_values(luck: np.random.Generator, column: Column, n: int) -> np.ndarray:
    """Values inside a column's range, from few enough different ones that some are equal."""
    low = -3 if column.low is None else column.low
    high = low + 8 if column.high is None else column.high
    steps = luck.integers(0, 9, (n,) if column.width == 1 else (n, column.width)) / 8
    values = low + steps * (high - low)
    return np.round(values) if column.dtype != "float32" else values


def filled(name: str, columns: tuple[Column, ...], n: int, seed: int) -> Table:
    luck = np.random.default_rng([seed, n])
    table = Table(name, columns, n)
    for column in columns:
        table.array(column.name)[...] = legal_values(luck, column, n)
    return table


class Town(RowModel):
    """Citizens, politicians and officials; no staff yet, and an institutions-like table that holds no agents."""

    def __init__(self, citizens: int = 40, politicians: int = 5, officials: int = 6, staff: int = 0) -> None:
        super().__init__(rng=3)
        self.tables = {
            "citizens": filled("citizens", CITIZENS, citizens, 1),
            "parties": Table("parties", (Column("share", "votes"),), 4),
            "politicians": filled("politicians", POLITICIANS, politicians, 2),
            "officials": filled("officials", OFFICIALS, officials, 3),
            "staff": filled("staff", STAFF, staff, 4),
        }

    def step(self) -> None:
        self.tables["citizens"].need[:] = 0.5


class Walker(mesa.Agent):
    """An agent of Mesa's ordinary kind."""

    def __init__(self, model: mesa.Model, exhaustion: float = 0.5) -> None:
        super().__init__(model)
        self.exhaustion = exhaustion
        self.calls = 0

    def step(self) -> None:
        self.calls += 1


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def citizen(town: Town) -> Row:
    return town.agents_by_type[Citizen][7]


def citizens_of(model: RowModel) -> RowSet:
    return model.agents_by_type[Citizen]


# --------------------------------------------------------------------------- a row


def test_an_agent_reads_and_writes_its_row(town: Town, citizen: Row) -> None:
    column = town.tables["citizens"].trust_politicians
    column[7] = 0.25
    assert citizen.trust_politicians == 0.25
    assert type(citizen.trust_politicians) is float
    assert type(citizen.age) is int
    before = column.copy()
    citizen.trust_politicians = 0.75
    before[7] = 0.75
    assert np.array_equal(column, before)
    citizen.age = 77
    citizen.age += 1
    assert town.tables["citizens"].age[7] == 78


def test_a_wide_column_is_a_piece_of_the_table(town: Town, citizen: Row) -> None:
    citizen.positions = [0.5, -0.5]
    assert town.tables["citizens"].positions[7].tolist() == [0.5, -0.5]
    citizen.positions[1] = 0.25
    assert town.tables["citizens"].positions[7].tolist() == [0.5, 0.25]
    citizen.positions = 0
    assert town.tables["citizens"].positions[7].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("trust_politicians", 1.01, "a number from 0 to 1"),
        ("trust_politicians", float("nan"), "a number from 0 to 1"),
        ("trust_politicians", "high", "a number from 0 to 1"),
        ("trust_politicians", None, "a number from 0 to 1"),
        ("trust_politicians", [0.5], "a number from 0 to 1"),
        ("age", 17, "a whole number from 18 to 120"),
        ("age", 44.5, "a whole number from 18 to 120"),
        ("municipality", 40_000, "a whole number from 0 to 32767"),
        ("municipality", 2**70, "a whole number from 0 to 32767"),
        ("past_complaints", -1, "a number from 0 up"),
        ("past_complaints", 1e300, "a number from 0 up"),
        ("temper", float("inf"), "allowed is a number$"),
        ("positions", [0.5, 1.5], "a number from -1 to 1"),
        ("positions", [0.5, 0.5, 0.5], "or 2 of them"),
        ("positions", [0.5, [0.5]], "or 2 of them"),
    ],
)
def test_a_value_out_of_range_is_refused_and_changes_nothing(
    town: Town, citizen: Row, name: str, value: object, allowed: str
) -> None:
    before = town.tables["citizens"].snapshot()
    with pytest.raises(ValueError, match=f"citizens.{name} .*cannot be.*{allowed}"):
        setattr(citizen, name, value)
    with pytest.raises(ValueError, match=f"citizens.{name} .*cannot be.*{allowed}"):
        citizens_of(town).set(name, value)
    for column, values in town.tables["citizens"].snapshot().items():
        assert np.array_equal(values, before[column])


def test_what_is_read_may_be_written_back(town: Town) -> None:
    for agent in town.agents:
        for name in agent.table.columns:
            setattr(agent, name, getattr(agent, name))


def test_bounds_are_met_as_they_are_stored() -> None:
    town = Town()
    town.tables["citizens"].add(Column("narrow", "a bound that float32 rounds upwards", low=0.1, high=0.7))
    agent = citizens_of(town)[0]
    agent.narrow = 0.1
    agent.narrow = agent.narrow
    with pytest.raises(ValueError, match="narrow"):
        agent.narrow = 0.71


def test_unknown_names_say_the_nearest(citizen: Row) -> None:
    with pytest.raises(AttributeError, match="Citizen 7 has no 'trust_politician'; did you mean 'trust_politicians'"):
        citizen.trust_politician = 0.5
    with pytest.raises(AttributeError, match="did you mean 'trust_politicians'"):
        _ = citizen.trust_politician
    assert not hasattr(citizen, "wealth")
    assert getattr(citizen, "wealth", None) is None


def test_labels_are_words_of_columns(town: Town, citizen: Row) -> None:
    citizen.type_weights = [0.2, 0.5, 0.3]
    assert citizen.type == "innovative"
    citizen.sector = 2
    assert citizen.service == "schools"
    expected = [TYPES[int(np.argmax(weights))] for weights in town.tables["citizens"].type_weights]
    assert citizens_of(town).get("type") == expected == [agent.type for agent in citizens_of(town)]
    assert [o.service for o in town.agents_by_type[Official]] == [SECTORS[k] for k in town.tables["officials"].sector]
    for name in ("type", "unique_id", "row", "table", "model", "step"):
        with pytest.raises(AttributeError):
            setattr(citizen, name, 1)


def test_a_view_is_a_mesa_agent_that_nobody_registered(town: Town, citizen: Row) -> None:
    assert isinstance(citizen, mesa.Agent)
    assert citizen.model is town
    assert citizen.random is town.random
    assert len(mesa.Model.agents.fget(town)) == 0
    assert not vars(citizen)


def test_views_of_one_row_are_equal(town: Town, citizen: Row) -> None:
    again, other = citizens_of(town)[7], citizens_of(town)[8]
    assert again is not citizen
    assert again == citizen
    assert hash(again) == hash(citizen)
    assert len({again, citizen, other}) == 2
    assert citizen != town.agents_by_type["Politician"][1]
    assert Citizen(Town(), Town().tables["citizens"], 7) != citizen


def test_unique_ids_are_numbers_across_tables(town: Town) -> None:
    ids = [agent.unique_id for agent in town.agents]
    assert ids == list(range(51)) == town.agents.get("unique_id")
    assert town.agents_by_type[Politician].get("unique_id") == [40, 41, 42, 43, 44]
    assert town.agents_by_type[Politician].get("row") == [0, 1, 2, 3, 4]


def test_a_view_says_who_it_is(town: Town, citizen: Row) -> None:
    citizen.age, citizen.type_weights = 43, [0.1, 0.8, 0.1]
    assert repr(citizen) == "Citizen 7 (age 43, innovative)"
    politician, official = town.agents_by_type[Politician][1], town.agents_by_type[Official][2]
    politician.party, politician.place, official.sector = 3, 2, 0
    assert repr(politician) == "Politician 1 (party 3, place 2)"
    assert repr(official) == "Official 2 (home_care)"
    staff = Town(staff=2).agents_by_type[ServiceStaff][0]
    staff.institution = 5
    assert repr(staff) == "ServiceStaff 0 (institution 5)"
    assert repr(Row(town, town.tables["parties"], 3)) == "Row 3"


def test_dir_lists_columns(citizen: Row) -> None:
    assert {"need", "trust_citizens", "type", "unique_id", "remove"} <= set(dir(citizen))


def test_rows_stay(town: Town, citizen: Row) -> None:
    with pytest.raises(TypeError, match=r"Citizen 7 cannot be removed.*voice = 0"):
        citizen.remove()
    with pytest.raises(TypeError, match=r"Official 0 cannot be removed.*number of officials is fixed"):
        town.agents_by_type[Official][0].remove()
    with pytest.raises(TypeError, match="in the model already"):
        town.register_agent(citizen)
    with pytest.raises(IndexError, match="rows 0 to 39, and no row 40"):
        Citizen(town, town.tables["citizens"], 40)


def test_views_and_sets_follow_their_model_into_a_copy(town: Town, citizen: Row) -> None:
    other = Town()
    memo = {id(town): other, id(town.tables["citizens"]): other.tables["citizens"]}
    view, few = copy.deepcopy((citizen, rows_of(town, "citizens", [3, 7])), memo)
    assert (view.model, view.table, view.row) == (other, other.tables["citizens"], 7)
    assert view != citizen
    assert copy.copy(citizen) == citizen
    assert few.model is other
    assert few.get("row") == [3, 7]


def test_an_error_about_a_missing_name_travels_between_processes() -> None:
    fault = NoColumnError("Citizen 7", "ned", ("need", "age"))
    assert str(pickle.loads(pickle.dumps(fault))) == "Citizen 7 has no 'ned'; did you mean 'need'?"  # noqa: S301


# --------------------------------------------------------------------------- a kind of one's own


class Shop(Row):
    """A kind of agent that the package doesn't know."""

    __slots__ = ()
    labels: ClassVar = {
        "size": lambda table, rows: np.array(["small", "large"], dtype=object)[(table.turnover[rows] > 1) * 1]
    }

    @property
    def double(self) -> float:
        return 2 * self.turnover

    @double.setter
    def double(self, value: float) -> None:
        self.turnover = value / 2

    def step(self) -> None:
        self.turnover += 1


class ShopTown(Town):
    kinds: ClassVar = {**KINDS, "shops": Shop}

    def __init__(self, column: str = "turnover") -> None:
        super().__init__()
        self.tables["shops"] = Table("shops", (Column(column, "what it sells", "millions", 0, None),), 3)


def test_a_kind_of_ones_own_is_an_agent() -> None:
    town = ShopTown()
    shops = town.agents_by_type["Shop"]
    shops.do("step")
    shops[1].double = 6
    assert town.tables["shops"].turnover.tolist() == [1, 3, 1]
    assert shops.get("double") == [2, 6, 2]
    assert shops.get("size") == ["small", "large", "small"]
    assert shops.set("double", 8).agg("turnover", np.mean) == 4
    assert town.agents.select(agent_type=Shop).get("unique_id") == [51, 52, 53]


def test_a_kind_must_have_a_table_and_its_columns_names_of_their_own() -> None:
    class NoShops(Town):
        kinds: ClassVar = {**KINDS, "shops": Shop}

    with pytest.raises(ValueError, match="Shop is to be a row of 'shops'; tables are citizens"):
        _ = NoShops().agents
    with pytest.raises(ValueError, match="'step' is something every Shop has"):
        _ = ShopTown("step").agents


@pytest.mark.parametrize("view", KINDS.values())
def test_no_column_hides_behind_what_every_agent_has(view: type[Row]) -> None:
    columns = {Citizen: CITIZENS, Politician: POLITICIANS, Official: OFFICIALS, ServiceStaff: STAFF}[view]
    assert [column.name for column in columns if hasattr(view, column.name) or column.name in view.labels] == []


# --------------------------------------------------------------------------- sets, against Mesa's own


def as_mesa(chosen: RowSet, seed: int = 5) -> tuple[AgentSet, list]:
    """The same views in a set of Mesa's, and a list that keeps them alive."""
    views = list(chosen)
    return AgentSet(views, random.Random(seed)), views  # noqa: S311


def mixed(model: Town) -> RowSet:
    """Agents of several kinds, out of order."""
    return model.agents.shuffle().select(at_most=30)


def plain(values: list) -> list:
    """Values that == compares, arrays as tuples."""
    return [tuple(v.tolist()) if isinstance(v, np.ndarray) else v for v in values]


CHOICES = {
    "all of a kind": citizens_of,
    "some, drawn": lambda m: citizens_of(m).shuffle().select(at_most=15),
    "one kind among all": lambda m: m.agents.select(agent_type=Politician),
    "none": lambda m: citizens_of(m).select(at_most=0),
}
of_one_kind = pytest.mark.parametrize("choose", CHOICES.values(), ids=CHOICES)
of_any_kind = pytest.mark.parametrize(
    "choose", [*CHOICES.values(), mixed, lambda m: m.agents], ids=[*CHOICES, "mixed", "all"]
)


@of_any_kind
def test_sets_are_sequences_of_agents(town: Town, choose) -> None:
    chosen = choose(town)
    views = list(chosen)
    assert isinstance(chosen, AgentSet)
    assert len(chosen) == len(views) == len(chosen.to_list())
    assert chosen[:] == views
    assert chosen[2:9:3] == views[2:9:3]
    assert chosen[::-1] == views[::-1] == list(reversed(chosen))
    assert all(view in chosen for view in views)
    assert [agent in chosen for agent in town.agents] == [agent in views for agent in town.agents]
    assert [view.unique_id for view in views] == chosen.get("unique_id")
    for k in range(len(views)):
        assert chosen[k] == views[k]
        assert chosen[np.int64(k - len(views))] == views[k - len(views)]
    with pytest.raises(IndexError):
        _ = chosen[len(views)]


@of_any_kind
def test_get_equals_reading_each_view(town: Town, choose) -> None:
    chosen = choose(town)
    theirs, _views = as_mesa(chosen) if len(chosen) else ([], [])
    for name in ("municipality", "unique_id", "model"):
        assert chosen.get(name) == (theirs.get(name) if len(chosen) else [])
    both = ["municipality", "trust_citizens", "positions"]
    for missing in (None, -1):
        ours = [plain(values) for values in chosen.get(both, "default", missing)]
        assert ours == [plain(getattr(view, name, missing) for name in both) for view in chosen]
    assert chosen.get("exhaustion", handle_missing="default", default_value=9) == [
        getattr(view, "exhaustion", 9) for view in chosen
    ]
    assert chosen.get([]) == [[] for _ in chosen]


def test_get_gives_copies_of_wide_columns(town: Town) -> None:
    before = town.tables["citizens"].positions.copy()
    for values in citizens_of(town).get("positions"):
        values[:] = 9
    assert np.array_equal(town.tables["citizens"].positions, before)


@of_one_kind
@pytest.mark.parametrize(
    "func", [np.mean, np.std, np.max, np.add.reduce, sum, len, statistics.fsum], ids=lambda f: f.__name__
)
def test_agg_equals_a_loop_over_views(town: Town, choose, func) -> None:
    chosen = choose(town)
    if not len(chosen) and func in (np.mean, np.std, np.max):  # undefined: whatever numpy says of an empty list
        return
    for name in ("municipality", "positions", "unique_id"):
        if name == "positions" and func is statistics.fsum:
            continue
        values = [getattr(view, name) for view in chosen]
        assert np.array_equal(chosen.agg(name, func), func(values))


def test_agg_takes_several_functions_and_gives_lists_as_mesa_does(town: Town) -> None:
    everyone = citizens_of(town)
    ages = [view.age for view in everyone]
    assert everyone.agg("age", [min, max, np.mean]) == [min(ages), max(ages), np.mean(ages)]
    assert everyone.agg("age", lambda values: values.count(ages[0])) == ages.count(ages[0])
    assert town.agents.agg("municipality", np.mean) == np.mean([agent.municipality for agent in town.agents])


def test_missing_properties_are_named(town: Town) -> None:
    with pytest.raises(AttributeError, match="Citizen has no 'electoral_risk'"):
        town.agents.get("electoral_risk")
    with pytest.raises(AttributeError, match="Official has no 'exhastion'; did you mean 'exhaustion'"):
        town.agents_by_type[Official].agg("exhastion", np.mean)
    with pytest.raises(ValueError, match="handle_missing"):
        town.agents.get("age", handle_missing="ignore")


@of_one_kind
@given(seed=st.integers(0, 20))
def test_shuffle_select_and_sort_equal_mesas(choose, seed: int) -> None:
    town = Town()
    chosen = choose(town)
    if not len(chosen):
        return
    theirs, _views = as_mesa(chosen, seed)
    town.random.seed(seed)
    assert list(chosen.shuffle()) == list(theirs.shuffle())
    town.random.seed(seed)
    order, their_order = [], []
    chosen.shuffle_do(order.append)
    theirs.random.seed(seed)
    theirs.shuffle_do(their_order.append)
    assert order == their_order
    for at_most in (0, 1, 3, 0.0, 0.3, 1.0, 1.5, 10**9, float("inf")):
        ours = chosen.select(lambda a: a.municipality % 2 == 0, at_most=at_most)
        assert list(ours) == list(theirs.select(lambda a: a.municipality % 2 == 0, at_most=at_most))
        assert list(chosen.select(at_most=at_most)) == list(theirs.select(at_most=at_most))
    for key in ("municipality", lambda a: -a.municipality):
        for ascending in (True, False):
            assert list(chosen.sort(key, ascending)) == list(theirs.sort(key, ascending))


def test_sorting_mixed_kinds_and_words_equals_mesas(town: Town) -> None:
    for chosen, key in ((mixed(town), "municipality"), (citizens_of(town), "type"), (citizens_of(town), "trust_staff")):
        theirs, _views = as_mesa(chosen)
        for ascending in (True, False):
            assert list(chosen.sort(key, ascending)) == list(theirs.sort(key, ascending))


def test_inplace_changes_the_set_itself(town: Town) -> None:
    chosen = citizens_of(town)
    assert chosen.sort("need", inplace=True) is chosen
    assert chosen.get("need") == sorted(town.tables["citizens"].need.tolist(), reverse=True)
    assert chosen.select(at_most=9, inplace=True) is chosen
    assert chosen.select(lambda a: a.row % 2 == 0, inplace=True) is chosen
    assert chosen.select(agent_type=Politician) is not chosen
    kept = set(chosen)
    assert chosen.shuffle(inplace=True) is chosen
    assert set(chosen) == kept
    assert 0 < len(kept) < 9
    assert len(citizens_of(town)) == 40


def test_select_by_type(town: Town) -> None:
    Walker(town)
    assert [type(a) for a in town.agents.select(agent_type=Politician)] == [Politician] * 5
    assert len(town.agents.select(agent_type=Row)) == 51
    assert len(town.agents.select(agent_type=mesa.Agent)) == 52
    assert [type(a) for a in town.agents.select(agent_type=Walker)] == [Walker]
    assert len(citizens_of(town).select(agent_type=Politician)) == 0
    assert len(town.agents.select(lambda a: a.row < 2, agent_type=Official)) == 2


def test_where_takes_a_condition_on_columns(town: Town) -> None:
    chosen = citizens_of(town).shuffle()
    need = town.tables["citizens"].need
    assert list(chosen.where(need[chosen.rows("citizens")] > 0.5)) == list(chosen.select(lambda a: a.need > 0.5))
    for wrong in (need > 0.5)[:9], need, [0, 1]:
        with pytest.raises(ValueError, match="40 times True or False"):
            chosen.where(wrong)


def test_rows_are_those_of_one_table(town: Town) -> None:
    chosen = mixed(town)
    for name, view in KINDS.items():
        assert chosen.rows(name).tolist() == [a.row for a in chosen if type(a) is view]
    assert town.agents.rows("politicians").tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(KeyError, match=r"'parties'.*citizens, politicians, officials, staff"):
        chosen.rows("parties")


def test_a_stride_of_numbers_is_a_set_too(town: Town) -> None:
    every_ninth = RowSet(Members(town, range(0, 51, 9)))
    assert every_ninth.get("unique_id") == [0, 9, 18, 27, 36, 45]
    assert every_ninth.rows("citizens").tolist() == [0, 9, 18, 27, 36]
    assert every_ninth.get("municipality") == [agent.municipality for agent in every_ninth]


def test_rows_of_makes_a_set(town: Town) -> None:
    assert rows_of(town, "officials", [4, 2]).get("row") == [4, 2]
    assert rows_of(town, "officials", np.arange(6) > 3).get("row") == [4, 5]
    assert rows_of(town, "officials", []).get("row") == []
    with pytest.raises(IndexError, match="rows 0 to 5"):
        rows_of(town, "officials", [6])
    with pytest.raises(IndexError, match="rows 0 to 5"):
        rows_of(town, "officials", [-1])
    with pytest.raises(ValueError, match="twice"):
        rows_of(town, "officials", [1, 1])
    with pytest.raises(ValueError, match="6 times"):
        rows_of(town, "officials", [True])


@of_any_kind
@pytest.mark.parametrize("by", ["municipality", lambda a: a.row % 3, "type"], ids=["column", "function", "label"])
def test_groupby_equals_mesas(town: Town, choose, by) -> None:
    chosen = choose(town)
    if by == "type":
        chosen = chosen.select(agent_type=Citizen)
    if not len(chosen):
        assert chosen.groupby(by).groups == {}
        return
    theirs, _views = as_mesa(chosen)
    ours, wanted = chosen.groupby(by), theirs.groupby(by)
    assert list(ours.groups) == list(wanted.groups)
    assert [type(key) for key in ours.groups] == [type(key) for key in wanted.groups]
    assert len(ours) == len(wanted)
    assert {k: list(g) for k, g in ours} == {k: list(g) for k, g in wanted}
    assert ours.count() == wanted.count()
    for func in (np.mean, sum):
        assert ours.agg("municipality", func) == wanted.agg("municipality", func)
    assert ours.map(len) == wanted.map(len)
    assert ours.map("get", "row") == wanted.map("get", "row")
    seen = []
    assert ours.do(seen.append) is ours
    assert [len(group) for group in seen] == list(ours.count().values())
    lists = chosen.groupby(by, result_type="list")
    assert lists.groups == {k: list(g) for k, g in wanted}
    assert lists.agg("row", sum) == wanted.agg("row", sum)
    with pytest.raises(ValueError, match="result_type"):
        chosen.groupby(by, result_type="dict")


def test_do_and_map_call_methods_and_functions(town: Town) -> None:
    chosen = citizens_of(town).select(at_most=4)

    def raise_need(agent: Row, to: float, *, times: int = 1) -> float:
        agent.need = to * times
        return agent.need

    assert chosen.do(raise_need, 0.25, times=2) is chosen
    assert town.tables["citizens"].need[:4].tolist() == [0.5] * 4
    assert chosen.map(raise_need, 0.25) == [0.25] * 4
    assert chosen.map("describe") == [agent.describe() for agent in chosen]
    assert chosen.do("step") is chosen
    before = chosen.get("row")
    assert chosen.shuffle_do(raise_need, 1.0) is chosen
    assert chosen.get("row") == before
    assert chosen.get("need") == [1.0] * 4


def test_set_writes_columns_of_all_or_of_nobody(town: Town) -> None:
    chosen = town.agents.select(lambda a: a.row % 2 == 0)
    assert chosen.set("municipality", 3) is chosen
    assert [a.municipality == 3 for a in chosen] == [True] * len(chosen)
    wide = rows_of(town, "citizens", [5, 2]).set("positions", [0.25, -1])
    assert plain(wide.get("positions")) == [(0.25, -1), (0.25, -1)]
    before = town.tables["officials"].exhaustion.copy()
    with pytest.raises(AttributeError, match="Citizen has no 'exhaustion'"):
        town.agents.set("exhaustion", 1)
    with pytest.raises(AttributeError, match="Politician has no 'clarity'"):
        (town.agents_by_type[Official] | town.agents_by_type[Politician]).set("clarity", 1)
    assert np.array_equal(town.tables["officials"].exhaustion, before)


def test_sets_are_joined_and_parted(town: Town) -> None:
    a, b = rows_of(town, "citizens", [4, 1, 3]), rows_of(town, "citizens", [3, 9])
    assert list((a | b).get("row")) == [4, 1, 3, 9]
    assert list((a & b).get("row")) == [3]
    assert list((a - b).get("row")) == [4, 1]
    assert set((a ^ b).get("row")) == {1, 4, 9}
    Walker(town)
    joined = citizens_of(town) | town.agents.select(agent_type=Walker) | town.agents_by_type[Official]
    assert joined.get("unique_id") == [*range(40), 51, *range(45, 51)]
    assert a == rows_of(town, "citizens", [1, 3, 4])
    with pytest.raises(TypeError, match="no agent of this model"):
        _ = a | citizens_of(Town())


def test_sets_of_rows_refuse_to_grow_and_shrink(town: Town) -> None:
    chosen, agent = citizens_of(town), citizens_of(town)[0]
    for change in (chosen.add, chosen.discard, chosen.remove):
        with pytest.raises(TypeError, match="neither made nor removed"):
            change(agent)
    for change in (chosen.pop, chosen.clear):
        with pytest.raises((TypeError, KeyError)):
            change()
    assert len(chosen) == 40


def test_nothing_vanishes(town: Town) -> None:
    chosen = citizens_of(town).select(lambda a: a.row < 10)
    groups = chosen.groupby("row")
    gc.collect()
    assert len(chosen) == 10
    assert groups.count() == dict.fromkeys(range(10), 1)


def test_sets_are_copied(town: Town) -> None:
    chosen = rows_of(town, "citizens", [3, 1])
    for other in (chosen.copy(), copy.copy(chosen), chosen.select()):
        assert other is not chosen
        assert list(other) == list(chosen)
        other.shuffle(inplace=True).select(at_most=1, inplace=True)
        assert chosen.get("row") == [3, 1]
    state = chosen.__getstate__()
    other = RowSet.__new__(RowSet)
    other.__setstate__(state)
    assert list(other) == list(chosen)


def test_a_set_says_what_is_in_it(town: Town) -> None:
    Walker(town)
    assert repr(town.agents) == "RowSet(40 citizens, 5 politicians, 6 officials, 1 objects)"


# --------------------------------------------------------------------------- the model


def test_types_are_found_by_class_and_by_name(town: Town) -> None:
    Walker(town)
    index = town.agents_by_type
    assert list(index) == town.agent_types == [Citizen, Politician, Official, ServiceStaff, Walker]
    assert [cls.__name__ for cls in index] == ["Citizen", "Politician", "Official", "ServiceStaff", "Walker"]
    for cls in index:
        assert list(index[cls.__name__]) == list(index[cls]) == list(index.get(cls.__name__))
        assert cls in index
        assert cls.__name__ in index
        assert all(type(agent) is cls for agent in index[cls])
    assert [len(chosen) for chosen in index.values()] == [40, 5, 6, 0, 1]
    assert "Wolf" not in index
    assert index.get("Wolf", 5) == 5
    with pytest.raises(KeyError, match="no agents of type 'Wolf'; there are Citizen, Politician"):
        _ = index["Wolf"]
    with pytest.raises(AttributeError):
        town.agents = []


def test_object_agents_live_beside_rows(town: Town) -> None:
    walkers = [Walker(town, 0.1 * k) for k in range(3)]
    assert [walker.unique_id for walker in walkers] == [51, 52, 53]
    assert list(town.agents)[:3] == walkers
    assert len(town.agents) == 54
    assert all(walker in town.agents for walker in walkers)
    assert walkers[0] not in citizens_of(town)
    ids = town.agents.get("unique_id")
    assert ids == [agent.unique_id for agent in town.agents]
    assert len(set(ids)) == 54
    some = town.agents.select(lambda a: hasattr(a, "exhaustion"))
    assert some.get("exhaustion") == [agent.exhaustion for agent in some]
    assert some.agg("exhaustion", np.mean) == np.mean([agent.exhaustion for agent in some])
    some.set("exhaustion", 1.0)
    assert walkers[2].exhaustion == 1.0
    assert town.tables["officials"].exhaustion.tolist() == [1.0] * 6
    assert town.agents.groupby(type).count() == {Walker: 3, Citizen: 40, Politician: 5, Official: 6}
    town.agents.shuffle_do("step")
    assert [walker.calls for walker in walkers] == [1, 1, 1]


def test_removed_objects_are_passed_over(town: Town) -> None:
    walkers = [Walker(town) for _ in range(4)]
    everyone = town.agents
    seen = []

    def walk(agent: mesa.Agent) -> None:
        seen.append(agent)
        if agent is walkers[1]:
            walkers[2].remove()

    everyone.do(walk)
    assert seen[:3] == [walkers[0], walkers[1], walkers[3]]
    assert len(seen) == 54
    assert walkers[2] not in town.agents
    assert len(town.agents) == 54
    assert len(everyone.map("step")) == 54
    assert Walker(town).unique_id == 55
    town.remove_all_agents()
    assert len(town.agents) == 51


def test_a_model_without_tables_of_agents_is_an_ordinary_mesa_model() -> None:
    class Plain(RowModel):
        kinds: ClassVar = {}
        tables: ClassVar = {}

    model = Plain(rng=1)
    assert list(model.agents) == []
    walker = Walker(model)
    assert list(model.agents) == [walker]
    assert model.agent_types == [Walker]


def test_mesas_collector_works_as_it_stands(town: Town) -> None:
    collector = mesa.DataCollector(
        model_reporters={
            "citizens": lambda m: len(m.agents_by_type["Citizen"]),
            "need": lambda m: m.agents_by_type[Citizen].agg("need", np.mean),
        },
        agent_reporters={"trust": "trust_politicians", "load": lambda a: getattr(a, "workload", None)},
        agenttype_reporters={Citizen: {"need": "need", "type": "type"}, Politician: {"risk": "electoral_risk"}},
    )
    need, trust = town.tables["citizens"].need.tolist(), town.tables["citizens"].trust_politicians.tolist()
    mean_need = citizens_of(town).agg("need", np.mean)
    collector.collect(town)
    town.step()
    collector.collect(town)
    model = collector.get_model_vars_dataframe()
    assert model["citizens"].tolist() == [40, 40]
    assert model["need"].tolist() == [mean_need, 0.5]
    agents = collector.get_agent_vars_dataframe().xs(0, level="Step")
    assert agents.index.tolist() == list(range(51))
    assert agents["trust"][:40].tolist() == trust
    assert agents["trust"][40:].isna().all()
    assert agents["load"][:40].isna().all()
    assert agents["load"][45:].tolist() == town.tables["officials"].workload.tolist()
    citizens = collector.get_agenttype_vars_dataframe(Citizen)
    assert citizens["need"].tolist() == need + [0.5] * 40
    assert citizens.xs(1, level="Step")["type"].tolist() == citizens_of(town).get("type")
    assert len(collector.get_agenttype_vars_dataframe(Politician)) == 10


def test_steps_are_counted_once(town: Town) -> None:
    town.step()
    town.step()
    assert town.steps == 2


def test_a_model_is_freed() -> None:
    town = Town()
    Walker(town)
    chosen, citizen = town.agents.shuffle(), citizens_of(town)[3]
    mesa.DataCollector(agent_reporters={"id": "unique_id"}).collect(town)
    town.step()
    gone = weakref.ref(town)
    del town, chosen, citizen
    gc.collect()
    assert gone() is None


# --------------------------------------------------------------------------- a million


@pytest.fixture(scope="module")
def large() -> Town:
    """A million citizens and one more."""

    class Large(Town):
        def __init__(self) -> None:
            RowModel.__init__(self, rng=1)
            names = {"need", "trust_citizens", "sector", "type_weights", "age"}
            columns = tuple(column for column in CITIZENS if column.name in names)
            self.tables = {"citizens": filled("citizens", columns, MOST_CALLS + 1, 1)}

        kinds: ClassVar = {"citizens": Citizen}

    return Large()


@pytest.fixture
def no_views(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a view was made")

    monkeypatch.setattr(Row, "__init__", refuse)


def test_columns_are_not_looped_over_by_views(large: Town, no_views: None) -> None:
    everyone, table = large.agents, large.tables["citizens"]
    assert everyone.get("trust_citizens") == table.trust_citizens.tolist()
    assert everyone.agg("trust_citizens", np.mean) == table.trust_citizens.astype(float).mean()
    assert everyone.agg("age", np.sum) == int(table.age.astype(int).sum())
    types = everyone.groupby("type")
    assert sum(types.count().values()) == len(table)
    largest = table.type_weights.argmax(axis=1)
    assert types.count() == {name: int((largest == k).sum()) for k, name in enumerate(TYPES)}
    means = types.agg("need", np.mean)
    assert means["consumer"] == table.need[largest == 2].astype(float).mean()
    assert everyone.sort("need", ascending=True).get("need") == sorted(table.need.tolist())
    half = everyone.where(table.need < 0.5)
    assert half.agg("need", max) < 0.5
    half.set("need", 1.0)
    assert everyone.agg("need", np.min) >= 0.5


def test_functions_are_not_called_more_than_a_million_times(large: Town, no_views: None) -> None:
    everyone = large.agents
    for call, word in (
        (lambda: everyone.do(print), "do"),
        (lambda: everyone.do("step"), "do"),
        (lambda: everyone.shuffle_do(print), "shuffle_do"),
        (lambda: everyone.map(print), "map"),
        (lambda: everyone.select(bool), "select"),
        (lambda: everyone.sort(id), "sort"),
        (lambda: everyone.groupby(id), "groupby"),
    ):
        with pytest.raises(RuntimeError, match=rf"{word}\(function\) would call a function 1,000,001 times.*columns"):
            call()
    # one fewer is allowed: the first view is asked for
    with pytest.raises(AssertionError, match="a view was made"):
        everyone.select(at_most=MOST_CALLS).do(print)


@pytest.mark.parametrize("reporters", ["agent_reporters", "agenttype_reporters"])
def test_mesas_collector_is_told_when_agents_are_too_many(large: Town, no_views: None, reporters: str) -> None:
    wanted = {"need": "need"}
    given_reporters = wanted if reporters == "agent_reporters" else {Citizen: wanted}
    collector = mesa.DataCollector(**{reporters: given_reporters})
    with pytest.raises(RuntimeError, match=r"write down 1,000,001 agents.*20,000.*agenttype_reporters.*panel"):
        collector.collect(large)


def test_mesas_collector_takes_as_many_as_it_may() -> None:
    town = Town(citizens=MOST_RECORDS - 11)
    collector = mesa.DataCollector(agent_reporters={"id": "unique_id"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        collector.collect(town)
    assert len(collector.get_agent_vars_dataframe()) == MOST_RECORDS
