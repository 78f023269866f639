import "reflect-metadata";
import {
  type DynamicModule,
  Body,
  ConsoleLogger,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Ip,
  Module,
  Post,
  Res,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import type { SendoClient } from "@sendo/core";
import { getSendoToken, SendoExceptionFilter, SendoModule } from "@sendo/nestjs";
import type { StartResult } from "@sendo/verify";
import type { Response } from "express";
import { withLogger, type LoginAppOptions, type StartLoginApp } from "./login-app.js";
import { Login } from "./login.js";
import { page } from "./page.js";

@Controller()
class LoginController {
  constructor(@Inject(Login) private readonly login: Login) {}

  @Get()
  page(@Res() response: Response): void {
    response.set(page.headers).send(page.html);
  }

  @Get("session")
  session(@Headers("cookie") cookies?: string): { signedIn: boolean } {
    return { signedIn: this.login.isSignedIn(cookies) };
  }

  // Behind a proxy, set Express's `trust proxy`, so that `@Ip()` is the user's IP address.
  @Post("login/start")
  @HttpCode(200)
  start(@Body() body: unknown, @Ip() ip: string): Promise<StartResult> {
    return this.login.start(body, ip);
  }

  @Post("login/check")
  async check(@Body() body: unknown, @Res() response: Response): Promise<void> {
    const reply = await this.login.check(body);
    response.status(reply.httpStatus).set(reply.headers).json(reply.body);
  }
}

@Module({})
class LoginModule {
  static with(options: LoginAppOptions): DynamicModule {
    const useFactory = (client: SendoClient): Login => new Login(client);
    return {
      module: LoginModule,
      imports: [SendoModule.forRoot(withLogger(options))],
      controllers: [LoginController],
      providers: [{ provide: Login, useFactory, inject: [getSendoToken()] }],
    };
  }
}

/** Nest's log as lines. */
class LineLogger extends ConsoleLogger {
  constructor(private readonly writeLine: (line: string) => void) {
    super({ colors: false });
  }

  protected override printMessages(messages: unknown[]): void {
    for (const message of messages) this.writeLine(String(message));
  }
}

/** The login form on Nest. */
export const startNest: StartLoginApp = async (port, options = {}) => {
  const app = await NestFactory.create<NestExpressApplication>(LoginModule.with(options), {
    logger: options.log === undefined ? false : new LineLogger(options.log),
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.useBodyParser("json", { limit: "10kb" });
  app.useGlobalFilters(new SendoExceptionFilter({ validation: true })); // a mistyped phone number is a 422
  await app.listen(port, "127.0.0.1");
  return { url: await app.getUrl(), close: () => app.close() };
};
