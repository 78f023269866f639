import type { AddressInfo } from "node:net";
import {
  BROKEN_MESSAGE,
  runGateContract,
  type GateHarness,
  type GateSetup,
  type RunningGate,
} from "@sendo-internal/test-kit/gate-contract";
import Fastify, { type FastifyInstance } from "fastify";
import { sendoGate } from "../src/index.js";
import { relayApp } from "./relay-app.js";

function createApp({ tls, trustProxy, log }: GateSetup): FastifyInstance {
  const options = { trustProxy, bodyLimit: 100_000, logger: { level: "error", stream: { write: log } } };
  // HTTPS or not is another type of server to Fastify, though not to its users.
  return tls ? Fastify({ ...options, https: tls }) : Fastify(options);
}

async function serve(app: FastifyInstance): Promise<RunningGate> {
  await app.listen({ port: 0, host: "127.0.0.1" });
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

const gateHarness: GateHarness = {
  readsTooLargeBodies: false,
  async start(setup) {
    const app = createApp(setup);
    await app.register(
      async (api) => {
        await api.register(sendoGate, setup.gate);
        api.get("/message/list", async () => ({ messages: [] }));
        api.post("/message/send", async ({ sendoAccount }) => ({ success: true, id: sendoAccount }));
        api.get("/broken", async () => {
          throw new Error(BROKEN_MESSAGE);
        });
      },
      { prefix: "/v1" },
    );
    return serve(app);
  },
  async startRelay(setup, answer) {
    const app = createApp(setup);
    await relayApp(app, setup, answer);
    return serve(app);
  },
};

runGateContract("Fastify 5", gateHarness);
