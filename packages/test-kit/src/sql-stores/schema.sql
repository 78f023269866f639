CREATE TABLE sendo_idempotency (
  key           text PRIMARY KEY,
  fingerprint   text NOT NULL,
  reference     text NOT NULL,
  owner         text,                 -- NULL once the message was accepted
  lease_until   timestamptz,
  dispatched_at timestamptz,          -- NULL: nothing can have been sent
  message_id    text,
  forget_at     timestamptz NOT NULL  -- from then on the key is free
);
CREATE INDEX ON sendo_idempotency (forget_at);

CREATE TABLE sendo_deliveries (
  key   text PRIMARY KEY,
  owner text,                         -- NULL once the event was handled
  until timestamptz NOT NULL          -- from then on the key is free
);
CREATE INDEX ON sendo_deliveries (until);
