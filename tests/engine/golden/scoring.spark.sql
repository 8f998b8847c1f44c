-- counting.ASSETS
SELECT
  asset,
  ANY_VALUE(asset_name) IGNORE NULLS AS asset_name
FROM f
WHERE
  kind = :page_view AND asset <> 0
GROUP BY
  asset;

-- counting.COUNTED
SELECT
  account,
  person,
  day,
  known_day,
  kind,
  n
FROM (
  SELECT
    e.account,
    e.person,
    e.day,
    e.known_day,
    e.kind,
    LEAST(e.n, e.at_most) AS n
  FROM (
    SELECT
      *
    FROM inner_step
  ) AS e
  LEFT JOIN late AS l
    ON e.account = l.account AND e.person = l.person AND e.day = l.day
  WHERE
    l.account IS NULL
  UNION ALL
  SELECT
    account,
    person,
    day,
    known_day,
    kind,
    LEAST(running, at_most) - LEAST(running - n, at_most) AS n
  FROM (
    SELECT
      e.account,
      e.person,
      e.day,
      e.known_day,
      e.kind,
      e.at_most,
      e.n,
      CAST(SUM(e.n) OVER (PARTITION BY e.account, e.person, e.day, e.kind ORDER BY e.known_day NULLS LAST) AS BIGINT) AS running
    FROM (
      SELECT
        *
      FROM inner_step
    ) AS e
    JOIN late AS l
      ON e.account = l.account AND e.person = l.person AND e.day = l.day
  ) AS ran
) AS saturated
WHERE
  n <> 0
ORDER BY
  account NULLS LAST,
  person NULLS LAST,
  day NULLS LAST,
  kind NULLS LAST,
  known_day NULLS LAST;

-- counting.EARNING
SELECT
  l.account,
  l.person,
  l.day,
  l.known_day,
  k.kind,
  k.at_most,
  k.only_for,
  CAST(SUM(l.n) AS BIGINT) AS n
FROM l AS l
LEFT JOIN page_kinds AS g
  ON l.kind = g.kind AND l.asset = g.asset
JOIN kinds AS k
  ON COALESCE(g.scored, l.kind) = k.kind
LEFT JOIN out_people AS o
  ON l.person = o.person
LEFT JOIN out_accounts AS c
  ON l.account = c.account
LEFT JOIN out_strangers AS u
  ON l.account = u.account AND l.person = u.person
WHERE
  l.verdict = 0
  AND o.person IS NULL
  AND c.account IS NULL
  AND u.account IS NULL
  AND NOT EXISTS(
    SELECT
      1
    FROM out_spans AS s
    WHERE
      s.person = l.person
      AND s.kind = k.kind
      AND l.day >= s.from_day
      AND l.day <= s.until_day
  )
GROUP BY
  l.account,
  l.person,
  l.day,
  l.known_day,
  k.kind,
  k.at_most,
  k.only_for;

-- counting.FOR_WHOM
SELECT
  e.account,
  e.person,
  e.day,
  e.known_day,
  e.kind,
  e.at_most,
  e.n
FROM earning AS e
LEFT JOIN owned AS w
  ON e.account = w.account AND e.day = w.day
WHERE
  e.only_for IS NULL
  OR (
    e.only_for = 'not_customer' AND w.account IS NULL
  )
  OR (
    e.only_for = 'customer' AND NOT w.account IS NULL
  );

-- counting.LATE
SELECT DISTINCT
  account,
  person,
  day
FROM earning
WHERE
  known_day <> day;

-- counting.OUT_PEOPLE
SELECT DISTINCT
  person
FROM people
WHERE
  ARRAY_CONTAINS(:words, excluded);

-- counting.OWNED
SELECT DISTINCT
  e.account,
  e.day
FROM (
  SELECT DISTINCT
    account,
    day
  FROM earning
  WHERE
    NOT only_for IS NULL
) AS e
JOIN subscriptions AS s
  ON e.account = s.account
