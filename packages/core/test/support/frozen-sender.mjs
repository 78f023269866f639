// A process that is going to be stopped while its sends are in flight. Prints how each of them ended.
import { Sendo } from "../../dist/index.js";

const { apiUrl, doorUrl, ...options } = JSON.parse(process.env.OPTIONS);
const client = (baseUrl) => new Sendo({ apiKey: "sandbox_k", baseUrl, campaign: "c", retry: false, ...options });
const send = (sendo, body) =>
  sendo.messages.send({ to: "+12065550142", body }).then(
    ({ id }) => id,
    ({ code, outcome }) => `${code} ${outcome}`,
  );
const [api, door] = [client(apiUrl), client(doorUrl)];
const ends = await Promise.all([send(api, "answered"), send(api, "swallowed"), send(door, "held")]);
const after = await send(api, "after");
await Promise.all([api.close(), door.close()]);
console.log(JSON.stringify([...ends, after]));
