// Runs with the metrics of docs/prometheus.md: more sends than fit into a second, one that is refused, and a read.
import { isSendoError, Sendo } from "@sendo/core";
import { register } from "prom-client";

const { measureQueue } = await import(process.argv[2]);
const sendo = new Sendo();
measureQueue(sendo);
const message = { to: "+12065550142", body: "Your table is ready" };
const sends = Array.from({ length: 25 }, () => sendo.messages.send(message));
console.log(await register.getSingleMetricAsString("sendo_queued"));
await Promise.all(sends);
const stranger = new Sendo({ apiKey: "sandbox_wrong" });
await stranger.messages.send(message).catch((error) => {
  if (!isSendoError(error)) throw error;
});
for await (const _ of sendo.messages.list({ number: message.to })) break;
await Promise.all([sendo.close(), stranger.close()]);
console.log(await register.metrics());
