import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { pipeline } from "node:stream";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWebhookReceiver, isSendoError, Sendo, type SendoError, type SendoEvent } from "@sendo/core";
import { readNodeBody } from "@sendo/core/adapter";
import { expect, onTestFinished, test, vi } from "vitest";
import { startSandbox } from "../../src/index.js";

const PHONE = "+12065550142";

test("core's client sends, retrieves and lists, over HTTPS that it verifies", async () => {
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
  await using sendo = new Sendo({ ...sandbox.clientOptions, requestsPerSecond: false });
  const { id } = await sendo.messages.send({
    to: PHONE,
    body: "Your table is ready",
    metadata: { party: "7" },
  });
  await sandbox.clock.settle();
  expect(await sendo.messages.retrieve(id)).toMatchObject({ id, status: "DELIVERED", metadata: { party: "7" } });

  sandbox.phone(PHONE).text("On my way");
  const listed: string[] = [];
  for await (const message of sendo.messages.list({ campaign: sandbox.campaign }))
    listed.push(`${message.direction} ${message.body}`);
  expect(listed).toEqual(["INBOUND On my way", "OUTBOUND Your table is ready"]);
});

test("core's client reads the refusals as what they are", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const failure = async (options: object, fields: object = {}): Promise<unknown> => {
    await using sendo = new Sendo({ ...sandbox.clientOptions, retry: false, ...options });
    const input = { to: PHONE, body: "x", ...fields };
    const error: unknown = await sendo.messages.send(input).catch((reason: unknown) => reason);
    return isSendoError(error) ? { code: error.code, httpStatus: error.httpStatus, outcome: error.outcome } : error;
  };
  expect(await failure({ apiKey: "sandbox_wrong" })).toEqual({
    code: "api_key_invalid",
    httpStatus: 403,
    outcome: "rejected",
  });
  expect(await failure({ campaign: sandbox.pendingCampaign })).toMatchObject({ httpStatus: 400, outcome: "rejected" });
  expect(await failure({ ca: undefined })).toMatchObject({ code: "certificate_untrusted", outcome: "not-sent" });
  expect(sandbox.messages()).toEqual([]);
});

test("core reads headers that are too long as rejected, or as unknown where TLS lost the 431, and does not retry", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const { port } = new URL(sandbox.url);
  let connections = 0;
  // Counts the connections, since Node rejects the request before the sandbox can list it.
  const front = net.createServer((socket) => {
    connections += 1;
    const behind = net.connect(Number(port), "127.0.0.1");
    pipeline(socket, behind, () => {});
    pipeline(behind, socket, () => {});
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  try {
    const baseUrl = `https://127.0.0.1:${(front.address() as AddressInfo).port}`;
    await using sendo = new Sendo({ ...sandbox.clientOptions, baseUrl, apiKey: `sandbox_${"x".repeat(20_000)}` });
    const error: unknown = await sendo.messages.send({ to: PHONE, body: "x" }).catch((reason: unknown) => reason);
    expect(isSendoError(error)).toBe(true);
    const { code, outcome, retryable } = error as SendoError;
    expect([
      ["request_rejected", "rejected", false],
      ["connection_lost", "unknown", false],
    ]).toContainEqual([code, outcome, retryable]);
    expect([connections, sandbox.messages()]).toEqual([1, []]);
  } finally {
    front.close();
  }
});

test("core's webhook receiver accepts what the sandbox posts, and nothing under another token", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const heard: string[] = [];
  const note = (event: SendoEvent): void => void heard.push(event.type);
  const receiver = createWebhookReceiver({
    ...sandbox.webhookOptions,
    on: { "message.incoming": note, "message.status": note, "recipient.optout": note },
  });
  const server = http.createServer((request, response) => {
    const { method = "", headers } = request;
    void receiver
      .receive({ method, headers, readBody: (maxBytes) => readNodeBody(request, maxBytes) })
      .then((reply) => response.writeHead(reply.httpStatus, reply.headers).end(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    sandbox.webhooks.add(url);
    sandbox.webhooks.add(url, { token: "another" });
    sandbox.phone(PHONE).text("STOP");
    await sandbox.clock.settle();
    expect(heard.sort()).toEqual([
      "message.incoming",
      ...Array.from({ length: 3 }, () => "message.status"),
      "recipient.optout",
    ]);
    const statuses = sandbox.webhooks.deliveries().map(({ attempts }) => attempts[0]!.httpStatus);
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 401, 401, 401, 401, 401]);
  } finally {
    server.close();
  }
});

test("an app may start before its sandbox, and gets a clear error when the sandbox restarted without a state folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "core-client-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const caFile = join(folder, "ca.pem");
  const port = await freePort();
  vi.stubEnv("SENDO_CA_FILE", caFile);
  onTestFinished(() => void vi.unstubAllEnvs());
  const sandboxKey = { apiKey: "sandbox_Wq4Zt7Nc2Rk9Xm5B", campaign: "U7fQ39nX", baseUrl: `https://127.0.0.1:${port}` };
  await using sendo = new Sendo({ ...sandboxKey, retry: false });
  const sendOnce = (by = sendo): Promise<unknown> =>
    by.messages.send({ to: PHONE, body: "x" }).then(
      () => "accepted",
      (error: unknown) => error,
    );

  expect(await sendOnce()).toMatchObject({
    ...{ code: "connection_failed", outcome: "not-sent", retryable: true },
    message: expect.stringMatching(
      /`open ENOENT`, the sandbox that writes the file named in SENDO_CA_FILE is not running/,
    ),
    cause: expect.objectContaining({ message: "open ENOENT" }),
  });
  const first = await startSandbox({ port, caFile });
  expect(await sendOnce()).toBe("accepted");
  await using second = new Sendo(sandboxKey); // has read the file, and has no connection yet
  await first.close();
  await using again = await startSandbox({ port, caFile });
  expect(await sendOnce(second)).toMatchObject({
    ...{ code: "certificate_untrusted", outcome: "not-sent" },
    message: expect.stringMatching(/restarted without `--state-dir`, it has a new certificate\. .* restart this app/),
  });
  expect(again.messages()).toEqual([]);
});

async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
