"""Every indicator of REQUIREMENTS as an analyst would write it on the analysts' file.

Each statement takes `$day` and, for sums over a period, `$start`; it answers the target's id and
one column an indicator, named by its code. Written from the formulas alone.
"""

from __future__ import annotations

PROJECT = """
WITH plan AS (
  SELECT project_id, arg_max(v, (effective_on, id)) AS v
  FROM project_plans AS v WHERE effective_on <= $day GROUP BY project_id
), project AS (
  SELECT p.id, p.status, p.actual_end_date, p.progress AS first_said, i.currency AS base,
         p.start_date <= $day AS begun,
         coalesce(v.currency, p.currency) AS currency,
         CASE WHEN unplanned THEN p.budget ELSE v.budget END AS budget,
         CASE WHEN unplanned THEN p.estimated_cost ELSE v.estimated_cost END AS estimate,
         CASE WHEN unplanned THEN p.start_date ELSE v.start_date END AS first_day,
         CASE WHEN unplanned THEN p.end_date ELSE v.end_date END AS last_day
  FROM (SELECT *, start_date <= $day AND id NOT IN (SELECT project_id FROM project_plans)
                  AS unplanned FROM projects) AS p
  CROSS JOIN snapshot_info AS i
  LEFT JOIN plan ON plan.project_id = p.id
), step AS (
  SELECT milestone_id, arg_max(m, (effective_on, id)) AS m
  FROM milestone_plans AS m WHERE effective_on <= $day GROUP BY milestone_id
), now AS (
  SELECT m.project_id AS project_id, sum(m.weight)::DOUBLE AS weights,
         coalesce(sum(m.weight) FILTER (WHERE m.planned_date <= $day), 0)::DOUBLE AS due,
         coalesce(sum(m.weight) FILTER (WHERE a.actual_date <= $day), 0)::DOUBLE AS done
  FROM step LEFT JOIN project_milestones AS a ON a.id = step.milestone_id
  WHERE NOT m.removed GROUP BY ALL
), frozen AS (
  SELECT project_id, arg_max(id, (effective_on, id)) AS id
  FROM project_baselines WHERE effective_on <= $day GROUP BY project_id
), base_line AS (
  SELECT f.project_id, sum(b.weight)::DOUBLE AS weights,
         coalesce(sum(b.weight) FILTER (WHERE b.planned_date <= $day), 0)::DOUBLE AS due
  FROM frozen AS f JOIN baseline_milestones AS b ON b.baseline_id = f.id GROUP BY f.project_id
), said AS (
  SELECT project_id, arg_max(progress, (effective_on, id)) AS progress
  FROM project_progress WHERE effective_on <= $day GROUP BY project_id
), paid AS (
  SELECT r.project_id, r.record_date, r.direction,
         coalesce(r.category_kind, 'uncategorised') AS kind,
         (CASE WHEN r.currency = p.currency THEN r.amount
               ELSE coalesce(CASE WHEN r.currency = p.base THEN r.amount END, r.amount_base)
                    / CASE WHEN p.currency = p.base THEN 1 ELSE (
                        SELECT arg_max(x.rate, x.rate_date) FROM exchange_rates AS x
                        WHERE x.currency = p.currency AND x.rate_date <= r.record_date) END
          END)::DECIMAL(30,8) AS worth
  FROM financial_records AS r JOIN project AS p ON p.id = r.project_id
  WHERE r.status = 'booked' AND r.record_date <= $day
), summed AS (
  SELECT project_id,
    CASE WHEN bool_and(worth IS NOT NULL) FILTER (WHERE is_used) IS NOT false
         THEN coalesce(sum(worth) FILTER (WHERE is_used), 0)::DOUBLE END AS used,
    CASE WHEN bool_and(worth IS NOT NULL) FILTER (WHERE is_now AND is_revenue) IS NOT false
         THEN coalesce(sum(worth) FILTER (WHERE is_now AND is_revenue), 0)::DOUBLE END AS revenue,
    CASE WHEN bool_and(worth IS NOT NULL) FILTER (WHERE is_now AND is_cost) IS NOT false
         THEN coalesce(sum(worth) FILTER (WHERE is_now AND is_cost), 0)::DOUBLE END AS cost,
    CASE WHEN bool_and(worth IS NOT NULL) FILTER (WHERE is_now AND is_in) IS NOT false
         THEN coalesce(sum(worth) FILTER (WHERE is_now AND is_in), 0)::DOUBLE END AS cash_in,
    CASE WHEN bool_and(worth IS NOT NULL) FILTER (WHERE is_now AND is_used) IS NOT false
         THEN coalesce(sum(worth) FILTER (WHERE is_now AND is_used), 0)::DOUBLE END AS cash_out
  FROM (
    SELECT *, record_date >= $start AS is_now,
           direction = 'expense' AND kind NOT IN ('transfer', 'financing') AS is_used,
           direction = 'income' AND kind NOT IN ('transfer', 'financing') AS is_in,
           direction = 'income' AND kind IN ('revenue', 'uncategorised') AS is_revenue,
           direction = 'expense'
             AND kind NOT IN ('transfer', 'financing', 'investment', 'tax') AS is_cost
    FROM paid)
  GROUP BY project_id
), state AS (
  SELECT p.id, p.budget, coalesce(p.estimate, p.budget) AS estimate,
         CASE WHEN s.project_id IS NULL THEN 0 ELSE s.used END AS ac,
         CASE WHEN s.project_id IS NULL THEN 0 ELSE s.revenue END AS revenue,
         CASE WHEN s.project_id IS NULL THEN 0 ELSE s.cost END AS cost,
         CASE WHEN s.project_id IS NULL THEN 0 ELSE s.cash_in END AS cash_in,
         CASE WHEN s.project_id IS NULL THEN 0 ELSE s.cash_out END AS cash_out,
         CASE WHEN n.project_id IS NOT NULL THEN 100 * n.done / nullif(n.weights, 0)
              WHEN p.id IN (SELECT project_id FROM project_progress) THEN q.progress
              WHEN p.begun THEN p.first_said END AS done,
         100 * n.due / nullif(n.weights, 0) AS planned,
         CASE WHEN b.project_id IS NOT NULL THEN 100 * b.due / nullif(b.weights, 0)
              ELSE 100 * n.due / nullif(n.weights, 0) END AS baseline,
         p.last_day - p.first_day AS planned_days,
         CASE WHEN p.status = 'completed' AND p.actual_end_date <= $day THEN p.actual_end_date
              ELSE $day END - p.first_day AS actual_days
  FROM project AS p
  LEFT JOIN now AS n ON n.project_id = p.id
  LEFT JOIN base_line AS b ON b.project_id = p.id
  LEFT JOIN said AS q ON q.project_id = p.id
  LEFT JOIN summed AS s ON s.project_id = p.id
), earned AS (
  SELECT *, budget * baseline / 100 AS pv, budget * done / 100 AS ev FROM state
), indices AS (
  SELECT *, ev / nullif(pv, 0) AS spi, ev / nullif(ac, 0) AS cpi FROM earned
), estimates AS (
  SELECT *, budget / nullif(cpi, 0) AS eac FROM indices
)
SELECT id,
  ac / nullif(budget, 0) AS budget_execution_rate,
  (ac - budget) / nullif(budget, 0) AS budget_overrun_rate,
  ac / nullif(estimate, 0) AS cost_consumption_rate,
  revenue, cost, cash_in, cash_out,
  (revenue - cost) / nullif(revenue, 0) AS gross_margin,
  done AS project_progress,
  (planned - done) / nullif(planned, 0) AS progress_deviation,
  (planned_days - actual_days) / nullif(planned_days, 0) AS time_deviation,
  (actual_days - planned_days) / nullif(planned_days, 0) AS schedule_delay_rate,
  pv AS planned_value, ev AS earned_value, ac AS actual_cost,
  ev - pv AS schedule_variance, ev - ac AS cost_variance,
  spi AS schedule_performance_index, cpi AS cost_performance_index,
  eac AS estimate_at_completion, eac - ac AS estimate_to_complete,
  budget - eac AS variance_at_completion,
  (budget - ev) / nullif(budget - ac, 0) AS to_complete_performance_index
FROM estimates
"""

