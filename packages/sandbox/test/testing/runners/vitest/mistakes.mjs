import https from "node:https";
import { sandboxFixtures } from "@sendo/sandbox/vitest";
import { test as base } from "vitest";

const test = base.extend(sandboxFixtures);

test("is told of its mistake", ({ tenant }) => mistake(tenant));
test.extend({ allowProblems: true })("means it", ({ tenant }) => mistake(tenant));

function mistake({ clientOptions: { baseUrl, apiKey, ca } }) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${apiKey}` };
    https
      .get(`${baseUrl}/v1/brand/list?colour=red`, { ca, headers, agent: false }, (response) => {
        response.resume().on("end", resolve);
      })
      .on("error", reject);
  });
}
