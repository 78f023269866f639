// Sends a message, reads a failure and handles a delivery, as an app does; prints the results. `--replace-promise` puts another
// class in the place of the language's own Promise first, as zone.js and old polyfills do.
if (process.argv.includes("--replace-promise")) {
  const Own = globalThis.Promise;
  globalThis.Promise = class Replaced extends Own {
    static [Symbol.hasInstance](value) {
      return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Replaced.prototype;
    }
  };
}
const { TextEncoder } = await import("node:util");
const { Sendo, createWebhookReceiver, isSendoError } = await import("../../dist/index.js");
const { toE164 } = await import("../../dist/phone.js");
const sendo = new Sendo({ apiKey: async () => "sandbox_k", campaign: "c", rateLimit: { account: "smoke" } });
const { id } = await sendo.messages.send({ to: toE164("(206) 555-0142", { defaultCountry: "US" }), body: "x" });
const refused = await sendo.messages
  .send({ to: "nobody", body: "x" })
  .catch((error) => isSendoError(error) && error.code);
const receiver = createWebhookReceiver({ tokens: "token-of-the-smoke", on: { "message.incoming": () => {} } });
const { httpStatus } = await receiver.receive({
  method: "POST",
  headers: { "x-webhook-token": "token-of-the-smoke" },
  body: new TextEncoder().encode(JSON.stringify({ id: "e", type: "message.incoming", message: {} })),
});
await sendo.close();
process.stdout.write(JSON.stringify({ id, refused, httpStatus }));