WHERE
  s.starts_day <= e.day AND (
    s.ends_day IS NULL OR e.day < s.ends_day
  );

-- engagement.WEEK_CHANNELS
SELECT
  account,
  look_day,
  channel_name,
  CAST(SUM(earned) AS BIGINT) AS earned
FROM (
  SELECT
    c.account,
    k.channel_name,
    c.n * k.points AS earned,
    CAST(LEAST(c.day + (
      (
        :shift - c.day
      ) % 7 + 7
    ) % 7, :today) AS INT) AS look_day
  FROM counted AS c
  JOIN kinds AS k
    ON c.kind = k.kind
  WHERE
    c.day > :since AND c.day <= :today AND c.known_day <= :today AND k.points > 0
) AS earning
GROUP BY
  account,
  look_day,
  channel_name;

-- expansion.ENGAGEMENT
SELECT
  account,
  look_day,
  CAST(SUM(points) AS BIGINT) AS points
FROM (
  SELECT
    account,
    unit,
    look_day,
    LEAST(cap, raw DIV 1000000 * multiplier DIV 1000000) AS points
  FROM (
    SELECT
      r.account,
      r.unit,
      r.look_day,
      MAX(COALESCE(s.cap, :person_cap)) AS cap,
      MAX(COALESCE(s.multiplier, w.role_millionths)) AS multiplier,
      CAST(SUM(r.earned) AS BIGINT) AS raw
    FROM (
      SELECT
        c.account,
        l.look_day,
        c.n * k.points * d.worth AS earned,
        CASE WHEN k.pseudo < 0 THEN k.pseudo WHEN p.person IS NULL THEN -1 ELSE c.person END AS unit
      FROM counted AS c
      JOIN kinds AS k
        ON c.kind = k.kind
      JOIN look_days AS l
        ON c.day <= l.look_day AND c.known_day <= l.look_day
      JOIN decay_table AS d
        ON k.decay = d.decay AND d.age = l.look_day - c.day
      LEFT JOIN person_worth AS p
        ON c.person = p.person
    ) AS r
    LEFT JOIN pseudo_persons AS s
      ON r.unit = s.person
    LEFT JOIN person_worth AS w
      ON r.unit = w.person
    GROUP BY
      r.account,
      r.unit,
      r.look_day
  ) AS summed
) AS capped
GROUP BY
  account,
  look_day;

-- intent.COUNTING
SELECT
  account,
  place,
  day,
  MIN(CASE WHEN is_high THEN known_day END) AS known_day
FROM (
  SELECT
    *
  FROM inner_step
) AS told_once
GROUP BY
  account,
  vendor,
  place,
  day
HAVING
  COUNT(CASE WHEN is_high THEN 1 END) > 0
  AND COUNT(CASE WHEN is_high THEN 1 END) >= MAX(share) * COUNT(*)
ORDER BY
  account NULLS LAST,
  day NULLS LAST,
  place NULLS LAST;

-- intent.DEAREST
SELECT
  t.*
FROM told AS t
LEFT JOIN (
  SELECT
    account,
    topic,
    day,
    vendor,
    ROW_NUMBER() OVER (PARTITION BY account, topic, day ORDER BY points DESC, vendor NULLS LAST) AS place_of_it
  FROM (
    SELECT DISTINCT
      account,
      topic,
      day,
      vendor,
      points
    FROM told
    WHERE
      is_high
  ) AS high
) AS best
  ON t.account = best.account
  AND t.topic = best.topic
  AND t.day = best.day
  AND t.vendor = best.vendor
WHERE
  NOT t.is_high OR best.place_of_it = 1;

-- intent.TOLD
SELECT
  i.account,
  i.vendor,
  s.place,
  COALESCE(i.topic, '') AS topic,
  i.day,
  i.known_day,
  s.points,
  s.share,
  CASE s.reads
    WHEN 'all'
    THEN TRUE
    WHEN 'number'
    THEN COALESCE(i.reading >= s.low, FALSE)
    ELSE NOT w.word IS NULL
  END AS is_high
