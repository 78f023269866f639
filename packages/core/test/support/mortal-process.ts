import { memoryIdempotencyStore, Sendo, type IdempotencyStore, type SendoOptions } from "../../src/index.js";
import { FakeTransport } from "../../src/testing/fake-transport.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";
import type { Transport } from "../../src/transport/transport.js";

/** A moment in the life of a process: before or after a step has taken effect in the world outside. */
export interface Moment {
  readonly step: Exclude<keyof IdempotencyStore, "isVolatile"> | "request";
  readonly when: "before" | "after";
}

/** One server and one store, and any number of processes that use them and can die at any step. */
export class ProcessWorld {
  /** The time of the server and of the store. A process has a clock of its own, which stands still when it is dead. */
  readonly clock = new VirtualClock();
  readonly server = new FakeTransport(this.clock);
  readonly store = memoryIdempotencyStore({ clock: this.clock });

  /**
   * A process that dies at a moment, without a word: what it waits for never comes, and what it does has no effect.
   * `died` resolves then.
   */
  start(
    deathAt?: Moment,
    options: Partial<SendoOptions> = {},
  ): { client: Sendo; clock: VirtualClock; died: Promise<void> } {
    let dead = false;
    let announce!: () => void;
    const died = new Promise<void>((resolve) => (announce = resolve));
    const never = new Promise<never>(() => {});
    const reach = (step: Moment["step"], when: Moment["when"]): boolean => {
      if (deathAt?.step === step && deathAt.when === when) {
        dead = true;
        announce();
      }
      return dead;
    };
    const { isVolatile: _, ...steps } = this.store;
    const store = Object.fromEntries(
      Object.entries(steps).map(([step, run]) => [
        step,
        async (...args: unknown[]) => {
          if (reach(step as Moment["step"], "before")) return never;
          const result = await (run as (...given: unknown[]) => Promise<unknown>)(...args);
          return reach(step as Moment["step"], "after") ? never : result;
        },
      ]),
    ) as unknown as IdempotencyStore;
    const transport: Transport = {
      start: (request) => {
        if (request.method === "GET") return this.server.start(request);
        if (reach("request", "before")) return { result: never, cancel: () => true };
        const attempt = this.server.start(request);
        return reach("request", "after") ? { result: never, cancel: () => true } : attempt;
      },
    };
    const clock = new VirtualClock(this.clock.epochMs());
    const client = new Sendo(
      {
        apiKey: "sandbox_fake",
        baseUrl: "https://127.0.0.1",
        campaign: "c",
        requestsPerSecond: false,
        idempotency: store,
        ...options,
        transport,
      },
      { clock, random: () => 0 },
    );
    return { client, clock, died };
  }

  /** How often a message was accepted, by its reference. */
  get accepted(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { metadata } of this.server.sent) {
      const reference = metadata?.sendo_ref ?? "";
      counts.set(reference, (counts.get(reference) ?? 0) + 1);
    }
    return counts;
  }
}
