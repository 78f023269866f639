// Runs under the telemetry of docs/opentelemetry.md: more sends than fit into a second, each in a span of its own, and a list by number.
import { trace } from "@opentelemetry/api";
import { isSendoError, Sendo } from "@sendo/core";

// The exporter of the document prints for people.
console.dir = (span) => console.log(JSON.stringify(span));

const sendo = new Sendo();
const tracer = trace.getTracer("traced-sends");
const inSpan = (name, run) =>
  tracer.startActiveSpan(name, async (span) => {
    try {
      return await run();
    } finally {
      span.end();
    }
  });

await Promise.all(
  Array.from({ length: 25 }, (_, index) =>
    inSpan(`send ${index}`, () =>
      sendo.messages.send({ to: "+12065550142", body: "Your table is ready" }, { reference: `order-${index}` }),
    ),
  ),
);
const stranger = new Sendo({ apiKey: "sandbox_wrong" });
await inSpan("refused", () =>
  stranger.messages.send({ to: "+12065550142", body: "Your table is ready" }).catch((error) => {
    if (!isSendoError(error)) throw error;
  }),
);
await inSpan("list", async () => {
  for await (const _ of sendo.messages.list({ number: "+12065550142" })) break;
});
await Promise.all([sendo.close(), stranger.close()]);
