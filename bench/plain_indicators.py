"""Indicators of projects as plain SQL on the tables, as somebody would write it for this one use.

Each statement takes `$day` and, for a month, `$start`; the trend takes `$days`.
"""

from __future__ import annotations

IN_FORCE = """
plan AS (
  SELECT project_id, arg_max(v, (effective_on, id)) AS v
  FROM project_plans AS v WHERE effective_on <= $day GROUP BY project_id
), step AS (
  SELECT milestone_id, arg_max(m, (effective_on, id)) AS m
  FROM milestone_plans AS m WHERE effective_on <= $day GROUP BY milestone_id
), now AS (
  SELECT m.project_id AS project_id, sum(m.weight) AS weights,
         sum(CASE WHEN m.planned_date <= $day THEN m.weight ELSE 0 END) AS due,
         sum(CASE WHEN a.actual_date <= $day THEN m.weight ELSE 0 END) AS done
  FROM step JOIN project_milestones AS a ON a.id = step.milestone_id
  WHERE NOT m.removed GROUP BY ALL
), frozen AS (
  SELECT project_id, arg_max(id, (effective_on, id)) AS id
  FROM project_baselines WHERE effective_on <= $day GROUP BY project_id
), base AS (
  SELECT f.project_id, sum(b.weight) AS weights,
         sum(CASE WHEN b.planned_date <= $day THEN b.weight ELSE 0 END) AS due
  FROM frozen AS f JOIN baseline_milestones AS b ON b.baseline_id = f.id GROUP BY f.project_id
), said AS (
  SELECT project_id, arg_max(progress, (effective_on, id)) AS progress
  FROM project_progress WHERE effective_on <= $day GROUP BY project_id
)
"""
PROJECTS = f"""
WITH {IN_FORCE}, summed AS (
  SELECT project_id,
    coalesce(sum(worth) FILTER (WHERE expense AND moved), 0) AS used,
    coalesce(sum(worth) FILTER (WHERE expense AND moved AND record_date >= $start), 0) AS cash_out,
    coalesce(sum(worth) FILTER (WHERE NOT expense AND moved AND record_date >= $start), 0)
      AS cash_in,
    coalesce(sum(worth) FILTER (WHERE NOT expense AND record_date >= $start
      AND kind IN ('revenue', 'uncategorised')), 0) AS revenue,
    coalesce(sum(worth) FILTER (WHERE expense AND moved AND record_date >= $start
      AND kind NOT IN ('investment', 'tax')), 0) AS cost
  FROM (
    SELECT r.project_id, r.record_date, r.direction = 'expense' AS expense,
           coalesce(c.kind, 'uncategorised') AS kind,
           coalesce(c.kind, '') NOT IN ('transfer', 'financing') AS moved,
           CASE WHEN r.currency = p.currency THEN r.amount ELSE r.amount_base END AS worth
    FROM financial_records AS r JOIN projects AS p ON p.id = r.project_id
    LEFT JOIN categories AS c ON c.id = r.category_id
    WHERE r.status = 'booked' AND r.deleted_at IS NULL AND r.record_date <= $day
      AND r.direction IN ('income', 'expense'))
  GROUP BY project_id
), state AS (
  SELECT p.id, p.name, v.budget, coalesce(v.estimated_cost, v.budget) AS estimate, s.*,
         s.used AS ac,
         CASE WHEN n.project_id IS NOT NULL THEN 100 * n.done::DOUBLE / nullif(n.weights, 0)
              ELSE q.progress END AS progress,
         100 * n.due::DOUBLE / nullif(n.weights, 0) AS planned,
         coalesce(100 * b.due::DOUBLE / nullif(b.weights, 0),
                  100 * n.due::DOUBLE / nullif(n.weights, 0)) AS baseline,
         v.end_date - v.start_date AS planned_days,
         CASE WHEN p.status = 'completed' AND p.actual_end_date <= $day THEN p.actual_end_date
              ELSE $day END - v.start_date AS actual_days
  FROM projects AS p LEFT JOIN plan ON plan.project_id = p.id
  LEFT JOIN now AS n ON n.project_id = p.id
  LEFT JOIN base AS b ON b.project_id = p.id
  LEFT JOIN said AS q ON q.project_id = p.id
  LEFT JOIN summed AS s ON s.project_id = p.id
  WHERE p.deleted_at IS NULL
), earned AS (
  SELECT *, budget * baseline / 100 AS pv, budget * progress / 100 AS ev FROM state
), indices AS (
  SELECT *, ev / nullif(pv, 0) AS spi, ev / nullif(ac, 0) AS cpi FROM earned
), estimates AS (
  SELECT *, budget / nullif(cpi, 0) AS eac FROM indices
)
SELECT id, name, ac / nullif(budget, 0), (ac - budget) / nullif(budget, 0),
  ac / nullif(estimate, 0), revenue, cost, cash_in, cash_out,
  (revenue - cost) / nullif(revenue, 0), progress, (planned - progress) / nullif(planned, 0),
  (planned_days - actual_days) / nullif(planned_days, 0),
  (actual_days - planned_days) / nullif(planned_days, 0),
  round(pv, 2)::DECIMAL(18,2), round(ev, 2)::DECIMAL(18,2), ac,
  round(ev - pv, 2)::DECIMAL(18,2), round(ev - ac, 2)::DECIMAL(18,2), spi, cpi,
  round(eac, 2)::DECIMAL(18,2), round(eac - ac, 2)::DECIMAL(18,2),
  round(budget - eac, 2)::DECIMAL(18,2), (budget - ev) / nullif(budget - ac, 0)
FROM estimates ORDER BY id
"""
OWED = """
SELECT p.id, sum(received) FILTER (WHERE due_date <= $day)
         / nullif(sum(o.amount) FILTER (WHERE due_date <= $day), 0),
       max($day - due_date) FILTER (WHERE due_date < $day AND received < o.amount)
FROM projects AS p LEFT JOIN (
  SELECT r.project_id, r.due_date, r.amount, coalesce(sum(x.amount), 0) AS received
  FROM receivables AS r LEFT JOIN (
    SELECT t.receivable_id, t.amount FROM receivable_receipts AS t
    JOIN financial_records AS f ON f.id = t.financial_record_id WHERE f.record_date <= $day
  ) AS x ON x.receivable_id = r.id
  WHERE r.status = 'open' AND (r.issued_on IS NULL OR r.issued_on <= $day)
  GROUP BY r.id, r.project_id, r.due_date, r.amount
) AS o ON o.project_id = p.id
GROUP BY p.id ORDER BY p.id
"""
SCORES = """
SELECT project_id, avg(score) FROM (
  SELECT project_id, customer_id, arg_max(score, (scored_on, id)) AS score
  FROM satisfaction_scores WHERE scored_on <= $day AND project_id IS NOT NULL GROUP BY ALL)
GROUP BY project_id ORDER BY project_id
"""
ALL = (PROJECTS, OWED, SCORES)

