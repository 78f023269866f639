import { RELAY_PATHS, type GateSetup, type RelayAnswer } from "@sendo-internal/test-kit/gate-contract";
import type express from "express";
import { sendoGate, sendoGateErrors } from "../src/index.js";

/** A Sendo-compatible API in front of `answer`, as short as its users may write one. */
export function relayApp(factory: typeof express, { gate, trustProxy, log }: GateSetup, answer: RelayAnswer) {
  const app = factory().set("trust proxy", trustProxy);
  app.use("/v1", sendoGate(gate), factory.json());
  app.all(RELAY_PATHS, (req, res) => void res.json(answer(req)));
  app.use("/v1", sendoGateErrors({ onError: (error) => log(String(error)) }));
  return app;
}
