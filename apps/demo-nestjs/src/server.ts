import { ConsoleLogger } from "@nestjs/common";
import { createDemo } from "./app.js";

/** Nest's log, on standard error, so that standard output says the address and nothing else. */
class StandardErrorLogger extends ConsoleLogger {
  protected override printMessages(messages: unknown[], context?: string, logLevel?: never): void {
    super.printMessages(messages, context, logLevel, "stderr");
  }
}

const app = await createDemo({ logger: new StandardErrorLogger({ logLevels: ["warn", "error", "fatal"] }) });
// This machine only: the page has no log-in.
await app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
console.log((await app.getUrl()).replace("[::1]", "127.0.0.1"));
