"""All SQL that reads facts for people. PostgreSQL writes the JSON; money is text with at least two digits.

Parameters of all but ACTIVITY: $1 first day, $2 last day.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.money import MINOR_UNITS

_DIGITS = " ".join(f"WHEN '{currency}' THEN {digits}" for currency, digits in MINOR_UNITS.items())
_SUMS = ("orders", "units", "gross", "discounts", "shipping", "tax", "total", "refunds")


def _money(amount: str) -> str:
    return f"(CASE WHEN min_scale({amount}) < 2 THEN round({amount}, 2) ELSE trim_scale({amount}) END)::text"


def _figures(row: str) -> str:
    """Key-value arguments of json_build_object: the figures of a row that has _SUMS and a currency."""
    amounts = {
        "revenue": f"{row}.total",
        "gross": f"{row}.gross",
        "discounts": f"{row}.discounts",
        "shipping": f"{row}.shipping",
        "tax": f"{row}.tax",
        "refunds": f"{row}.refunds",
        "net_revenue": f"({row}.total - {row}.refunds)",
    }
    average = f"round({row}.total / NULLIF({row}.orders, 0), CASE {row}.currency {_DIGITS} ELSE 2 END)"
    money = ", ".join(f"'{name}', {_money(amount)}" for name, amount in amounts.items())
    return f"""'currency', {row}.currency, 'orders', {row}.orders, 'units', {row}.units,
               'average_order_value', {_money(average)}, {money}"""


_sums = ", ".join(f"sum({name}) AS {name}" for name in _SUMS)
_zeros = ", ".join(f"COALESCE(g.{name}, 0) AS {name}" for name in _SUMS)
_HOME = "home AS (SELECT currency FROM orgs LIMIT 1)"
_FIRST = "(x.currency = (SELECT currency FROM home)) DESC, x.currency"  # the organisation's currency leads

HOME = "SELECT currency, timezone FROM orgs LIMIT 1"

STRANGERS = """SELECT wanted FROM unnest($1::uuid[]) AS wanted
               WHERE NOT EXISTS (SELECT 1 FROM stores s WHERE s.id = wanted)"""


NARROWS = {"store_ids": "store_id = ANY(${}::uuid[])", "countries": "country = ANY(${}::text[])"}
"""What figures can be narrowed by. Products' facts know no countries."""


def _only(narrowed: Sequence[str], first: int) -> str:
    return "".join(f" AND {NARROWS[name].format(first + n)}" for n, name in enumerate(narrowed))


def _grouped(key: str, narrowed: Sequence[str]) -> str:
    return f"""WITH {_HOME}, g AS MATERIALIZED (
        SELECT {key} AS key, currency, {_sums} FROM sales_daily WHERE day BETWEEN $1 AND $2{_only(narrowed, 3)} GROUP BY 1, 2
    ), t AS MATERIALIZED (SELECT currency, {_sums} FROM g GROUP BY currency)"""  # noqa: S608 - constants only


_TOTALS = f"""(SELECT COALESCE(json_agg(json_build_object({_figures("x")}) ORDER BY {_FIRST}), '[]')::text
               FROM t x) AS totals"""  # noqa: S608 - constants only


def sales(group_by: str, narrowed: Sequence[str]) -> str:
    """Columns rows and totals, JSON arrays. Values of `narrowed` follow from $3 on."""
    if group_by == "day":
        return f"""{_grouped("day", narrowed)}, x AS (
            SELECT d::date AS key, c.currency, {_zeros}
            FROM generate_series($1::date::timestamp, $2::date::timestamp, '1 day') AS d
            CROSS JOIN (SELECT currency FROM t UNION SELECT currency FROM home WHERE NOT EXISTS (SELECT 1 FROM t)) AS c
            LEFT JOIN g ON g.key = d::date AND g.currency = c.currency
        ) SELECT COALESCE(json_agg(json_build_object('day', x.key, {_figures("x")}) ORDER BY {_FIRST}, x.key), '[]')::text
            AS rows, {_TOTALS} FROM x"""  # noqa: S608 - constants only
    if group_by == "store":
        return f"""{_grouped("store_id", narrowed)}
            SELECT COALESCE(json_agg(json_build_object('store_id', x.key, 'store', s.name, {_figures("x")})
                ORDER BY {_FIRST}, x.total DESC, x.key), '[]')::text AS rows, {_TOTALS}
            FROM g x LEFT JOIN stores s ON s.id = x.key"""  # noqa: S608 - constants only
    return f"""{_grouped("country", narrowed)}
        SELECT COALESCE(json_agg(json_build_object('country', x.key, {_figures("x")})
            ORDER BY {_FIRST}, x.total DESC, x.key), '[]')::text AS rows, {_TOTALS} FROM g x"""  # noqa: S608 - constants only


