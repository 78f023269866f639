import { execFile } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOT_RUN, PRELUDES } from "../src/preludes.js";
import { SnippetProcess } from "../src/snippet-process.js";
import { findSnippets } from "../src/snippets.js";
import { transpileSnippets, type WrittenSnippet } from "../src/transpile.js";

const snippets = findSnippets();
const transpiled = transpileSnippets(
  snippets.map((snippet) => ({ ...snippet, code: `${PRELUDES[snippet.name] ?? ""}${snippet.code}` })),
  "generated",
);

// CI installs it (.ci/run); on a machine without, what needs it is type-checked only.
const redisIsHere = hasRedis() || process.env.CI !== undefined;

let sandbox: Sandbox;
let redis: LocalRedis | undefined;
beforeAll(async () => {
  sandbox = await startSandbox();
  if (redisIsHere) redis = await startRedis();
});
afterAll(async () => {
  await redis?.close();
  await sandbox.close();
});

// Node's own, and on Node 26 the one that OpenTelemetry's loader causes (DEP0205).
const withoutWarnings = (stderr: string): string =>
  stderr.replace(/.*(ExperimentalWarning|--trace-warnings|DEP0205|--trace-deprecation).*\n/g, "");

test("there are snippets, and nothing is said of one that is gone", () => {
  const names = snippets.map(({ name }) => name);
  expect(names).toContain("README.md#1");
  expect(names.length).toBeGreaterThan(10);
  for (const name of Object.keys({ ...PRELUDES, ...NOT_RUN })) expect(names).toContain(name);
});

/** What a document says that a block prints: `console.log(x); // this`, up to a colon or dots. */
const shownOutputs = (code: string): RegExp[] =>
  [...code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(([, comment]) => {
    const [, text = "", rest] = /^(.+?)(: .+| \.\.\.)?$/.exec(comment!)!;
    return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}${rest === " ..." ? "" : "$"}`, "m");
  });

const runnable = transpiled.filter(
  ({ name }) =>
    !(name in NOT_RUN) &&
    (redisIsHere || !/^(packages\/(redis|bullmq)\/|docs\/(guards|on-time|login-codes|outbox|scaling)\.md)/.test(name)),
);

/** Secrets that snippets take from the environment. */
const SECRETS = {
  VERIFY_SECRET: "s".repeat(32),
  OUTBOX_KEY: Buffer.alloc(32, 1).toString("base64"),
  BETTER_AUTH_SECRET: "b3tter-auth needs 32 characters..",
  SEND_SMS_HOOK_SECRET: `v1,whsec_${Buffer.alloc(32, 1).toString("base64")}`,
};

const documentOf = ({ name }: WrittenSnippet): string => name.replace(/(#\d+|: .*)$/, "");
const byDocument = [...new Set(runnable.map(documentOf))].map(
  (document) => [document, runnable.filter((snippet) => documentOf(snippet) === document)] as const,
);

describe.each(byDocument)("%s", (_, ofDocument) => {
  // Everything from the environment, as the READMEs say; the run is over HTTPS with a verified certificate.
  let running: SnippetProcess;
  beforeAll(() => {
    running = new SnippetProcess({
      ...process.env,
      ...sandbox.env,
      ...(redis && { REDIS_URL: redis.url }),
      ...SECRETS,
    });
  });
  afterAll(() => running.end());

  test.each(ofDocument)(
    "$name runs",
    async ({ name, file }) => {
      const { stdout, stderr } = await running.run(file);
      expect(withoutWarnings(stderr)).toBe("");
      for (const shown of shownOutputs(snippets.find((snippet) => snippet.name === name)!.code))
        expect(stdout).toMatch(shown);
    },
    40_000,
  );
});

interface Span {
  readonly name: string;
  readonly id: string;
  readonly parentSpanContext?: { readonly spanId: string };
  readonly attributes: Readonly<Record<string, string | number>>;
}

test("the metrics of docs/prometheus.md count outcomes, waits and the queue, and contain no number", async () => {
  const { name } = snippets.find(({ code }) => code.includes('from "prom-client"'))!;
  const metrics = transpiled.find((snippet) => snippet.name === name)!;
  const program = fileURLToPath(new URL("../src/counted-sends.mjs", import.meta.url));
  // An account of its own: what others have sent in the last second would be 429s here.
  await using tenant = sandbox.tenant();
  const { stdout } = await promisify(execFile)(process.execPath, [program, pathToFileURL(metrics.file).href], {
    env: { ...process.env, ...tenant.env },
    timeout: 50_000,
  });
  expect(stdout).toMatch(/^sendo_queued\{priority="normal"\} [1-9]/m);
  expect(stdout).toContain('sendo_calls_total{operation="POST /v1/message/send",outcome="accepted",code="none"} 25');
  expect(stdout).toContain('{operation="POST /v1/message/send",outcome="rejected",code="api_key_invalid"} 1');
  expect(stdout).toContain("sendo_queue_seconds_count 27");
  expect(stdout).not.toContain("2065550142");
}, 60_000);

describe("the telemetry of docs/opentelemetry.md", () => {
  let output: string;
  let spans: Span[];
  let tenant: ReturnType<Sandbox["tenant"]>;
  beforeAll(async () => {
    tenant = sandbox.tenant();
    const imports = ["docs/opentelemetry.md#1", "docs/opentelemetry.md#2"].map(
      (name) => `--import=${pathToFileURL(transpiled.find((snippet) => snippet.name === name)!.file).href}`,
    );
    const program = fileURLToPath(new URL("../src/traced-sends.mjs", import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...imports, program], {
      env: { ...process.env, ...tenant.env },
      timeout: 50_000,
      maxBuffer: 10_000_000,
    });
    expect(withoutWarnings(stderr)).toBe("");
    output = stdout;
    spans = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Span);
  }, 60_000);

  const named = (name: string): Span => spans.find((span) => span.name === name)!;
  const childrenOf = (parent: Span): Span[] => spans.filter((span) => span.parentSpanContext?.spanId === parent.id);

  test("every request is a span below the send that it belongs to, also where sends waited for one another", () => {
    expect(spans).toHaveLength(3 * (25 + 1 + 1));
    for (let index = 0; index < 25; index += 1) {
      const send = named(`send ${index}`);
      const children = childrenOf(send);
      expect(children.map(({ name }) => name)).toEqual(["POST", "POST /v1/message/send"]);
      expect(children[0]!.attributes).toMatchObject({
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "url.full": `${sandbox.env.SENDO_BASE_URL}/v1/message/send`,
      });
      expect(children[1]!.attributes).toEqual({
        "sendo.outcome": "accepted",
        "sendo.attempts": 1,
        "sendo.reference": `order-${index}`,
        "sendo.queuedMs": expect.any(Number) as number,
      });
    }
  });

  test("a refused send is a span with an error, and its own span says what became of it", () => {
    expect(childrenOf(named("refused"))).toMatchObject([
      { name: "POST", status: { code: 2 }, attributes: { "http.response.status_code": 403 } },
      { status: { code: 2 }, attributes: { "sendo.outcome": "rejected", "sendo.attempts": 1 } },
    ]);
  });

  test("no key, number or text is in any of it", () => {
    const [list] = childrenOf(named("list"));
    expect(list!.attributes["url.full"]).toContain("number=REDACTED");
    for (const secret of [tenant.apiKey, "sandbox_wrong", "2065550142", "Your table is ready"]) {
      expect(output).not.toContain(secret);
    }
  });
});
