"""Usage added up, and the requests log: by filter, page by page, until retention takes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from usage_of_two_keys import STEPS, write_usage

from overpaint.accounts import Accounts, UsageRecord
from overpaint.accounts.reports import PROMPT_SHOWN
from overpaint.accounts.usage_values import UsageFilter
from overpaint.accounts.values import EditDetails
from overpaint.errors import InvalidRequest

DAY_21, DAY_22 = datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)


def test_totals_are_one_row_also_of_nothing(accounts: Accounts) -> None:
    [none] = accounts.usage_sums()
    assert (none.edits, none.finished, none.images, none.cost) == (0, 0, 0, 0.0)
    write_usage(accounts)
    [total] = accounts.usage_sums()
    assert (total.edits, total.finished, total.images, total.input_tokens, total.output_tokens) == (5, 3, 4, 50, 60)
    assert (total.milliseconds, total.calls, round(total.cost, 6)) == (500, 1, 0.04)


def test_sums_by_day_and_key_are_ordered_and_named(accounts: Accounts) -> None:
    ada, bob = write_usage(accounts)
    rows = accounts.usage_sums(["day", "key"])
    assert [(r.day, r.key_id, r.key_name, r.edits, r.images) for r in rows] == [
        ("2026-11-20", ada, "ada", 2, 2),
        ("2026-11-21", ada, "ada", 1, 1),
        ("2026-11-21", bob, "bob", 1, 1),
        ("2026-11-22", bob, "bob", 1, 0),
    ]
    assert all(row.key_prefix.startswith("sk-") and row.key_prefix.endswith("…") for row in rows)


def test_sums_by_group_engine_outcome_and_month(accounts: Accounts) -> None:
    write_usage(accounts)
    assert [(r.group, r.engine, r.edits) for r in accounts.usage_sums(["group", "engine"])] == [
        ("default", "local", 2),
        ("direct", "local", 2),
        ("direct", "local+upstream", 1),
    ]
    assert {(r.outcome, r.edits) for r in accounts.usage_sums(["outcome"])} == {
        ("finished", 3),
        ("timeout", 1),
        ("unsupported_edit", 1),
    }
    assert [(r.month, r.edits) for r in accounts.usage_sums(["month"])] == [("2026-11", 5)]


def test_a_key_that_changes_its_group_leaves_its_history_where_it_was(accounts: Accounts) -> None:
    ada, _ = write_usage(accounts)
    accounts.change_key(str(ada), group="default")
    assert {(r.group, r.edits) for r in accounts.usage_sums(["group"])} == {("direct", 3), ("default", 2)}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (UsageFilter(), ["b2", "b1", "a3", "a2", "a1"]),
        (UsageFilter(since=DAY_21), ["b2", "b1", "a3"]),
        (UsageFilter(since=DAY_21, until=DAY_22), ["b1", "a3"]),
        (UsageFilter(group="default"), ["b2", "b1"]),
        (UsageFilter(engine="local+upstream"), ["a3"]),
        (UsageFilter(outcome="finished"), ["b1", "a3", "a1"]),
        (UsageFilter(outcome="failed"), ["b2", "a2"]),
        (UsageFilter(outcome="timeout"), ["b2"]),
        (UsageFilter(text="DRAGON"), ["a3", "a2"]),
        (UsageFilter(text="100% of_"), ["a3"]),
        (UsageFilter(text="%"), ["a3"]),
        (UsageFilter(text="海边"), ["b1"]),
        (UsageFilter(text="req_b"), ["b2", "b1"]),
        (UsageFilter(group="no such"), []),
        (UsageFilter(text="nul\0 \udc80"), []),
    ],
)
def test_the_log_is_filtered_and_so_are_sums(accounts: Accounts, wanted: UsageFilter, found: list[str]) -> None:
    write_usage(accounts)
    page = accounts.requests(wanted)
    assert [entry.record.request_id.removeprefix("req_") for entry in page.rows] == found
    assert (page.total, page.next) == (len(found), "")
    assert accounts.usage_sums(wanted=wanted)[0].edits == len(found)


def test_the_log_of_one_key(accounts: Accounts) -> None:
    ada, _ = write_usage(accounts)
    assert {entry.key_name for entry in accounts.requests(UsageFilter(key_id=ada)).rows} == {"ada"}


def test_pages_follow_each_other_without_gap_or_repeat_also_at_one_time(accounts: Accounts) -> None:
    key = accounts.issue()[1].id
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    for number in range(7):
        accounts.record_usage(UsageRecord(key, f"req_{number}", "echo", 1, 1, 1, "auto", 1, "finished", time=moment))
    seen, after = [], ""
    for _ in range(4):
        page = accounts.requests(limit=2, after=after)
        seen += [entry.record.request_id for entry in page.rows]
        after = page.next
        assert page.total == 7
    assert seen == [f"req_{number}" for number in reversed(range(7))]
    assert after == ""


@pytest.mark.parametrize("after", ["x", "2026-11-20|", "|5", "2026-11-20T00:00:00+00:00|x"])
def test_a_page_that_never_was_is_refused(accounts: Accounts, after: str) -> None:
    with pytest.raises(InvalidRequest, match="No page begins there"):
        accounts.requests(after=after)


def test_a_request_has_its_whole_prompt_plan_and_steps_and_a_list_a_short_one(accounts: Accounts) -> None:
    key = accounts.issue()[1].id
    prompt = "make it brighter, " * 100
    details = EditDetails(prompt, '{"a": 1}', STEPS, "")
    record = UsageRecord(key, "req_long", "local", len(prompt), 1, 1, "auto", 1, "finished", details=details)
    accounts.record_usage(record)
    [entry] = accounts.request("req_long")
    assert entry.details == details
    assert accounts.request(record.uid) == (entry,)
    assert accounts.request("req_none") == ()
    [listed] = accounts.requests().rows
    assert listed.details == EditDetails(prompt[:PROMPT_SHOWN], "", STEPS, "")


def test_without_prompts_only_the_record_is_kept(url: str) -> None:
    with Accounts(url, keeps_prompts=False) as accounts:
        accounts.migrate()
        accounts.ensure_groups()
        told: list[UsageRecord] = []
        accounts.watch(told.append)
        write_usage(accounts)
        assert [entry.details for entry in accounts.requests().rows] == [None] * 5
        assert told[0].details is not None, "who watches is told all the same"
        assert told[0].details.steps == STEPS


def test_retention_takes_details_first_and_records_later(accounts: Accounts) -> None:
    write_usage(accounts)
    assert accounts.prune().records == 0
    pruned = accounts.prune(details_before=DAY_21)
    assert (pruned.details, pruned.records) == (2, 0)
    assert [entry.details is None for entry in accounts.requests().rows] == [True, False, False, True, True]
    pruned = accounts.prune(records_before=DAY_22)
    assert (pruned.details, pruned.records) == (0, 4)
    assert [entry.record.request_id for entry in accounts.requests().rows] == ["req_b2"]
    assert accounts.engines_used() == ("local",)
