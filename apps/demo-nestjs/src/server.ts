import { ConsoleLogger } from "@nestjs/common";
import { createDemo } from "./app.js";

/** Writes Nest's logs to stderr, so that stdout contains only the address. */
class StandardErrorLogger extends ConsoleLogger {
  protected override printMessages(messages: unknown[], context?: string, logLevel?: never): void {
    super.printMessages(messages, context, logLevel, "stderr");
  }
}

const app = await createDemo({ logger: new StandardErrorLogger({ logLevels: ["warn", "error", "fatal"] }) });
// The server listens only on localhost, because the page has no login.
await app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
console.log((await app.getUrl()).replace("[::1]", "127.0.0.1"));
