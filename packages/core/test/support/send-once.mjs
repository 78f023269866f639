// Sends one message from the built package, with the options in OPTIONS, and prints how the call ended.
import { Sendo } from "../../dist/index.js";

const end = await (async () => {
  const sendo = new Sendo({ apiKey: "sandbox_k", campaign: "c", retry: false, ...JSON.parse(process.env.OPTIONS) });
  const { id } = await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
  await sendo.close();
  return { id };
})().catch(({ code, message, cause }) => ({ code, message, cause: cause?.code }));
console.log(JSON.stringify(end));
