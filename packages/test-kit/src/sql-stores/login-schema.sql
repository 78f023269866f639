CREATE TABLE sendo_counters (
  name      text PRIMARY KEY,
  used      bigint NOT NULL DEFAULT 0,
  window_id bigint NOT NULL DEFAULT 0,
  returned  text[] NOT NULL DEFAULT '{}',                  -- ids of what was given back in this window
  ends_at   timestamptz NOT NULL DEFAULT '-infinity'       -- from then on the counter starts again at 0
);
CREATE INDEX ON sendo_counters (ends_at);
CREATE SEQUENCE sendo_counter_windows;

CREATE FUNCTION sendo_take(names text[], maxima bigint[], window_ms bigint[], amount bigint) RETURNS json
LANGUAGE plpgsql AS $$
DECLARE
  at   timestamptz;
  "full" json;
BEGIN
  -- Creates and locks the rows, in the same order in every call.
  IF amount > 0 THEN
    INSERT INTO sendo_counters (name) SELECT unnest(names) AS name ORDER BY name
    ON CONFLICT (name) DO UPDATE SET name = excluded.name;
  END IF;
  at := clock_timestamp();
  SELECT json_build_object('taken', false, 'full', position - 1, 'retryInMs',
           CASE WHEN ends_at > at THEN ceil(extract(epoch FROM ends_at - at) * 1000) ELSE length_ms END)
    INTO "full"
    FROM unnest(names, maxima, window_ms) WITH ORDINALITY AS wanted (name, max, length_ms, position)
    LEFT JOIN sendo_counters USING (name)
   WHERE CASE WHEN ends_at > at THEN used ELSE 0 END + amount > max
   ORDER BY position LIMIT 1;
  IF FOUND THEN RETURN "full"; END IF;
  IF amount > 0 THEN
    UPDATE sendo_counters AS held SET
      used = CASE WHEN ends_at > at THEN used ELSE 0 END + amount,
      window_id = CASE WHEN ends_at > at THEN window_id ELSE nextval('sendo_counter_windows') END,
      returned = CASE WHEN ends_at > at THEN returned ELSE '{}' END,
      ends_at = CASE WHEN ends_at > at THEN ends_at ELSE at + length_ms * interval '1 ms' END
    FROM unnest(names, window_ms) AS wanted (name, length_ms)
    WHERE held.name = wanted.name;
  END IF;
  RETURN json_build_object('taken', true, 'windows', (
    SELECT json_agg(CASE WHEN ends_at > at THEN window_id::text ELSE '' END ORDER BY position)
      FROM unnest(names) WITH ORDINALITY AS wanted (name, position) LEFT JOIN sendo_counters USING (name)));
END $$;

CREATE TABLE sendo_challenges (
  key         text PRIMARY KEY,
  id          text NOT NULL DEFAULT '',
  replaced    text[] NOT NULL DEFAULT '{}',                -- ids of earlier challenges
  attempts    int NOT NULL DEFAULT 0,
  sends       int NOT NULL DEFAULT 0,
  sent_at     timestamptz,                                 -- NULL: the next code can be sent immediately
  accepted    boolean NOT NULL DEFAULT false,
  approved_by text,                                        -- NULL until a right code was checked
  opened_by   text,
  opening     text,
  expires_at  timestamptz NOT NULL DEFAULT '-infinity',
  evict_at    timestamptz NOT NULL DEFAULT '-infinity'     -- from then on the key is free
);
CREATE INDEX ON sendo_challenges (evict_at);

CREATE FUNCTION sendo_open(challenge text, new_id text, ttl_ms bigint, pause_ms bigint, max_attempts int) RETURNS json
LANGUAGE plpgsql AS $$
DECLARE
  held    sendo_challenges;
  at      timestamptz;
  wait_ms bigint := 0;
  left_ms bigint := 0;
BEGIN
  -- Creates and locks the row.
  INSERT INTO sendo_challenges AS row (key) VALUES (challenge)
  ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING row.* INTO held;
  at := clock_timestamp();
  IF held.evict_at > at THEN
    wait_ms := ceil(coalesce(extract(epoch FROM held.sent_at - at) * 1000 + pause_ms, 0));
    IF held.approved_by IS NULL THEN
      left_ms := greatest(0, floor(extract(epoch FROM held.expires_at - at) * 1000));
    END IF;
    -- A caller that repeats its call gets the same result.
    IF held.opened_by = new_id THEN
      RETURN json_build_object('state', held.opening, 'id', held.id, 'send', held.sends, 'expiresInMs', left_ms);
    END IF;
    IF wait_ms > 0 THEN
      RETURN json_build_object('state', 'wait', 'retryInMs', wait_ms, 'expiresInMs', left_ms);
    END IF;
    IF NOT held.accepted AND held.attempts < max_attempts AND left_ms >= pause_ms AND left_ms > 0 THEN
      UPDATE sendo_challenges SET sends = sends + 1, sent_at = at, opened_by = new_id, opening = 'again'
       WHERE key = challenge;
      RETURN json_build_object('state', 'again', 'id', held.id, 'send', held.sends + 1, 'expiresInMs', left_ms);
    END IF;
  END IF;
  UPDATE sendo_challenges SET
    id = new_id, attempts = 0, sends = 1, sent_at = at, accepted = false, approved_by = NULL,
    replaced = CASE WHEN left_ms > 0 THEN (array_prepend(held.id, held.replaced))[1:3] ELSE '{}' END,
    opened_by = new_id, opening = 'opened',
    expires_at = at + ttl_ms * interval '1 ms', evict_at = at + 2 * ttl_ms * interval '1 ms'
   WHERE key = challenge;
  RETURN json_build_object('state', 'opened', 'id', new_id, 'send', 1, 'expiresInMs', ttl_ms);
END $$;
