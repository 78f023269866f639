/** Returns a curl command that sends a message with this sandbox's values. */
export function curlSnippet(env: Readonly<Record<string, string>>): string {
  const body = JSON.stringify({ campaign: env.SENDO_CAMPAIGN, to: "+12065550142", body: "Your code is 482913" });
  return [
    `curl ${env.SENDO_BASE_URL}/v1/message/send \\`,
    `  --cacert ${env.SENDO_CA_FILE} \\`,
    `  -H "Authorization: Bearer ${env.SENDO_API_KEY}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
  ].join("\n");
}

/** Returns code that sends a message with the client. */
export function nodeSnippet(): string {
  return [
    `import { Sendo } from "@sendo/core";`,
    ``,
    `const sendo = new Sendo(); // reads the SENDO_ variables from Setup`,
    `await sendo.messages.send({`,
    `  to: "+12065550142",`,
    `  body: "Your code is 482913",`,
    `});`,
  ].join("\n");
}

/** Returns the lines of a `.env` file. */
export function envText(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${/^[\w./:+@-]*$/.test(value) ? value : `'${value}'`}`)
    .join("\n");
}

/** Code sample for a framework. */
export interface Snippet {
  readonly name: string;
  readonly code: (env: Readonly<Record<string, string>>) => string;
}

const EXPRESS = `import express from "express";
import { sendo, sendoErrorHandler, sendoWebhooks } from "@sendo/express";

const app = express();
app.use(sendo()); // reads the SENDO_ variables

app.post("/webhooks/sendo", sendoWebhooks({
  on: {
    "message.incoming": ({ message }) => console.log(message.from, message.body),
  },
}));

app.post("/ready/:phone", async (req, res) => {
  res.json(await req.sendo.messages.send({ to: req.params.phone, body: "Your table is ready" }));
});

app.use(sendoErrorHandler());
app.listen(3000);`;

const FASTIFY = `import sendo, { sendoErrorHandler, sendoWebhooks } from "@sendo/fastify";
import Fastify from "fastify";

const app = Fastify();
await app.register(sendo); // reads the SENDO_ variables

await app.register(sendoWebhooks, {
  path: "/webhooks/sendo",
  on: {
    "message.incoming": ({ message }) => console.log(message.from, message.body),
  },
});

app.post<{ Params: { phone: string } }>("/ready/:phone", (request) =>
  app.sendo.messages.send({ to: request.params.phone, body: "Your table is ready" }));

app.setErrorHandler(sendoErrorHandler());
await app.listen({ port: 3000 });`;

const NEST = `import { Injectable, Module } from "@nestjs/common";
import type { SendoClient, SendoEvent } from "@sendo/core";
import { InjectSendo, OnSendoEvent, SendoModule } from "@sendo/nestjs";

@Injectable()
class Messages {
  constructor(@InjectSendo() private readonly sendo: SendoClient) {}

  ready(to: string) {
    return this.sendo.messages.send({ to, body: "Your table is ready" });
  }

  @OnSendoEvent("message.incoming")
  onReply({ message }: SendoEvent<"message.incoming">) {
    console.log(message.from, message.body);
  }
}

@Module({
  imports: [SendoModule.forRoot({ webhooks: { path: "webhooks/sendo" } })],
  providers: [Messages],
})
export class AppModule {}`;

const TEST = `import { Sendo } from "@sendo/core";
import { startSandbox } from "@sendo/sandbox";

const sandbox = await startSandbox();
const sendo = new Sendo(sandbox.clientOptions);

await sendo.messages.send({ to: "+12065550142", body: "Your code is 482913" });
const { captures } = await sandbox.phone("+12065550142").waitFor(/code is (\\d{6})/);
console.log(captures[0]); // 482913
// Opens this page for that sandbox:
console.log(sandbox.pageUrl);
await sandbox.close();`;

export const SNIPPETS: readonly Snippet[] = [
  { name: "Node", code: nodeSnippet },
  { name: "Express", code: () => EXPRESS },
  { name: "Fastify", code: () => FASTIFY },
  { name: "NestJS", code: () => NEST },
  { name: "In a test", code: () => TEST },
  { name: "curl", code: curlSnippet },
];
