"""Pending and keep-firing periods fire and resolve when Prometheus' `for` and `keep_firing_for`
do. Each case is a table: values at evaluation ticks a minute apart, and what is seen after each.

`#` off plan, `.` fine, `_` no figure (in Prometheus: no series), `!` the evaluation fails.
Expected: `-` inactive, `p` pending, `F` firing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.alerts.states import Effect, Missing, Signal, State
from core.alerts.transition import NOTHING_KNOWN, Policy, Standing, transition
from tests.alerts import prometheus

START = datetime(2026, 6, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SIGNALS = {"#": Signal.BREACH, ".": Signal.FINE, "_": Signal.NO_DATA, "!": Signal.ERROR}
RESULTS: dict[str, prometheus.Result] = {"#": True, ".": False, "_": False, "!": "error"}
LETTERS = {"inactive": "-", "pending": "p", "firing": "F"}
# name, for, keep_firing_for (minutes), figures, expected
CASES = [
    ("fires at once without `for`", 0, 0, ".##..", "-FF--"),
    ("one tick of `for` waits for the second evaluation", 1, 0, ".##.", "-pF-"),
    ("fires when the whole period has passed", 3, 0, ".####.", "-pppF-"),
    ("a breach shorter than `for` never fires", 3, 0, ".###..", "-ppp--"),
    ("a gap begins the pending period anew", 3, 0, "##.####.", "pp-pppF-"),
    ("flapping never fires", 2, 0, "#.#.#.#.", "p-p-p-p-"),
    ("fires again after it resolved, with a new period", 2, 0, "###.###", "ppF-ppF"),
    ("stays firing as long as it is off plan", 1, 0, "#######", "pFFFFFF"),
    ("no series ends a pending alert", 2, 0, "#_###", "p-ppF"),
    ("no series ends a firing alert", 1, 0, "##_##", "pF-pF"),
    ("kept firing for the period after the first miss", 0, 3, "#....", "FFFF-"),
    ("one tick of keep_firing_for", 0, 1, "#...", "FF--"),
    ("a breach within the period goes on firing", 0, 3, "#..#....", "FFFFFFF-"),
    ("each breach begins the keep-firing period anew", 0, 2, "#.#.#...", "FFFFFFF-"),
    ("flapping is one alert", 0, 2, "#.#.#.#...", "FFFFFFFFF-"),
    ("keep_firing_for does not hold a pending alert", 2, 3, "#.##.", "p-pp-"),
    ("both periods", 2, 2, "###...", "ppFFF-"),
    ("relapse with both periods needs no new `for`", 2, 3, "###..#...", "ppFFFFFFF"),
    ("after resolving, `for` counts anew", 2, 1, "###..###", "ppFF-ppF"),
    ("no series is kept like a fine figure", 0, 2, "#_._", "FFF-"),
    ("mixed misses share one keep-firing period", 0, 3, "#._.#__", "FFFFFFF"),
    ("a failed evaluation leaves a firing alert", 0, 0, "#!!.", "FFF-"),
    ("a failed evaluation leaves a pending alert", 2, 0, "#!#", "ppF"),
    ("`for` goes on counting while evaluations fail", 3, 0, "#!!#", "pppF"),
    ("failing alone raises nothing", 1, 0, ".!!!.", "-----"),
    ("keep_firing_for goes on counting while evaluations fail", 0, 3, "#.!!.", "FFFF-"),
    ("a failure between misses does not reset the period", 0, 2, "#.!.", "FFF-"),
    ("always fine", 2, 2, ".....", "-----"),
]


def policy_of(hold: int, keep: int) -> Policy:
    """As Prometheus: no series is inactive, a failed evaluation changes nothing."""
    return Policy(
        pending_for=hold * MINUTE,
        keep_firing_for=keep * MINUTE,
        on_no_data=Missing.RESOLVE,
        on_error=Missing.KEEP,
    )


def ours(ticks: list[tuple[int, str]], policy: Policy) -> list[str]:
    """The state after each tick; what is remembered travels as the database would hand it back."""
    standing, found = NOTHING_KNOWN, []
    for minute, figure in ticks:
        decision = transition(standing, SIGNALS[figure], policy, START + minute * MINUTE)
        standing = reread(decision.after)
        assert (Effect.RAISE in decision.effects) == (
            decision.after.state is State.FIRING
            and decision.before.state in (State.NORMAL, State.PENDING)
        )
        firing = standing.state in (State.FIRING, State.RECOVERING)
        pending = standing.state is State.PENDING
        found.append("firing" if firing else "pending" if pending else "inactive")
    return found


def reread(standing: Standing) -> Standing:
    """What a restarted process knows: of a pending period only its beginning is kept."""
    if standing.state in (State.NORMAL, State.PENDING):
        return Standing(standing.state, pending_since=standing.pending_since)
    return replace(standing)


@pytest.mark.parametrize(
    ("hold", "keep", "figures", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_same_times(hold: int, keep: int, figures: str, expected: str) -> None:
    ticks = list(enumerate(figures))
    reference = prometheus.states([(m, RESULTS[f]) for m, f in ticks], hold, keep)
    assert "".join(LETTERS[state] for state in reference) == expected
    assert ours(ticks, policy_of(hold, keep)) == reference


def test_there_are_enough_cases() -> None:
    assert len({case[1:4] for case in CASES}) == len(CASES) >= 20


@given(
    st.integers(0, 9),
    st.integers(0, 9),
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from("#._!")), max_size=40),
)
def test_same_times_whatever_happens_whenever(
    hold: int, keep: int, steps: list[tuple[int, str]]
) -> None:
    minute, ticks = 0, []
    for pause, figure in steps:
        minute += pause
        ticks.append((minute, figure))
    reference = prometheus.states([(m, RESULTS[f]) for m, f in ticks], hold, keep)
    assert ours(ticks, policy_of(hold, keep)) == reference