FROM intent AS i
JOIN intent_sources AS s
  ON i.vendor = s.vendor
LEFT JOIN intent_words AS w
  ON i.vendor = w.vendor AND LOWER(TRIM(i.reading_text)) = w.word
WHERE
  i.account <> 0;

-- intent.TOPICS
SELECT
  account,
  vendor,
  topic,
  MAX(day) AS last_day
FROM told
WHERE
  is_high AND day > :since AND day <= :today AND known_day <= :today
GROUP BY
  account,
  vendor,
  topic
ORDER BY
  account NULLS LAST,
  vendor NULLS LAST,
  topic NULLS LAST;

-- leaving_out.OPENED
SELECT
  l.person,
  r.rule,
  r.for_days,
  l.day
FROM l AS l
JOIN out_pages AS r
  ON l.asset = r.asset
WHERE
  l.kind = 1 AND l.verdict = 0 AND l.n > 0 AND l.person <> 0 AND l.known_day = l.day
GROUP BY
  l.person,
  r.rule,
  r.for_days,
  l.day;

-- leaving_out.OUT_ACCOUNTS
SELECT
  account,
  MIN(kind) AS out_kind
FROM account_kinds
WHERE
  ARRAY_CONTAINS(:kinds, kind)
GROUP BY
  account;

-- leaving_out.OUT_STRANGERS
SELECT
  l.account,
  l.person
FROM (
  SELECT DISTINCT
    account,
    person
  FROM l
) AS l
JOIN (
  SELECT
    account
  FROM accounts
  WHERE
    :students
    AND LOWER(
      CONCAT(COALESCE(COALESCE(domain, ''), ''), ' ', COALESCE(COALESCE(name, ''), ''))
    ) RLIKE '[.]edu([. ]|$)|[.]ac[.]|universit|college|hochschule'
) AS u
  ON l.account = u.account
LEFT JOIN people AS p
  ON l.person = p.person
WHERE
  p.person IS NULL;

-- leaving_out.SPANS
SELECT
  s.person,
  s.rule,
  k.kind,
  s.from_day,
  s.until_day
FROM (
  SELECT
    person,
    rule,
    MIN(day) AS from_day,
    MAX(day) + for_days - 1 AS until_day
  FROM (
    SELECT
      person,
      rule,
      for_days,
      day,
      CAST(SUM(is_new) OVER (PARTITION BY person, rule ORDER BY day NULLS LAST) AS BIGINT) AS island
    FROM (
      SELECT
        person,
        rule,
        for_days,
        day,
        CASE
          WHEN day - LAG(day) OVER (PARTITION BY person, rule ORDER BY day NULLS LAST) <= for_days
          THEN 0
          ELSE 1
        END AS is_new
      FROM out_opened
    ) AS steps
  ) AS islands
  GROUP BY
    person,
    rule,
    for_days,
    island
) AS s
JOIN out_kinds AS k
  ON s.rule = k.rule;

-- ledger.FINE
SELECT
  account,
  person,
  day,
  known_day,
  channel,
  kind,
  asset,
  verdict,
  CAST(COUNT(*) AS BIGINT) AS n
FROM (
  SELECT
    account,
    person,
    day,
    MIN(known_day) AS known_day,
    channel,
    kind,
    asset,
    verdict,
    burst
  FROM (
    SELECT
      *
    FROM inner_step
  ) AS resolved
  WHERE
    account <> 0
  GROUP BY
    account,
    person,
    day,
    channel,
    kind,
    asset,
    verdict,
    burst
) AS heard_once
GROUP BY
  account,
  person,
  day,
  known_day,
  channel,
  kind,
  asset,
  verdict;

