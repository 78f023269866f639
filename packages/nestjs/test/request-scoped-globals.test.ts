import {
  Inject,
  Injectable,
  Scope,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type CallHandler,
  type CanActivate,
  type NestInterceptor,
  type PipeTransform,
  type Provider,
} from "@nestjs/common";
import {
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  ContextIdFactory,
  REQUEST,
  type ContextId,
  type ContextIdStrategy,
} from "@nestjs/core";
import { memoryDedupeStore, type DedupeStore, type SendoEvent } from "@sendo/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { OnSendoEvent, SendoExceptionFilter, SendoModule, type SendoModuleOptions } from "../src/index.js";
import { PLATFORMS } from "./platforms.js";
import { deliver, LOCAL, startApp, TOKEN } from "./start-app.js";

let made = 0;

@Injectable({ scope: Scope.REQUEST })
class Guard implements CanActivate {
  constructor(@Inject(REQUEST) readonly request: unknown) {
    made += 1;
  }
  canActivate = () => true;
}
@Injectable({ scope: Scope.REQUEST })
class Interceptor implements NestInterceptor {
  constructor(@Inject(REQUEST) readonly request: unknown) {
    made += 1;
  }
  intercept = (_context: unknown, next: CallHandler) => next.handle();
}
@Injectable({ scope: Scope.REQUEST })
class Pipe implements PipeTransform {
  constructor(@Inject(REQUEST) readonly request: unknown) {
    made += 1;
  }
  transform = (value: unknown) => value;
}
@Injectable({ scope: Scope.REQUEST, durable: true })
class DurableGuard implements CanActivate {
  constructor(@Inject(REQUEST) readonly payload: unknown) {
    made += 1;
  }
  canActivate = () => true;
}
@Injectable({ scope: Scope.TRANSIENT })
class TransientGuard implements CanActivate {
  constructor() {
    made += 1;
  }
  canActivate = () => true;
}

/** As Nest's documentation writes one. */
function applyTenantStrategy(): void {
  const tenant = ContextIdFactory.create();
  const strategy: ContextIdStrategy = {
    attach: (contextId: ContextId) => ({
      resolve: (info) => (info.isTreeDurable ? tenant : contextId),
      payload: { tenantId: "a" },
    }),
  };
  const holder = ContextIdFactory as unknown as { strategy?: unknown };
  const before = holder.strategy;
  ContextIdFactory.apply(strategy);
  onTestFinished(() => void (holder.strategy = before));
}

interface Form {
  readonly providers?: Provider[];
  readonly decorators?: ClassDecorator[];
  readonly durable?: true;
}
const FORMS: [string, Form][] = [
  ["APP_GUARD", { providers: [{ provide: APP_GUARD, useClass: Guard }] }],
  ["APP_INTERCEPTOR", { providers: [{ provide: APP_INTERCEPTOR, useClass: Interceptor }] }],
  ["APP_PIPE", { providers: [{ provide: APP_PIPE, useClass: Pipe }] }],
  ["APP_GUARD, durable", { providers: [{ provide: APP_GUARD, useClass: DurableGuard }], durable: true }],
  ["APP_GUARD, transient", { providers: [{ provide: APP_GUARD, useClass: TransientGuard }] }],
  [
    "APP_GUARD from a factory with a scope",
    {
      providers: [
        { provide: APP_GUARD, scope: Scope.REQUEST, useFactory: () => ((made += 1), { canActivate: () => true }) },
      ],
    },
  ],
  ["UseGuards on the route", { decorators: [UseGuards(Guard)] }],
  ["UseInterceptors on the route", { decorators: [UseInterceptors(Interceptor)] }],
  ["UsePipes on the route", { decorators: [UsePipes(Pipe)] }],
];

/** Records which events one route has handled. */
function recordingDedupe(): { store: DedupeStore; done: string[] } {
  const memory = memoryDedupeStore();
  const done: string[] = [];
  const store: DedupeStore = {
    claim: (...args) => memory.claim(...args),
    done: (key, options) => {
      done.push(key);
      return memory.done(key, options);
    },
    release: (...args) => memory.release(...args),
  };
  return { store, done };
}