_GOODS = f"""'currency', x.currency, 'units', x.units, 'revenue', {_money("x.revenue")}, 'refunded_units', x.refunded_units"""


def _goods(key: str, narrowed: Sequence[str], *, join: str = "") -> str:
    """x: the best of each currency by revenue, $3 of them."""
    return f"""WITH {_HOME}, g AS MATERIALIZED (
        SELECT {key} AS key, f.currency, sum(f.units) AS units, sum(f.revenue) AS revenue,
               sum(f.refunded_units) AS refunded_units
        FROM product_daily f {join} WHERE day BETWEEN $1 AND $2{_only(narrowed, 4)} GROUP BY 1, 2
    ), x AS (
        SELECT * FROM (
            SELECT g.*, row_number() OVER (PARTITION BY currency ORDER BY revenue DESC, key) AS place FROM g
        ) AS n WHERE place <= $3
    )"""  # noqa: S608 - constants only


def products(narrowed: Sequence[str]) -> str:
    """Column rows, the best sellers by revenue. $3: how many per currency; values of `narrowed` follow from $4 on."""
    return f"""{_goods("f.product_id", narrowed)}
        SELECT COALESCE(json_agg(json_build_object('product_id', p.id, 'product', COALESCE(p.title, ''), 'image_url', (
            SELECT i.url FROM product_images i WHERE i.product_id = p.id ORDER BY i.position LIMIT 1), {_GOODS})
            ORDER BY {_FIRST}, x.place), '[]')::text AS rows
        FROM x LEFT JOIN products p ON p.id = x.key"""  # noqa: S608 - constants only


def categories(narrowed: Sequence[str]) -> str:
    """The same by the products' type, which is empty where they have none."""
    return f"""{_goods("COALESCE(c.product_type, '')", narrowed, join="LEFT JOIN products c ON c.id = f.product_id")}
        SELECT COALESCE(json_agg(json_build_object('category', x.key, {_GOODS}) ORDER BY {_FIRST}, x.place), '[]')::text
        AS rows FROM x"""  # noqa: S608 - constants only


def totals(narrowed: Sequence[str]) -> str:
    """Column totals. Values of `narrowed` follow from $3 on."""
    return f"""{_grouped("1", narrowed)} SELECT {_TOTALS}"""


