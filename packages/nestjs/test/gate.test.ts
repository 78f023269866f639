import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Controller, Get, HttpCode, Module, Post, Req, type DynamicModule, type Type } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import {
  BROKEN_MESSAGE,
  runGateContract,
  type GateHarness,
  type GateSetup,
  type RunningGate,
} from "@sendo-internal/test-kit/gate-contract";
import { SendoGateGuard } from "../src/index.js";
import { PLATFORMS, type Platform } from "./platforms.js";
import { relayModule } from "./relay-app.js";
import { scopedGlobals } from "./scoped-globals.js";

@Controller("v1")
class Api {
  @Get("message/list")
  list() {
    return { messages: [] };
  }
  @Post("message/send")
  @HttpCode(200)
  send(@Req() request: { sendoAccount?: string }) {
    return { success: true, id: request.sendoAccount };
  }
  @Get("broken")
  broken(): never {
    throw new Error(BROKEN_MESSAGE);
  }
}

@Module({ controllers: [Api] })
class AppModule {}

@Module({ controllers: [Api], providers: scopedGlobals() })
class ScopedAppModule {}

function createAdapter(platform: Platform, { tls, trustProxy }: GateSetup): ExpressAdapter | FastifyAdapter {
  if (platform === "Fastify") return new FastifyAdapter({ trustProxy, bodyLimit: 100_000, ...(tls && { https: tls }) });
  const adapter = new ExpressAdapter();
  adapter.set("trust proxy", trustProxy);
  return adapter;
}

async function serve(module: Type | DynamicModule, platform: Platform, setup: GateSetup): Promise<RunningGate> {
  const gate = new SendoGateGuard(setup.gate);
  const write = (...line: unknown[]): void => setup.log(line.map(String).join(" "));
  const app = await NestFactory.create(module, createAdapter(platform, setup), {
    logger: { log() {}, warn: write, error: write },
    ...(setup.tls && platform === "Express" && { httpsOptions: setup.tls }),
  });
  app.useGlobalGuards(gate);
  app.useGlobalFilters(gate);
  await app.listen(0, "127.0.0.1");
  return { port: ((app.getHttpServer() as Server).address() as AddressInfo).port, close: () => app.close() };
}

const gateHarness = (platform: Platform, module: Type): GateHarness => ({
  readsTooLargeBodies: platform === "Express",
  // Nest 10 stands on Fastify 4.
  trustsEverybody: platform === "Fastify" && new FastifyAdapter().getInstance().version.startsWith("4."),
  start: (setup) => serve(module, platform, setup),
  startRelay: (setup, answer) => serve(relayModule(answer), platform, setup),
});

for (const platform of PLATFORMS) {
  runGateContract(`Nest on ${platform}`, gateHarness(platform, AppModule));
  runGateContract(
    `nest#13730: Nest on ${platform}, with request-scoped globals`,
    gateHarness(platform, ScopedAppModule),
  );
}