describe.each(PLATFORMS)("a webhook whose controller Nest makes for each request, on %s", (platform) => {
  describe.each(FORMS)(
    "nest#13730, nest#3636, nest#2130: %s",
    (_name, { providers = [], decorators = [], durable }) => {
      const register: [string, (options: SendoModuleOptions) => unknown][] = [
        ["forRoot", (options) => SendoModule.forRoot(options)],
        [
          "forRootAsync",
          ({ webhooks, ...options }) => {
            const { path, decorators, ...late } = webhooks!;
            return SendoModule.forRootAsync({
              ...(options.name !== undefined && { name: options.name }),
              webhooks: { path, ...(decorators && { decorators }) },
              useFactory: () => ({ ...LOCAL, webhooks: late }),
            });
          },
        ],
      ];
      it.each(register)("has one receiver and one dedupe store, with %s", async (_form, account) => {
        if (durable) applyTenantStrategy();
        made = 0;
        const heard: string[] = [];
        const instances = new Set<object>();
        @Injectable()
        class Replies {
          @OnSendoEvent("message.incoming", { account: ["default", "eu"] })
          on({ id }: SendoEvent<"message.incoming">): void {
            heard.push(id);
          }
        }
        @Injectable({ scope: Scope.REQUEST })
        class ScopedReplies {
          constructor(@Inject(REQUEST) private readonly event: unknown) {}
          @OnSendoEvent("message.incoming", { account: ["default", "eu"] })
          on(event: SendoEvent): void {
            expect(this.event).toBe(event);
            instances.add(this);
          }
        }
        const [mine, eu] = [recordingDedupe(), recordingDedupe()];
        const imports = [
          account({ ...LOCAL, webhooks: { path: "hook", tokens: TOKEN, dedupe: mine.store, decorators } }),
          account({
            ...LOCAL,
            name: "eu",
            webhooks: { path: "eu", tokens: `${TOKEN}-eu`, dedupe: eu.store, decorators },
          }),
        ] as never[];
        const metadata = { imports, providers: [...providers, Replies, ScopedReplies] };
        const { url } = await startApp(metadata, undefined, platform);
        for (let i = 0; i < 2; i++) {
          expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
          expect(await deliver(`${url}/eu`, "message.incoming", `${TOKEN}-eu`)).toBe(200);
        }
        expect(await deliver(`${url}/hook`, "message.incoming", `${TOKEN}-eu`)).toBe(401);
        expect((await fetch(`${url}/eu`)).status).toBe(405);
        expect(heard).toEqual(["e-message.incoming", "e-message.incoming"]);
        expect(instances.size).toBe(2);
        const events = [mine, eu].map(({ done }) => done.filter((key) => key.startsWith("event:")).length);
        expect(events).toEqual([1, 1]);
        expect(made).toBeGreaterThan(0);
      });
    },
  );

  it("the default dedupe store remembers, and an exception filter that is request-scoped changes nothing", async () => {
    const heard: string[] = [];
    @Injectable()
    class Replies {
      @OnSendoEvent("message.incoming")
      on({ id }: SendoEvent<"message.incoming">): void {
        heard.push(id);
      }
    }
    const filter = { provide: APP_FILTER, scope: Scope.REQUEST, useFactory: () => new SendoExceptionFilter() };
    const { url } = await startApp(
      {
        imports: [SendoModule.forRoot({ ...LOCAL, webhooks: { path: "hook", tokens: TOKEN } })],
        providers: [Replies, filter, { provide: APP_GUARD, useClass: Guard }],
      },
      undefined,
      platform,
    );
    for (let i = 0; i < 3; i++) expect(await deliver(`${url}/hook`, "message.incoming")).toBe(200);
    expect(heard).toEqual(["e-message.incoming"]);
  });
});