CARDS = f"""
WITH f AS MATERIALIZED (
    SELECT store_id, currency, COALESCE(sum(total) FILTER (WHERE day >= $1), 0) AS revenue,
           COALESCE(sum(orders) FILTER (WHERE day >= $1), 0) AS orders,
           COALESCE(sum(total) FILTER (WHERE day < $1), 0) AS before
    FROM sales_daily WHERE day BETWEEN $3 AND $2 GROUP BY 1, 2
), l AS MATERIALIZED (
    SELECT store_id, currency, day, sum(total) AS revenue FROM sales_daily
    WHERE day BETWEEN $2::date - 6 AND $2 GROUP BY 1, 2, 3
), e AS (
    SELECT store_id, currency FROM f UNION SELECT store_id, currency FROM l
    UNION SELECT id, currency FROM stores WHERE currency <> ''
), n AS (
    SELECT e.store_id, json_agg(json_build_object('currency', e.currency, 'orders', COALESCE(f.orders, 0),
        'revenue', {_money("COALESCE(f.revenue, 0)")}, 'previous_revenue', {_money("COALESCE(f.before, 0)")}, 'last_7_days', (
            SELECT json_agg({_money("COALESCE(l.revenue, 0)")} ORDER BY d)
            FROM generate_series($2::date::timestamp - interval '6 days', $2::date::timestamp, '1 day') AS d
            LEFT JOIN l ON l.store_id = e.store_id AND l.currency = e.currency AND l.day = d::date)
        ) ORDER BY (e.currency = s.currency) DESC, e.currency) AS sales
    FROM e JOIN stores s ON s.id = e.store_id
    LEFT JOIN f ON f.store_id = e.store_id AND f.currency = e.currency GROUP BY e.store_id
)
SELECT COALESCE(json_agg(json_build_object('id', s.id, 'name', s.name, 'logo_url', s.logo_url, 'platform', s.platform,
    'status', s.status, 'group', s.group_name, 'connection_state', COALESCE(c.state, ''),
    'connection_reason', COALESCE(c.state_reason, ''), 'connection_id', c.id, 'environment', COALESCE(c.environment, ''),
    'sync_state', CASE WHEN r.running THEN 'running' ELSE COALESCE(r.state, '') END,
    'synced_at', to_char(r.synced_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'dead_letters', (
        SELECT count(*) FROM dead_letters d WHERE d.org_id = s.org_id AND d.store_id = s.id AND d.state = 'open'),
    'sales', COALESCE(n.sales, '[]'::json), 'active_orders', COALESCE(a.active_orders, 0),
    'last_order_at', to_char(a.last_order_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'last_activity_at', to_char(a.last_activity_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY s.name, s.id), '[]')::text
    AS items
FROM stores s LEFT JOIN n ON n.store_id = s.id LEFT JOIN store_activity a ON a.store_id = s.id
LEFT JOIN LATERAL (SELECT k.id, k.environment, k.state, k.state_reason FROM connections k
                   WHERE k.store_id = s.id AND k.kind = 'store' ORDER BY k.created_at DESC LIMIT 1) AS c ON true
LEFT JOIN LATERAL (
    SELECT bool_or(y.state IN ('queued', 'running')) AS running,
           (array_agg(y.state ORDER BY y.created_at DESC, y.id DESC) FILTER (WHERE y.finished_at IS NOT NULL))[1] AS state,
           max(y.finished_at) FILTER (WHERE y.state IN ('done', 'partial')) AS synced_at
    FROM (SELECT * FROM sync_runs z WHERE z.org_id = s.org_id AND z.store_id = s.id
            AND z.kind IN ('initial', 'poll', 'reconcile') ORDER BY z.created_at DESC, z.id DESC LIMIT 10) AS y) AS r ON true
WHERE $4::uuid[] IS NULL OR s.id = ANY($4)"""  # noqa: S608 - constants only

# $1 stores, $2 kind, ($3, $4) the position that the page before ended at, $5 how many
ACTIVITY = f"""
WITH page AS (
    SELECT * FROM activity
    WHERE ($1::uuid[] IS NULL OR store_id = ANY($1)) AND ($2::text IS NULL OR kind = $2)
      AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4))
    ORDER BY at DESC, id DESC LIMIT $5
)
SELECT COALESCE(json_agg(json_build_object('id', p.id, 'at', to_char(p.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'kind', p.kind, 'store_id', p.store_id, 'store', COALESCE(s.name, ''), 'entity_id', p.entity_id, 'summary', p.summary,
    'amount', CASE WHEN p.amount IS NOT NULL THEN {_money("p.amount")} END, 'currency', p.currency
    ) ORDER BY p.at DESC, p.id DESC), '[]')::text AS items,
    count(*) AS found, min(p.at) AS last_at, (array_agg(p.id ORDER BY p.at, p.id))[1] AS last_id
FROM page p LEFT JOIN stores s ON s.id = p.store_id"""  # noqa: S608 - constants only
