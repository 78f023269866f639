import { Controller, Get, Query, type FactoryProvider } from "@nestjs/common";
import { REQUEST } from "@nestjs/core";
import type { SendoClient, SendoOptions } from "@sendo/core";
import { createGuard } from "@sendo/core/guard";
import { expect, test } from "vitest";
import { InjectSendo, SendoModule } from "../src/index.js";
import { LOCAL, startApp } from "./start-app.js";

const LISTED = "+12065550142";

@Controller()
class Tables {
  constructor(@InjectSendo() private readonly sendo: SendoClient) {}
  @Get("send")
  async send(@Query("to") to: string): Promise<string> {
    const sent = this.sendo.messages.send({ to: `+${to}`, body: "Your table is ready", campaign: "c" });
    return sent.then(
      ({ id }) => id,
      (error: { code: string }) => error.code,
    );
  }
}

test("the guard holds for the clients of request-scoped options", async () => {
  const recipients: string[] = [];
  const transport: NonNullable<SendoOptions["transport"]> = {
    start: ({ body }) => {
      recipients.push((JSON.parse(body!) as { to: string }).to);
      const response = { httpStatus: 200, headers: {}, body: '{"success":true,"id":"m-1"}', complete: true };
      return { result: Promise.resolve({ response }), cancel: () => true };
    },
  };
  const guard = createGuard({ onlyTo: [LISTED] });
  const useFactory = (request: { headers: Record<string, string> }): SendoOptions => ({
    ...LOCAL,
    apiKey: `sandbox_${request.headers["x-tenant"]}`,
    transport,
    guard,
  });
  const inject: FactoryProvider["inject"] = [REQUEST];
  const imports = [SendoModule.forRootAsync({ useFactory, inject })];
  const { url } = await startApp({ imports, controllers: [Tables] });
  for (const tenant of ["a", "b", "a"]) {
    const get = async (to: string): Promise<string> =>
      (await fetch(`${url}/send?to=${to}`, { headers: { "x-tenant": tenant } })).text();
    expect([await get("13105550187"), await get(LISTED.slice(1))]).toEqual(["guard_rejected", "m-1"]);
  }
  expect(recipients).toEqual([LISTED, LISTED, LISTED]);
});