TREND = """
WITH days AS (
  SELECT unnest($days::DATE[]) AS day
), plan AS (
  SELECT day, project_id, arg_max(budget, (effective_on, id)) AS budget
  FROM days JOIN project_plans ON effective_on <= day GROUP BY ALL
), step AS (
  SELECT day, milestone_id, arg_max(m, (effective_on, id)) AS m
  FROM days JOIN milestone_plans AS m ON effective_on <= day GROUP BY ALL
), now AS (
  SELECT day, m.project_id AS project_id, sum(m.weight) AS weights,
         sum(CASE WHEN a.actual_date <= day THEN m.weight ELSE 0 END) AS done
  FROM step JOIN project_milestones AS a ON a.id = step.milestone_id
  WHERE NOT m.removed GROUP BY ALL
), by_day AS (
  SELECT r.project_id, r.record_date, sum(r.amount) AS spent
  FROM financial_records AS r LEFT JOIN categories AS c ON c.id = r.category_id
  WHERE r.status = 'booked' AND r.deleted_at IS NULL AND r.direction = 'expense'
    AND r.project_id IS NOT NULL AND r.record_date <= (SELECT max(day) FROM days)
    AND coalesce(c.kind, '') NOT IN ('transfer', 'financing')
  GROUP BY ALL
), spent AS (
  SELECT day, project_id, sum(spent) AS used
  FROM days JOIN by_day ON record_date <= day GROUP BY ALL
)
SELECT p.id, p.name, d.day,
  plan.budget * now.done::DOUBLE / nullif(now.weights, 0) / nullif(spent.used, 0) AS cpi
FROM days AS d CROSS JOIN projects AS p
LEFT JOIN plan ON plan.day = d.day AND plan.project_id = p.id
LEFT JOIN now ON now.day = d.day AND now.project_id = p.id
LEFT JOIN spent ON spent.day = d.day AND spent.project_id = p.id
WHERE p.deleted_at IS NULL ORDER BY p.id, d.day
"""
