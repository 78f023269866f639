import type { IncomingMessage } from "node:http";
import {
  TENANT_HEADER,
  type AdapterHarness,
  type AppSetup,
  type RunningApp,
  type WebhookMount,
} from "@sendo-internal/test-kit/adapter-contract";
import {
  Controller,
  HttpCode,
  Inject,
  Injectable,
  Module,
  Param,
  Post,
  Req,
  type DynamicModule,
  type Type,
} from "@nestjs/common";
import { ModuleRef, NestFactory, REQUEST } from "@nestjs/core";
import { WEBHOOK_EVENT_TYPES, type SendInput, type SendoClient } from "@sendo/core";
import { getSendoToken, InjectSendo, OnSendoEvent, SendoExceptionFilter, SendoModule } from "../src/index.js";
import { createAdapter, useParser, type Platform } from "./platforms.js";
import { scopedGlobals } from "./scoped-globals.js";

// Fastify 5 in its own words, Fastify 4 (which Nest 10 stands on) in the parser's.
const FASTIFY_400 =
  /^\{"statusCode":400,"message":"Body is not valid JSON but content-type is set to 'application\/json'"\}$|^\{"message":"Expected [^{}]*JSON[^{}]*","error":"Bad Request","statusCode":400\}$/;

/** A Nest app on one platform, the way its users build one. */
export function nestHarness(platform: Platform, { rawBody = false, scoped = false } = {}): AdapterHarness {
  return {
    webhookBody: "host",
    hasScopedGlobals: true,
    inflates: platform === "Express",
    hostReplies: {
      malformedJson:
        platform === "Express"
          ? { httpStatus: 400, body: /^\{"message":"[^{}]*JSON[^{}]*","error":"Bad Request","statusCode":400\}$/ }
          : { httpStatus: 400, body: FASTIFY_400 },
      unhandledError: () => ({ httpStatus: 500, body: '{"statusCode":500,"message":"Internal server error"}' }),
    },
    start: (setup) => startNest(platform, rawBody, { ...setup, scopedGlobals: scoped || setup.scopedGlobals }),
  };
}

/** The account whose options depend on the request. */
const TENANT = "tenant";

@Controller()
class Routes {
  constructor(
    @InjectSendo() private readonly sendo: SendoClient,
    @Inject(ModuleRef) private readonly modules: ModuleRef,
  ) {}

  @Post("sum")
  @HttpCode(200)
  async sum(@Req() request: Incoming): Promise<{ sum: number }> {
    const { a, b } = (await parsed(request)) as { a: number; b: number };
    return { sum: a + b };
  }

  @Post("messages")
  @HttpCode(200)
  async send(@Req() request: Incoming): Promise<{ id: string }> {
    const { id } = await this.sendo.messages.send((await parsed(request)) as SendInput);
    return { id };
  }

  @Post("messages/:name")
  @HttpCode(200)
  async sendWith(@Req() request: Incoming, @Param("name") name: string): Promise<{ id: string }> {
    const sendo = this.modules.get<SendoClient>(getSendoToken(name), { strict: false });
    const { id } = await sendo.messages.send((await parsed(request)) as SendInput);
    return { id };
  }
}

// A controller of its own, since Nest makes it for each request.
@Controller()
class TenantRoutes {
  constructor(@InjectSendo(TENANT) private readonly sendo: SendoClient) {}

  @Post("tenant/messages")
  @HttpCode(200)
  async send(@Req() request: Incoming): Promise<{ id: string }> {
    const { id } = await this.sendo.messages.send((await parsed(request)) as SendInput);
    return { id };
  }
}

function tenantModule({ tenants, tenantOf }: AppSetup): DynamicModule {
  return SendoModule.forRootAsync({
    name: TENANT,
    inject: [REQUEST],
    useFactory: async ({ headers }: Incoming) => tenants[await tenantOf(String(headers[TENANT_HEADER]))]!,
  });
}

/** A queue, say, that every module of the app can use. closing.test.ts tries every other place in an app. */
function jobsModule(closingJob: NonNullable<AppSetup["closingJob"]>): DynamicModule {
  const useFactory = (sendo: SendoClient) => ({ onApplicationShutdown: () => closingJob(sendo) });
  return {
    module: class JobsModule {},
    global: true,
    providers: [{ provide: "jobs", useFactory, inject: [getSendoToken()] }],
  };
}

type Incoming = IncomingMessage & { raw?: IncomingMessage; body?: unknown };

// With a raw parser in front, or with none, it is the app's own business to parse.
async function parsed(request: Incoming): Promise<unknown> {
  const body = request.body ?? Buffer.concat(await ((request.raw ?? request).toArray() as Promise<Buffer[]>));
  return Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body;
}

async function startNest(platform: Platform, rawBody: boolean, setup: AppSetup): Promise<RunningApp> {
  const { closingJob } = setup;
  const hasTenants = Object.keys(setup.tenants).length > 0;
  const mounts = setup.webhooks.map((mount, index) => toModule(setup, mount, index));
  @Module({
    imports: [
      ...(closingJob ? [jobsModule(closingJob)] : []),
      ...mounts.map(({ module }) => module),
      ...Object.entries(setup.accounts).map(([name, options]) => SendoModule.forRoot({ ...options, name })),
      ...(hasTenants ? [tenantModule(setup)] : []),
    ],
    controllers: hasTenants ? [Routes, TenantRoutes] : [Routes],
    providers: [...mounts.map(({ handlers }) => handlers), ...(setup.scopedGlobals ? scopedGlobals() : [])],
  })
  class AppModule {}

  const app = await NestFactory.create(AppModule, createAdapter(platform, setup.parser), {
    logger: false,
    abortOnError: false,
    bodyParser: setup.parser === "json",
    rawBody,
  });
  if (setup.pausesBody)
    app.use((request: IncomingMessage, _response: unknown, next: () => void) => (request.pause(), next()));
  useParser(app, platform, setup.parser);
  app.setGlobalPrefix(setup.prefix);
  if (setup.errorReplies) app.useGlobalFilters(new SendoExceptionFilter(setup.errorReplies));
  await app.listen(0, "127.0.0.1");
  const clientOf = (account?: string) => app.get<SendoClient>(getSendoToken(account));
  return { url: await app.getUrl(), client: clientOf(), clientOf, close: () => app.close() };
}

/** The first mount is the default account's; the others have accounts of their own. Handlers become decorated methods. */
function toModule(
  setup: AppSetup,
  { path, options }: WebhookMount,
  index: number,
): { module: DynamicModule; handlers: Type } {
  const { on, ...rest } = options;
  const name = index === 0 ? {} : { name: `account-${index}` };
  const account = index === 0 ? {} : { account: `account-${index}` };
  @Injectable()
  class Handlers {}
  for (const type of WEBHOOK_EVENT_TYPES) {
    const handler = on[type];
    if (handler === undefined) continue;
    const descriptor = { value: handler, configurable: true } as PropertyDescriptor;
    Object.defineProperty(Handlers.prototype, type, descriptor);
    (OnSendoEvent(type, account) as MethodDecorator)(Handlers.prototype, type, descriptor);
  }
  return { module: SendoModule.forRoot({ ...setup.sendo, ...name, webhooks: { path, ...rest } }), handlers: Handlers };
}