FLOWS = """
SELECT t.id,
  coalesce(sum(worth) FILTER (WHERE direction = 'income'
           AND kind IN ('revenue', 'uncategorised')), 0) AS revenue,
  coalesce(sum(worth) FILTER (WHERE direction = 'expense' AND {cost}), 0) AS cost,
  coalesce(sum(worth) FILTER (WHERE direction = 'income'
           AND kind NOT IN ('transfer', 'financing')), 0) AS cash_in,
  coalesce(sum(worth) FILTER (WHERE direction = 'expense'
           AND kind NOT IN ('transfer', 'financing')), 0) AS cash_out,
  (revenue - cost) / nullif(revenue, 0) AS gross_margin
FROM {targets} AS t
LEFT JOIN (
  SELECT r.customer_id, coalesce(r.department_id, p.department_id) AS home, r.direction,
         coalesce(r.category_kind, 'uncategorised') AS kind,
         CASE WHEN r.currency = i.currency THEN r.amount ELSE r.amount_base END AS worth
  FROM financial_records AS r CROSS JOIN snapshot_info AS i
  LEFT JOIN projects AS p ON p.id = r.project_id
  WHERE r.status = 'booked' AND r.record_date BETWEEN $start AND $day
) AS r ON {match}
GROUP BY t.id
"""
OF_SALES = "kind IN ('cost_of_sales', 'uncategorised')"
OF_DEAL = "kind NOT IN ('transfer', 'financing', 'investment', 'tax')"
ONE = "(SELECT 1 AS id)"

