import { runAdapterContract } from "@sendo-internal/adapter-contract";
import { fastifyHarness } from "./fastify-harness.js";

runAdapterContract("Fastify 5", fastifyHarness);
