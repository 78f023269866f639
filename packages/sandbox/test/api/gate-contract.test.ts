import { BROKEN_MESSAGE, runGateContract, type GateHarness } from "@sendo-internal/test-kit/gate-contract";
import { createGate } from "@sendo/core/gate";
import { createApiServer } from "../../src/api/api-server.js";
import type { ApiContext, ApiRoute } from "../../src/api/route.js";
import { createChanges } from "../../src/engine/changes.js";
import { Account } from "../../src/engine/account.js";
import { createIds } from "../../src/internal/ids.js";
import { createSelfSignedCertificate } from "../../src/internal/self-signed-certificate.js";
import { realEpochMs } from "../../src/time/clock.js";
import { manualClock } from "../../src/index.js";
import { listen } from "../../src/server/listen.js";
import { createProblemLog } from "../../src/api/problem-log.js";
import { createRequestJournal } from "../../src/api/request-journal.js";

// The contract's own endpoints, in place of the documented ones: it looks at what is around them.
const ROUTES: readonly ApiRoute[] = [
  { method: "GET", path: "/v1/message/list", handler: () => ({ messages: [] }) },
  { method: "POST", path: "/v1/message/send", handler: ({ account }) => ({ success: true, id: account.name }) },
  {
    method: "GET",
    path: "/v1/broken",
    handler() {
      throw new Error(BROKEN_MESSAGE);
    },
  },
];

/** The sandbox's server, for which every account that the gate names exists. */
const gateHarness: GateHarness = {
  readsTooLargeBodies: true,
  endsTls: true,
  async start({ gate, tls, log }) {
    const changes = createChanges();
    const clock = manualClock();
    const identity = createSelfSignedCertificate({ hosts: ["127.0.0.1"], epochMs: realEpochMs() });
    const server = createApiServer({
      context: { clock } as unknown as ApiContext, // the rest is for the documented endpoints
      gate: createGate(gate),
      // Where the contract asks for plain HTTP it comes to the HTTPS port, since there is no other.
      identity: tls === undefined ? identity : { ...identity, certPem: tls.cert, keyPem: tls.key },
      journal: createRequestJournal(changes),
      problems: createProblemLog(changes),
      accountNamed: (name) => new Account(name, "unused", createIds(name), changes, "number", clock),
      onInternalError: (error) => log(String(error)),
      routes: ROUTES,
    });
    const { port, close } = await listen(server, "127.0.0.1", 0);
    return { port, close: () => close(0) };
  },
};

runGateContract("the sandbox's API", gateHarness);