BUDGETS = """
WITH RECURSIVE below(above, id) AS (
  SELECT id, id FROM categories
  UNION
  SELECT b.above, c.id FROM below AS b JOIN categories AS c ON c.parent_id = b.id
), version AS (
  SELECT budget_id, arg_max(v, (effective_on, id)) AS v
  FROM budget_versions AS v WHERE effective_on <= $day GROUP BY budget_id
), force AS (
  SELECT b.id, b.category_id, b.period_start, coalesce(b.department_id, p.department_id) AS home,
         CASE WHEN b.project_id IS NOT NULL THEN 2 WHEN b.department_id IS NOT NULL THEN 1
              ELSE 0 END AS level,
         CASE WHEN v.budget_id IS NULL THEN b.amount ELSE v.v.amount END
           * CASE WHEN b.currency = i.currency THEN 1 ELSE (
               SELECT arg_max(x.rate, x.rate_date) FROM exchange_rates AS x
               WHERE x.currency = b.currency AND x.rate_date <= $day) END AS worth
  FROM budgets AS b CROSS JOIN snapshot_info AS i
  LEFT JOIN projects AS p ON p.id = b.project_id
  LEFT JOIN version AS v ON v.budget_id = b.id
  WHERE $day BETWEEN b.period_start AND b.period_end
    AND CASE WHEN b.id IN (SELECT budget_id FROM budget_versions) THEN v.v.status
             ELSE b.status END = 'approved'
), spent AS (
  SELECT r.id, r.record_date, r.category_id, coalesce(r.department_id, p.department_id) AS home,
         CASE WHEN r.currency = i.currency THEN r.amount ELSE r.amount_base END AS worth
  FROM financial_records AS r CROSS JOIN snapshot_info AS i
  LEFT JOIN projects AS p ON p.id = r.project_id
  WHERE r.status = 'booked' AND r.direction = 'expense' AND r.record_date <= $day
    AND coalesce(r.category_kind, '') NOT IN ('transfer', 'financing')
), chosen AS (
  SELECT f.* FROM force AS f WHERE {chosen}
)
SELECT t.id,
       coalesce(used, 0) / nullif(total, 0) AS budget_execution_rate,
       (coalesce(used, 0) - total) / nullif(total, 0) AS budget_overrun_rate
FROM {targets} AS t
LEFT JOIN (
  SELECT {key} AS id, CASE WHEN bool_and(worth IS NOT NULL) THEN sum(worth) END AS total
  FROM chosen GROUP BY 1
) AS planned ON planned.id = t.id
LEFT JOIN (
  SELECT {key} AS id, coalesce(sum(worth), 0) AS used FROM spent AS s
  WHERE EXISTS (
    SELECT 1 FROM chosen AS c WHERE {match} AND s.record_date >= c.period_start
      AND (c.category_id IS NULL OR EXISTS (
        SELECT 1 FROM below WHERE below.above = c.category_id AND below.id = s.category_id)))
  GROUP BY 1
) AS done ON done.id = t.id
"""
OWN_OR_BELOW = (
    "f.level = (SELECT min(level) FROM force AS g WHERE g.home IS NOT DISTINCT FROM f.home)"
)
COMPANY_OR_BELOW = (
    "CASE WHEN (SELECT min(level) FROM force) = 0 THEN f.level = 0 ELSE f.level ="
    " (SELECT min(level) FROM force AS g WHERE g.home IS NOT DISTINCT FROM f.home) END"
)