-- ledger.HEARD
SELECT
  account,
  person,
  day,
  known_day,
  channel,
  kind,
  asset,
  verdict,
  BIT_OR(SHIFTLEFT(CAST(1 AS BIGINT), CAST((
    burst % 62 + 62
  ) % 62 AS INT))) AS bursts
FROM (
  SELECT
    *
  FROM inner_step
) AS resolved
WHERE
  account <> 0
GROUP BY
  account,
  person,
  day,
  known_day,
  channel,
  kind,
  asset,
  verdict;

-- ledger.LATE
SELECT DISTINCT
  account,
  person,
  day
FROM heard
WHERE
  known_day <> day;

-- ledger.LEDGER
SELECT
  h.account,
  h.person,
  h.day,
  h.known_day,
  h.channel,
  h.kind,
  h.asset,
  h.verdict,
  CAST(BIT_COUNT(h.bursts) AS BIGINT) AS n
FROM heard AS h
LEFT JOIN late AS l
  ON h.account = l.account AND h.person = l.person AND h.day = l.day
WHERE
  l.account IS NULL
UNION ALL
SELECT
  account,
  person,
  day,
  known_day,
  channel,
  kind,
  asset,
  verdict,
  n
FROM (
  SELECT
    account,
    person,
    day,
    known_day,
    channel,
    kind,
    asset,
    verdict,
    CAST(BIT_COUNT(
      bursts & ~COALESCE(
        BIT_OR(bursts) OVER (
          PARTITION BY account, person, day, channel, kind, asset, verdict
          ORDER BY known_day NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        0
      )
    ) AS BIGINT) AS n
  FROM (
    SELECT
      h.*
    FROM heard AS h
    JOIN late AS l
      ON h.account = l.account AND h.person = l.person AND h.day = l.day
  ) AS late_heard
) AS first_heard
WHERE
  n > 0;

-- ledger.RESOLVED
SELECT
  COALESCE(NULLIF(p.account, 0), c.account, 0) AS account,
  COALESCE(p.person, a.person_key) AS person,
  a.day AS day,
  GREATEST(a.known_day, COALESCE(s.from_day, a.known_day)) AS known_day,
  a.channel AS channel,
  a.kind AS kind,
  a.asset AS asset,
  1 AS verdict,
  a.half_hour AS burst
FROM f AS a
LEFT JOIN person_keys AS p
  ON a.person_key = p.key
LEFT JOIN stitched AS s
  ON a.person_key = s.key
LEFT JOIN account_keys AS c
  ON a.company_key = c.key
LEFT JOIN agents AS g
  ON a.agent = g.agent;

-- ledger.RESTITCHED
SELECT
  account,
  person,
  day,
  known_day,
  channel,
  kind,
  asset,
  verdict,
  CAST(COUNT(*) AS BIGINT) AS n
FROM unlinked_bursts
GROUP BY
  account,
  person,
  day,
  known_day,
  channel,
  kind,
  asset,
  verdict
UNION ALL
SELECT
  account,
  person,
  day,
  from_day AS known_day,
  channel,
  kind,
  asset,
  verdict,
  -CAST(COUNT(*) AS BIGINT) AS n
FROM unlinked_bursts
GROUP BY
  account,
  person,
  day,
  from_day,
  channel,
  kind,
  asset,
  verdict;

-- ledger.UNLINKED
SELECT
  c.account AS account,
  a.person_key AS person,
  a.day AS day,
  a.known_day AS known_day,
  a.channel AS channel,
  a.kind AS kind,
  a.asset AS asset,
  1 AS verdict,
  a.half_hour AS burst,
  s.from_day AS from_day
FROM f AS a
JOIN stitched AS s
  ON a.person_key = s.key AND a.known_day < s.from_day
JOIN account_keys AS c
  ON a.company_key = c.key
LEFT JOIN agents AS g
  ON a.agent = g.agent;

-- ledger.UNLINKED_BURSTS
SELECT
  account,
  person,
  day,
  MIN(known_day) AS known_day,
  channel,
  kind,
  asset,
  verdict,
  burst,
  MAX(from_day) AS from_day
FROM (
  SELECT
    *
  FROM inner_step
) AS unlinked
GROUP BY
  account,
  person,
  day,
  channel,
  kind,
  asset,
  verdict,
  burst;

-- looks.ACCOUNTS
SELECT
  account,
  employees
FROM accounts
ORDER BY
  account NULLS LAST;

-- looks.FIRST_DAY
SELECT
  MIN(day)
FROM (
  SELECT
    MIN(day) AS day
  FROM counted
  UNION ALL
  SELECT
    MIN(day)
  FROM intent
  WHERE
    account <> 0
  UNION ALL
  SELECT
    MIN(created_day)
  FROM opportunities
  UNION ALL
  SELECT
    MIN(starts_day)
  FROM subscriptions
) AS firsts;

-- looks.FITS
SELECT
  account,
  points
FROM fit
WHERE
  NOT points IS NULL
ORDER BY
  account NULLS LAST;

-- looks.OWNING
SELECT DISTINCT
  b.account,
  CAST(LIST_POSITION(CAST(:departments AS ARRAY<STRING>), p.department) - 1 AS SMALLINT) AS department
FROM (
  SELECT
    o.account,
    b.person
  FROM opportunities AS o
  JOIN opportunity_people AS b
    ON o.opportunity = b.opportunity
  WHERE
    o.is_won
) AS b
JOIN people AS p
  ON b.person = p.person
WHERE
  ARRAY_CONTAINS(CAST(:departments AS ARRAY<STRING>), p.department);

-- people.MULTIPLIERS
SELECT
  p.person AS person,
  CASE
    WHEN p.level = 'junior'
    THEN CAST(:junior AS BIGINT)
    ELSE COALESCE(MAX(m.millionths), CAST(:unknown AS BIGINT))
  END AS role_millionths
FROM people AS p
LEFT JOIN person_roles AS r
  ON p.person = r.person
LEFT JOIN multipliers AS m
  ON r.solution = m.solution AND r.role = m.role
WHERE
  p.person IN (
    SELECT
      person
    FROM counted
  )
GROUP BY
  p.person,
  p.level;

-- people.PEOPLE
SELECT
  p.person,
  w.role_millionths,
  CAST(COALESCE(LIST_POSITION(CAST(:departments AS ARRAY<STRING>), p.department), 0) - 1 AS SMALLINT) AS department
FROM people AS p
JOIN person_worth AS w
  ON p.person = w.person
ORDER BY
  p.person NULLS LAST;

-- people.ROLES
SELECT
  person,
  CAST(LIST_POSITION(CAST(:solutions AS ARRAY<STRING>), solution) - 1 AS SMALLINT) AS solution,
  CAST(LIST_POSITION(CAST(:roles AS ARRAY<STRING>), role) - 1 AS SMALLINT) AS role
FROM person_roles
WHERE
  ARRAY_CONTAINS(CAST(:solutions AS ARRAY<STRING>), solution)
  AND ARRAY_CONTAINS(CAST(:roles AS ARRAY<STRING>), role);

-- rising.FIRST
SELECT
  c.account,
  MIN(c.day) AS first_day
FROM counted AS c
JOIN kinds AS k
  ON c.kind = k.kind
WHERE
  k.points > 0 AND k.pseudo = 0 AND c.known_day <= :today
GROUP BY
  c.account
ORDER BY
  c.account NULLS LAST;

-- rising.PEOPLE
SELECT
  account,
  span,
  CAST(COUNT(*) AS BIGINT) AS people
FROM (
  SELECT
    c.account,
    c.person,
    CAST((
      :today - c.day
    ) DIV 28 AS INT) AS span
  FROM counted AS c
  JOIN kinds AS k
    ON c.kind = k.kind
  WHERE
    k.points > 0
    AND k.pseudo = 0
    AND c.day <= :today
    AND c.known_day <= :today
    AND c.day > :today - 196
  GROUP BY
    c.account,
    c.person,
    CAST((
      :today - c.day
    ) DIV 28 AS INT)
  HAVING
    CAST(SUM(c.n) AS BIGINT) > 0
) AS active
GROUP BY
  account,
  span;

-- stitches.STITCHED
WITH said AS (
  SELECT
    f.from_key,
    f.occurred_at,
    f.known_at,
    f.to_key = l.to_key AND NOT COALESCE(f.is_undone, FALSE) AS is_so
  FROM fact_identity_links AS f
  JOIN links AS l
    ON f.from_key = l.from_key
  JOIN person_keys AS p
    ON p.key = l.from_key
  LEFT JOIN persons_by_key AS o
    ON o.key = l.from_key
  WHERE
    o.key IS NULL
), heard AS (
  SELECT
    from_key,
    known_at,
    MAX(CASE WHEN is_so THEN occurred_at END) OVER known AS so_us,
    MAX(CASE WHEN NOT is_so THEN occurred_at END) OVER known AS other_us
  FROM said
  WINDOW known AS (
    PARTITION BY from_key
    ORDER BY known_at NULLS LAST
    RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
), turned AS (
  SELECT
    from_key,
    known_at,
    MAX(CASE WHEN so_us IS NULL OR other_us >= so_us THEN known_at END) OVER (PARTITION BY from_key) AS other_at
  FROM heard
)
SELECT
  from_key AS key,
  COALESCE(
    MIN(CASE WHEN known_at > COALESCE(other_at, known_at - 1) THEN known_at END),
    MAX(other_at)
  ) AS known_at
FROM turned
GROUP BY
  from_key;

-- verdicts.CLICKS
SELECT
  message,
  person_key,
  occurred_at DIV 1 AS slot,
  asset,
  known_day
FROM mail_hits
WHERE
  kind = 1
GROUP BY
  message,
  person_key,
  occurred_at DIV 1,
  asset,
  known_day;

-- verdicts.CROWDED
SELECT
  h.message,
  h.person_key,
  h.occurred_at,
  h.known_day,
  1 AS bits
FROM mail_hits AS h
JOIN person_keys AS p
  ON h.person_key = p.key
JOIN crowds AS c
  ON h.network = c.network
  AND p.account = c.account
  AND h.occurred_at DIV 1 = c.slot
  AND h.known_day = c.known_day;

-- verdicts.CROWDS
SELECT
  h.network,
  h.account,
  h.slot,
  h.known_day
FROM (
  SELECT DISTINCT
    network,
    account,
    slot,
    known_day
  FROM mail_openers
) AS h
JOIN (
  SELECT
    network,
    account,
    slot,
    person,
    MIN(known_day) AS known_day
  FROM mail_openers
  GROUP BY
    network,
    account,
    slot,
    person
) AS o
  ON h.network = o.network
  AND h.account = o.account
  AND o.slot BETWEEN h.slot - 1 AND h.slot + 1
  AND o.known_day <= h.known_day
GROUP BY
  h.network,
  h.account,
  h.slot,
  h.known_day
HAVING
  COUNT(DISTINCT o.person) >= 1;

-- verdicts.DELIVERED
SELECT
  a.message,
  a.person_key,
  a.occurred_at,
  MIN(a.known_day) AS known_day
FROM f AS a
WHERE
  a.kind IN (1) AND a.message IN (
    SELECT
      message
    FROM mail_hits
  )
GROUP BY
  a.message,
  a.person_key,
  a.occurred_at;

-- verdicts.HITS
SELECT
  message,
  person_key,
  occurred_at,
  known_day,
  kind,
  asset,
  agent,
  network,
  has_script
FROM f
WHERE
  message <> 0 AND person_key <> 0 AND NOT kind IN (1)
GROUP BY
  message,
  person_key,
  occurred_at,
  known_day,
  kind,
  asset,
  agent,
  network,
  has_script;

-- verdicts.LINKED
SELECT
  h.message,
  h.person_key,
  h.occurred_at,
  h.known_day,
  k.bits
FROM mail_hits AS h
JOIN mail_links AS k
  ON h.message = k.message
  AND h.person_key = k.person_key
  AND h.occurred_at DIV 1 = k.slot
  AND h.known_day = k.known_day
WHERE
  h.kind = 1;

-- verdicts.LINKS
SELECT
  h.message,
  h.person_key,
  h.slot,
  h.known_day,
  CASE WHEN COUNT(DISTINCT o.asset) >= 1 THEN 1 ELSE 0 END + CASE WHEN COUNT(DISTINCT o.asset) >= 1 THEN 1 ELSE 0 END AS bits
FROM (
  SELECT DISTINCT
    message,
    person_key,
    slot,
    known_day
  FROM mail_clicks
) AS h
JOIN (
  SELECT
    message,
    person_key,
    slot,
    asset,
    MIN(known_day) AS known_day
  FROM mail_clicks
  GROUP BY
    message,
    person_key,
    slot,
    asset
) AS o
  ON h.message = o.message
  AND h.person_key = o.person_key
  AND o.slot BETWEEN h.slot - 1 AND h.slot + 1
  AND o.known_day <= h.known_day
GROUP BY
  h.message,
  h.person_key,
  h.slot,
  h.known_day
HAVING
  COUNT(DISTINCT o.asset) >= LEAST(1, 1);

-- verdicts.OPENERS
SELECT
  h.network,
  p.account,
  h.occurred_at DIV 1 AS slot,
  p.person,
  h.known_day
FROM mail_hits AS h
JOIN person_keys AS p
  ON h.person_key = p.key
WHERE
  h.network <> 0 AND p.account <> 0
GROUP BY
  h.network,
  p.account,
  h.occurred_at DIV 1,
  p.person,
  h.known_day;

-- verdicts.PROXIED
SELECT
  h.message,
  h.person_key,
  h.occurred_at,
  h.known_day,
  1 AS bits
FROM mail_hits AS h
JOIN (
  SELECT
    message,
    person_key,
    asset,
    occurred_at DIV 1 AS slot,
    network,
    agent,
    MIN(known_day) AS known_day
  FROM mail_hits
  WHERE
    has_script
  GROUP BY
    message,
    person_key,
    asset,
    occurred_at DIV 1,
    network,
    agent
) AS t
  ON h.message = t.message
  AND h.person_key = t.person_key
  AND h.asset = t.asset
  AND t.slot BETWEEN h.occurred_at DIV 1 - 1 AND h.occurred_at DIV 1 + 1
  AND t.known_day <= h.known_day
WHERE
  t.network <> h.network OR t.agent <> h.agent
GROUP BY
  h.message,
  h.person_key,
  h.occurred_at,
  h.known_day;

-- verdicts.SIGNED
SELECT
  message,
  person_key,
  occurred_at,
  known_day,
  CAST(BIT_OR(bits) AS INT) AS bits
FROM (
  SELECT
    *
  FROM inner_step
) AS found
GROUP BY
  message,
  person_key,
  occurred_at,
  known_day;

-- verdicts.SOON
SELECT
  h.message,
  h.person_key,
  h.occurred_at,
  h.known_day,
  CASE WHEN BOOL_OR(ABS(h.occurred_at - d.occurred_at) <= 1) THEN 1 ELSE 0 END + CASE WHEN BOOL_OR(ABS(h.occurred_at - d.occurred_at) <= 1) THEN 1 ELSE 0 END AS bits
FROM mail_hits AS h
JOIN mail_deliveries AS d
  ON h.message = d.message
  AND h.person_key = d.person_key
  AND d.known_day <= h.known_day
WHERE
  ABS(h.occurred_at - d.occurred_at) <= GREATEST(1, 1)
GROUP BY
  h.message,
  h.person_key,
  h.occurred_at,
  h.known_day;
