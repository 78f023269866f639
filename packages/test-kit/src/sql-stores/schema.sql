CREATE TABLE sendo_idempotency (
  key           text PRIMARY KEY,
  fingerprint   text NOT NULL,
  reference     text NOT NULL,
  owner         text,                 -- NULL after the message was accepted
  lease_until   timestamptz,
  dispatched_at timestamptz,          -- NULL: the message was not sent
  message_id    text,
  forget_at     timestamptz NOT NULL  -- the key is free after this time
);
CREATE INDEX ON sendo_idempotency (forget_at);

CREATE TABLE sendo_deliveries (
  key   text PRIMARY KEY,
  owner text,                         -- NULL after the event was handled
  until timestamptz NOT NULL          -- the key is free after this time
);
CREATE INDEX ON sendo_deliveries (until);
