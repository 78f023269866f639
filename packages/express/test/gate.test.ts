import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import {
  BROKEN_MESSAGE,
  runGateContract,
  type GateHarness,
  type GateSetup,
  type RunningGate,
} from "@sendo-internal/test-kit/gate-contract";
import type express from "express";
import { sendoGate, sendoGateErrors } from "../src/index.js";
import { EXPRESS_VERSIONS } from "./express-versions.js";
import { relayApp } from "./relay-app.js";

async function serve(app: express.Express, tls: GateSetup["tls"]): Promise<RunningGate> {
  const server = tls ? createHttps(tls, app) : createHttp(app);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const gateHarness = (factory: typeof express): GateHarness => ({
  readsTooLargeBodies: true,
  async start({ gate, tls, trustProxy, log }) {
    const routes = factory.Router();
    routes.get("/message/list", (_req, res) => void res.json({ messages: [] }));
    routes.post("/message/send", (req, res) => void res.json({ success: true, id: req.sendoAccount }));
    routes.get("/broken", () => {
      throw new Error(BROKEN_MESSAGE);
    });
    const app = factory().set("trust proxy", trustProxy);
    const errors = sendoGateErrors({ onError: (error) => log(String(error)) });
    app.use("/v1", sendoGate(gate), factory.json({ limit: 100_000 }), routes, errors);
    return serve(app, tls);
  },
  startRelay: (setup, answer) => serve(relayApp(factory, setup, answer), setup.tls),
});

for (const [name, express] of EXPRESS_VERSIONS) runGateContract(name, gateHarness(express));
