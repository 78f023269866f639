import { ConsoleLogger, Injectable, type LoggerService } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Logger as PinoLogger, LoggerModule } from "nestjs-pino";
import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { throwError } from "rxjs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { OnSendoEvent, SendoModule } from "../src/index.js";
import { createAdapter, PLATFORMS, type Platform } from "./platforms.js";
import { deliver, LOCAL, TOKEN } from "./start-app.js";

@Injectable()
class Replies {
  @OnSendoEvent("message.incoming")
  saveReply(): Promise<void> {
    return this.#insert();
  }
  @OnSendoEvent("message.status")
  status() {
    return throwError(() => new RangeError("row 18"));
  }
  @OnSendoEvent("recipient.optout")
  optOut(): void {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what somebody's library does
    throw { reason: "row 19" };
  }
  async #insert(): Promise<void> {
    throw new Error("row 17");
  }
}

const onUnknown = (): never => {
  throw new Error("row 20");
};

async function start(platform: Platform, use: { logger?: LoggerService | false; pino?: Writable }): Promise<string> {
  const { pino, logger } = use;
  const webhooks = { path: "hook", tokens: TOKEN, dedupe: false, onUnknown } as const;
  const root = {
    module: class Root {},
    imports: [
      SendoModule.forRoot({ ...LOCAL, webhooks }),
      ...(pino ? [LoggerModule.forRoot({ pinoHttp: { stream: pino, autoLogging: false, redact } as never })] : []),
    ],
    providers: [Replies],
  };
  const options = pino ? { bufferLogs: true } : { logger: logger! };
  const app = await NestFactory.create(root, createAdapter(platform), { ...options, abortOnError: false });
  if (pino) app.useLogger(app.get(PinoLogger));
  onTestFinished(() => app.close());
  await app.listen(0, "127.0.0.1");
  return `${await app.getUrl()}/hook`;
}

// pino-http adds the request's headers to every line.
const redact = ['req.headers["x-webhook-token"]'];

/** Everything that is printed to the console meanwhile. */
function printed(): () => string {
  const chunks: string[] = [];
  const write = (chunk: unknown): boolean => (chunks.push(String(chunk)), true);
  const streams = [vi.spyOn(process.stdout, "write"), vi.spyOn(process.stderr, "write")];
  for (const stream of streams) stream.mockImplementation(write);
  onTestFinished(() => streams.forEach((stream) => stream.mockRestore()));
  return () => stripVTControlCharacters(chunks.join(""));
}

describe.each(PLATFORMS)("in an app on %s", (platform) => {
  it("Nest's own logger prints what a handler threw, with its stack, and each line's message once", async () => {
    const output = printed();
    const url = await start(platform, { logger: new ConsoleLogger() });
    expect(await deliver(url, "message.incoming")).toBe(500);
    expect(await deliver(url, "message.status")).toBe(500);
    expect(await deliver(url, "recipient.optout")).toBe(500);
    expect(await deliver(url, "message.starred")).toBe(500);
    expect(await deliver(url, "message.status", "wrong")).toBe(401);
    const log = output();
    expect(log).toContain("[Sendo] A Sendo event handler threw: Replies.saveReply (message.incoming)\n");
    expect(log).toMatch(/Error: row 17\n +at .*insert.*\n +at .*saveReply/);
    expect(log).toMatch(/Replies\.status \(message\.status\)\n(.*\n)*?RangeError: row 18\n +at /);
    expect(log).toMatch(/Replies\.optOut \(recipient\.optout\): \{ reason: 'row 19' \}/);
    expect(log).toMatch(/Error: row 20\n +at /);
    expect(log.split("Rejected a webhook delivery with a wrong or repeated")).toHaveLength(2);
    expect(log).not.toMatch(/\bmsg\b/);
  });

  it("nestjs-pino#353: lines of nestjs-pino have `msg`, fields and the error", async () => {
    const lines: Record<string, unknown>[] = [];
    const pino = new Writable({
      write(chunk: Buffer, _encoding, done) {
        for (const line of chunk.toString().trim().split("\n")) lines.push(JSON.parse(line) as Record<string, unknown>);
        done();
      },
    });
    const url = await start(platform, { pino });
    lines.length = 0;
    expect(await deliver(url, "message.incoming")).toBe(500);
    expect(await deliver(url, "message.status", "wrong")).toBe(401);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 50,
        context: "Sendo",
        msg: "A Sendo event handler threw: Replies.saveReply (message.incoming)",
        err: expect.objectContaining({ stack: expect.stringMatching(/^Error: row 17\n +at .*insert/) }),
      }),
      expect.objectContaining({ level: 50, context: "Sendo", msg: expect.any(String), code: "webhook_handler_failed" }),
      expect.objectContaining({
        level: 40,
        context: "Sendo",
        msg: expect.stringMatching(/^Rejected a webhook delivery/),
        code: "webhook_token_invalid",
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain(TOKEN);
  });
});
