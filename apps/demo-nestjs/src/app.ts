import "reflect-metadata";
import { Module, type DynamicModule, type LoggerService } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { Waitlist } from "@sendo-apps/waitlist";
import type { SendoOptions, WebhookReceiverOptions } from "@sendo/core";
import { SendoExceptionFilter, SendoModule } from "@sendo/nestjs";
import { WaitlistErrorFilter } from "./waitlist-error.filter.js";
import { WaitlistController } from "./waitlist.controller.js";
import { WaitlistService } from "./waitlist.service.js";

/** Without options, everything comes from the environment. The tests pass the sandbox's address here. */
export interface DemoOptions {
  sendo?: SendoOptions;
  webhooks?: Pick<WebhookReceiverOptions, "tokens" | "baseUrl">;
  /** Nest's logger, or `false` for no logs. @defaultValue Nest's own logger */
  logger?: LoggerService | false;
}

@Module({})
class AppModule {
  static with({ sendo, webhooks }: DemoOptions): DynamicModule {
    return {
      module: AppModule,
      // One client for the app, and the URL that Sendo calls. A missing key throws an error before the app listens.
      imports: [SendoModule.forRoot({ ...sendo, webhooks: { path: "webhooks/sendo", ...webhooks } })],
      controllers: [WaitlistController],
      providers: [Waitlist, WaitlistService],
    };
  }
}

/** A restaurant's waitlist. Guests receive a message when their table is ready, and reply 1 to come or 2 to cancel. */
export async function createDemo(options: DemoOptions = {}): Promise<NestExpressApplication> {
  const { logger } = options;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(options), {
    ...(logger !== undefined && { logger }),
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.useBodyParser("json", { limit: "10kb" });
  app.useGlobalFilters(new SendoExceptionFilter(), new WaitlistErrorFilter());
  app.enableShutdownHooks([], { useProcessExit: true });
  return app;
}
