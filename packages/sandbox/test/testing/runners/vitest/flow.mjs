import { appendFileSync } from "node:fs";
import { Sendo } from "@sendo/core";
import { sandboxFixtures } from "@sendo/sandbox/vitest";
import { test as base } from "vitest";

const test = base.extend(sandboxFixtures);

/** 50 tests at once that all text the same number, each with a guest who answers; every second one opts out. */
export function flows(file) {
  for (let index = 0; index < 50; index += 1) {
    test.concurrent(`${file} ${index}`, async ({ tenant, expect }) => {
      const own = `${file}${index}`;
      const sendo = new Sendo(tenant.clientOptions);
      const ann = await tenant.phone();
      await sendo.messages.send({ to: ann.number, body: `Your code is ${own}` });
      const { captures } = await ann.waitFor(/code is (\w+)/, { timeoutMs: 50_000 });
      expect(captures).toEqual([own]);
      const text = index % 2 === 0 ? "STOP" : own;
      await ann.text(text);
      const { id } = await sendo.messages.send({ to: ann.number, body: "Once more" });
      if (text === "STOP") await ann.expectNothing({ matching: /Once more/ });
      else await ann.waitFor(/Once more/, { timeoutMs: 50_000 });
      expect((await tenant.message(id)).status).toBe(text === "STOP" ? "FAILED" : "DELIVERED");
      const inbound = (await tenant.messages()).filter(({ direction }) => direction === "INBOUND");
      expect(inbound.map(({ body }) => body)).toEqual([text]);
      expect([...(await tenant.acceptedPerReference()).values()]).toEqual([1, 1]);
      expect(await tenant.requests()).toHaveLength(2);
      await sendo.close();
      appendFileSync(process.env.RECORD, `${process.pid} ${tenant.env.SENDO_BASE_URL} ${ann.number} ${tenant.name}\n`);
    });
  }
}
