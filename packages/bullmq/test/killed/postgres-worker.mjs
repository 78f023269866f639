// A worker on PostgreSQL alone that is going to be killed: over its first message, when Sendo has answered and nobody else knows.
import { HttpsTransport, Sendo } from "@sendo/core";
import { postgresIdempotencyStore } from "@sendo-internal/test-kit/sql-stores";
import { createPostgresBackend } from "bullmq";
import { Pool } from "pg";
import { createOutbox } from "../../dist/index.js";
import { withLease } from "./with-lease.mjs";

const { clientOptions, databaseUrl, name, leaseMs, stalledAfterMs } = JSON.parse(process.argv[2]);
const pool = new Pool({ connectionString: databaseUrl });
const { ca, ...options } = clientOptions;
const transport = new HttpsTransport({ ca });
const sendo = new Sendo({
  ...options,
  requestsPerSecond: false,
  idempotency: withLease(postgresIdempotencyStore(pool), leaseMs),
  transport: {
    start(request) {
      const attempt = transport.start(request);
      const answered = attempt.result.then(async (end) => {
        if (request.method === "GET" || end.response === undefined) return end;
        process.send(["answered", JSON.parse(request.body).metadata.sendo_ref]);
        return new Promise(() => {}); // it does not live to see it
      });
      return { result: answered, cancel: () => attempt.cancel() };
    },
  },
});
createOutbox({ sendo, backend: createPostgresBackend, connection: { connectionString: databaseUrl }, name }).work({
  concurrency: 1,
  stalledAfterMs,
});
