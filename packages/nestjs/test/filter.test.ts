import { BadRequestException, Catch, Controller, Get, type ArgumentsHost, type ExceptionFilter } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Module } from "@nestjs/common";
import { createWebhookReceiver, type SendoError } from "@sendo/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { SendoExceptionFilter } from "../src/index.js";
import { createAdapter, PLATFORMS } from "./platforms.js";

function sendoError(): SendoError {
  try {
    createWebhookReceiver({ tokens: "two words", on: {} });
  } catch (error) {
    return error as SendoError;
  }
  throw new Error("no error");
}

@Controller()
class Routes {
  @Get("ours")
  ours(): never {
    throw sendoError();
  }
  @Get("theirs")
  theirs(): never {
    throw new BadRequestException("theirs");
  }
}

@Catch(BadRequestException)
class Theirs implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<{ status(code: number): { send(body: string): void } }>().status(418).send("mine");
  }
}

@Module({ controllers: [Routes] })
class AppModule {}

describe.each(PLATFORMS)("SendoExceptionFilter on %s", (platform) => {
  it("answers for Sendo errors, tells the logger, and leaves others to the app's filters in either order", async () => {
    const lines: unknown[] = [];
    const error = (...line: unknown[]): void => void lines.push(line);
    const logger = { log: () => {}, warn: () => {}, error };
    for (const filters of [
      [new Theirs(), new SendoExceptionFilter()],
      [new SendoExceptionFilter(), new Theirs()],
    ]) {
      const app = await NestFactory.create(AppModule, createAdapter(platform), { logger });
      onTestFinished(() => app.close());
      app.useGlobalFilters(...filters);
      await app.listen(0, "127.0.0.1");
      const [ours, theirs] = [await fetch(`${await app.getUrl()}/ours`), await fetch(`${await app.getUrl()}/theirs`)];
      expect([ours.status, await ours.text()]).toEqual([500, '{"error":"internal_error"}']);
      expect(ours.headers.get("content-type")).toBe("application/json; charset=utf-8");
      expect([theirs.status, await theirs.text()]).toEqual([418, "mine"]);
    }
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject([{ code: "config_webhook_token_invalid" }, undefined, "Sendo"]);
    expect(Object.values((lines[0] as [object])[0])).not.toContain(undefined);
  });

  it("rejects an option that there is not", () => {
    const misspelt: object = { validate: true };
    expect(() => new SendoExceptionFilter(misspelt)).toThrow("`validate` is not an option of SendoExceptionFilter.");
  });

  it("throws on what it is given outside HTTP", () => {
    const error = sendoError();
    const host = { getType: () => "rpc" } as unknown as ArgumentsHost;
    expect(() => new SendoExceptionFilter().catch(error, host)).toThrow(error);
  });
});
