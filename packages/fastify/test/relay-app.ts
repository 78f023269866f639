import { RELAY_PATHS, type GateSetup, type RelayAnswer } from "@sendo-internal/test-kit/gate-contract";
import type { FastifyInstance } from "fastify";
import { sendoGate } from "../src/index.js";

/** A Sendo-compatible API in front of `answer`, as short as its users may write one. */
export async function relayApp(app: FastifyInstance, { gate }: GateSetup, answer: RelayAnswer): Promise<void> {
  await app.register(async (api) => {
    await api.register(sendoGate, gate);
    for (const path of RELAY_PATHS) api.all(path, async (request) => answer(request));
  });
}
