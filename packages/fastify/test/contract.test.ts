import { runAdapterContract } from "@sendo-internal/test-kit/adapter-contract";
import { fastifyHarness } from "./fastify-harness.js";

runAdapterContract("Fastify 5", fastifyHarness);
