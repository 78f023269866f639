import type { INestApplication } from "@nestjs/common";
import { type AbstractHttpAdapter } from "@nestjs/core";
import { ExpressAdapter, type NestExpressApplication } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import type { HostParser } from "@sendo-internal/test-kit/adapter-contract";

export const PLATFORMS = ["Express", "Fastify"] as const;
/** What Nest stands on. */
export type Platform = (typeof PLATFORMS)[number];

const ONE_MIB = 1 << 20;

/** The platform's adapter, before Nest has put its parsers on it. */
export function createAdapter(platform: Platform, parser: HostParser = "json"): AbstractHttpAdapter {
  if (platform === "Express") return new ExpressAdapter();
  const adapter = new FastifyAdapter({ bodyLimit: ONE_MIB });
  const fastify = adapter.getInstance();
  // Fastify parses only JSON and plain text, and rejects other types with 415.
  if (parser !== "json") fastify.removeAllContentTypeParsers();
  if (parser === "raw") {
    fastify.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  } else {
    fastify.addContentTypeParser("*", (_request, _payload, done) => done(null));
  }
  return adapter;
}

/** Express's parsers are middleware. */
export function useParser(app: INestApplication, platform: Platform, parser: HostParser): void {
  if (platform === "Fastify") return;
  const express = app as NestExpressApplication;
  if (parser === "json") express.useBodyParser("json", { limit: ONE_MIB });
  if (parser === "raw") express.useBodyParser("raw", { limit: ONE_MIB, type: () => true });
}
