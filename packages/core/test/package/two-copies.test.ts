import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { answeringTransport } from "../support/answering-transport.js";

type Core = typeof import("../../src/index.js");
type Adapter = typeof import("../../src/adapter/index.js");

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sendo-copies-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Another copy of the built package, as two minors of it are in one process. */
async function copy(name: string): Promise<{ core: Core; adapter: Adapter }> {
  const target = join(folder, name);
  cpSync(dist, target, { recursive: true });
  const load = (file: string): Promise<unknown> => import(pathToFileURL(join(target, file)).href);
  return { core: (await load("index.js")) as Core, adapter: (await load("adapter.js")) as Adapter };
}

test.each([
  ["older", "newer"],
  ["newer", "older"],
])("a client of the %s copy beside an adapter of the %s: one limiter, recognizable errors", async (first, second) => {
  const [app, framework] = [await copy(`${first}-app`), await copy(`${second}-framework`)];
  const account = `copies ${first}`;
  const make = ({ Sendo }: Core) =>
    new Sendo({
      apiKey: "sandbox_copies",
      baseUrl: "https://127.0.0.1",
      campaign: "U7fQ39nX",
      rateLimit: { account },
      transport: { start: () => ({ result: new Promise(() => {}), cancel: () => true }) },
    });
  const [one, other] = [make(app.core), make(framework.core)];
  const pending = one.messages.send({ to: "+12065550142", body: "Hello" }).catch((error: unknown) => error);
  await Promise.resolve();
  expect([one.rateLimit.inFlight, other.rateLimit.inFlight]).toEqual([1, 1]);

  const invalid: unknown = await one.messages.send({ to: "x", body: "" }).catch((error: unknown) => error);
  expect(invalid instanceof framework.core.SendoError).toBe(false);
  expect(framework.core.isSendoError(invalid)).toBe(true);
  expect(framework.adapter.errorReply(invalid, { validation: true })).toMatchObject({ httpStatus: 422 });
  await one.close({ drainMs: 0 });
  expect(framework.core.isOutcomeUnknown(await pending)).toBe(true);
  await other.close();
});

test("instanceof holds across the entry points of CommonJS", async () => {
  const require = createRequire(import.meta.url);
  const core = require("../../dist/index.cjs") as Core;
  const { toE164 } = require("../../dist/phone.cjs") as typeof import("../../src/sms/phone.js");
  const { fakeSendo } = require("../../dist/testing.cjs") as typeof import("../../src/testing/index.js");
  expect(() => toE164("x")).toThrow(core.SendoValidationError);
  const fake = fakeSendo();
  fake.next({ kind: "certificate" });
  const untrusted: unknown = await fake.client.messages
    .send({ to: "+12065550142", body: "Hello" })
    .catch((e: unknown) => e);
  expect(untrusted).toBeInstanceOf(core.SendoConnectionError);
  expect(() => new core.Sendo({ apiKey: "sandbox_x", transport: answeringTransport({}) })).toThrow(
    core.SendoConfigError,
  );
});