OWED = """
WITH rate AS (
  SELECT currency, arg_max(rate, rate_date) AS rate FROM exchange_rates
  WHERE rate_date <= $day GROUP BY currency
), one AS (
  SELECT {key} AS target, r.currency, r.due_date, r.amount,
         CASE WHEN r.currency = i.currency THEN 1 ELSE x.rate END AS rate,
         coalesce((SELECT sum(p.amount) FROM receivable_receipts AS p
                   WHERE p.receivable_id = r.id AND p.received_on <= $day), 0) AS received
  FROM receivables AS r CROSS JOIN snapshot_info AS i
  LEFT JOIN rate AS x ON x.currency = r.currency
  WHERE r.status = 'open' AND (r.issued_on IS NULL OR r.issued_on <= $day)
), owed AS (
  SELECT target,
    CASE WHEN count(DISTINCT currency) FILTER (WHERE due_date <= $day) = 1
         THEN sum(amount) FILTER (WHERE due_date <= $day)
         WHEN {strict} AND bool_or(rate IS NULL) FILTER (WHERE due_date <= $day) THEN NULL
         ELSE round(sum(amount * rate) FILTER (WHERE due_date <= $day), 2) END AS due,
    CASE WHEN count(DISTINCT currency) FILTER (WHERE due_date <= $day) = 1
         THEN sum(received) FILTER (WHERE due_date <= $day)
         ELSE round(sum(received * rate) FILTER (WHERE due_date <= $day), 2) END AS collected,
    coalesce(max($day - due_date) FILTER (WHERE due_date < $day AND received < amount), 0)
      AS receivable_overdue_days
  FROM one WHERE target IS NOT NULL GROUP BY target
)
SELECT t.id, collected / nullif(due, 0) AS collection_rate, receivable_overdue_days
FROM {targets} AS t LEFT JOIN owed ON owed.target = t.id
"""

COMPLETION = """
WITH plan AS (
  SELECT project_id, arg_max(v, (effective_on, id)) AS v
  FROM project_plans AS v WHERE effective_on <= $day GROUP BY project_id
), due AS (
  SELECT {key} AS target, p.status = 'completed' AND p.actual_end_date <= $day AS done
  FROM projects AS p LEFT JOIN plan ON plan.project_id = p.id
  WHERE p.start_date <= $day
    AND CASE WHEN plan.project_id IS NULL THEN p.end_date ELSE v.end_date END <= $day
)
SELECT t.id,
       (SELECT count(*) FILTER (WHERE done) / nullif(count(*), 0) FROM due WHERE target = t.id)
         AS project_completion_rate
FROM {targets} AS t
"""

SATISFACTION = """
WITH latest AS (
  SELECT {key} AS target, customer_id, arg_max(score, (scored_on, id)) AS score
  FROM satisfaction_scores WHERE scored_on <= $day GROUP BY ALL
)
SELECT t.id, (SELECT avg(score) FROM latest WHERE target = t.id) AS customer_satisfaction
FROM {targets} AS t
"""

EXPENSES = """
SELECT id, amount AS expense_amount FROM financial_records
WHERE status = 'booked' AND direction = 'expense' AND record_date <= $day
  AND coalesce(category_kind, '') NOT IN ('transfer', 'financing')
"""


def _owed(targets: str, key: str, strict: bool) -> str:
    return OWED.format(targets=targets, key=key, strict=strict)


STATEMENTS: dict[str, tuple[str, ...]] = {
    "project": (
        PROJECT,
        _owed("projects", "r.project_id", True),
        SATISFACTION.format(targets="projects", key="project_id"),
    ),
    "department": (
        FLOWS.format(targets="departments", match="r.home = t.id", cost=OF_SALES),
        BUDGETS.format(
            targets="departments", key="home", match="c.home = s.home", chosen=OWN_OR_BELOW
        ),
        COMPLETION.format(targets="departments", key="p.department_id"),
        SATISFACTION.format(targets="departments", key="department_id"),
    ),
    "company": (
        FLOWS.format(targets=ONE, match="true", cost=OF_SALES),
        BUDGETS.format(targets=ONE, key="1", match="true", chosen=COMPANY_OR_BELOW),
        _owed(ONE, "1", False),
        COMPLETION.format(targets=ONE, key="1"),
        SATISFACTION.format(targets=ONE, key="1"),
    ),
    "customer": (
        FLOWS.format(targets="customers", match="r.customer_id = t.id", cost=OF_DEAL),
        _owed("customers", "r.customer_id", False),
        SATISFACTION.format(targets="customers", key="customer_id"),
    ),
    "contract": (_owed("contracts", "r.contract_id", True),),
    "receivable": (_owed("(SELECT id FROM receivables WHERE status = 'open')", "r.id", True),),
    "financial_record": (EXPENSES,),
}
"""By target type; together the columns are all indicators of that type."""
