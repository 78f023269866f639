import type { INestApplication, ModuleMetadata } from "@nestjs/common";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { onTestFinished, vi } from "vitest";
import { createAdapter, type Platform } from "./platforms.js";

/** What accounts need to be opened here; nothing listens there. */
export const LOCAL = { baseUrl: "https://127.0.0.1:9", apiKey: "sandbox_a" };
export const TOKEN = "t0ken-of-the-webhook";

/** Starts an app, and closes it when the test is over. */
export async function startApp(
  metadata: ModuleMetadata,
  prepare: (app: INestApplication) => unknown = () => {},
  platform: Platform = "Express",
): Promise<{ app: INestApplication; url: string }> {
  class AppModule {}
  Module(metadata)(AppModule);
  const app = await NestFactory.create(AppModule, createAdapter(platform), { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  prepare(app);
  await app.listen(0, "127.0.0.1");
  return { app, url: await app.getUrl() };
}

/** What `startApp` rejects with. */
export async function startFailure(metadata: ModuleMetadata): Promise<{ code?: string; message: string }> {
  try {
    await startApp(metadata);
  } catch (error) {
    return error as { code?: string; message: string };
  }
  throw new Error("the app has started, and should not have");
}

export function environment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const MESSAGE = {
  id: "m-1",
  type: "SMS",
  createdAt: "2024-05-02T17:10:02.640Z",
  direction: "INBOUND",
  from: "+12065550142",
  to: "+14155550111",
  body: "hi",
  status: "DELIVERED",
  errorCode: null,
  errorMessage: null,
};

/** Delivers an event as Sendo does. */
export async function deliver(url: string, type: string, token = TOKEN): Promise<number> {
  const event = { id: `e-${type}`, type, timestamp: "2024-05-02T17:10:03.118Z", message: MESSAGE };
  const headers = { "content-type": "application/json", "x-webhook-token": token };
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(event) })).status;
}
