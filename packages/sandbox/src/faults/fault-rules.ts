import type { Random } from "../internal/random.js";
import type { SandboxClock } from "../time/clock.js";
import { RandomBySubject } from "../internal/random-by-subject.js";
import { durationMs } from "../time/duration.js";
import { iso } from "../time/iso.js";
import { SandboxError } from "../errors/sandbox-error.js";
import type { ActiveFault, ApiFault, FaultEffect, FaultRule, WebhookFault } from "./fault-rule.js";
import { FAULT_PRESETS } from "./presets.js";

const RULES_KEPT = 100;

/** @internal A rule that applies to a call or an event. */
export interface Hit<Effect extends FaultEffect = FaultEffect> {
  readonly id: string;
  readonly effect: Effect;
  readonly status: number;
  readonly delayMs: number;
}

interface Entry {
  readonly id: string;
  readonly rule: FaultRule;
  readonly preset: string | undefined;
  readonly untilMs: number | undefined;
  readonly random: RandomBySubject;
  hits: number;
}

/** @internal */
export interface FaultRulesOptions {
  /** Creates a named series of random draws. */
  readonly random: (name: string) => Random;
  readonly clock: Pick<SandboxClock, "epochMs">;
  /** Called after every change. */
  readonly changed: () => void;
}

/** @internal One tenant's rules, in order. The first matching rule takes effect. */
export class FaultRules {
  readonly #entries: Entry[] = [];
  #count = 0;

  constructor(private readonly options: FaultRulesOptions) {}

  /** @throws A {@link SandboxError} with code `option_invalid` if too many rules are active. */
  add(rule: FaultRule, preset?: string): ActiveFault {
    this.#makeRoom();
    const id = `fault-${(this.#count += 1)}`;
    const entry: Entry = {
      id,
      rule,
      preset,
      untilMs: rule.for === undefined ? undefined : this.options.clock.epochMs() + durationMs(rule.for)!,
      // The draws are keyed by the rule's id and the call's subject. The result therefore depends only on the seed and
      // on the calls that match the rule.
      random: new RandomBySubject(this.options.random(id)),
      hits: 0,
    };
    this.#entries.push(entry);
    this.options.changed();
    return this.#show(entry);
  }

  /** @throws A {@link SandboxError} with code `option_invalid` if the preset does not exist. */
  use(name: string): ActiveFault[] {
    const preset = FAULT_PRESETS.find((each) => each.name === name);
    if (preset !== undefined) return preset.rules.map((rule) => this.add(rule, name));
    const names = FAULT_PRESETS.map((each) => each.name).join(", ");
    throw new SandboxError("option_invalid", `This preset does not exist. The presets are ${names}.`);
  }

  remove(id: string): boolean {
    const index = this.#entries.findIndex((entry) => entry.id === id);
    if (index < 0) return false;
    this.#entries.splice(index, 1);
    this.options.changed();
    return true;
  }

  /** Removes all rules and restarts their ids at 1, so that new rules get the same random draws as the first rules. */
  off(): void {
    const had = this.#entries.splice(0).length > 0;
    this.#count = 0;
    if (had) this.options.changed();
  }

  list(): ActiveFault[] {
    return this.#entries.map((entry) => this.#show(entry));
  }

  /** Returns the active rules for a webhook. */
  ofWebhook(id: string): ActiveFault[] {
    return this.list().filter(
      ({ active, effect, webhook }) => active && isWebhookFault(effect) && (webhook === undefined || webhook === id),
    );
  }

  /** Returns the fault for an API call. */
  hitApi(call: { readonly route: string; readonly number: string | undefined }): Hit<ApiFault> | undefined {
    return this.#hit(
      `${call.route} ${call.number ?? ""}`,
      ({ effect, route, number }) =>
        !isWebhookFault(effect) &&
        (route === undefined || route === call.route) &&
        (number === undefined || number === call.number),
    ) as Hit<ApiFault> | undefined;
  }

  /** Returns the fault for an event. Considers only rules with one of the given `effects`. */
  hitWebhook(
    effects: readonly WebhookFault[],
    event: { readonly webhook: string; readonly number: string },
  ): Hit<WebhookFault> | undefined {
    return this.#hit(
      `${event.webhook} ${event.number}`,
      ({ effect, webhook, number }) =>
        (effects as readonly FaultEffect[]).includes(effect) &&
        (webhook === undefined || webhook === event.webhook) &&
        (number === undefined || number === event.number),
    ) as Hit<WebhookFault> | undefined;
  }

  #hit(subject: string, matches: (rule: FaultRule) => boolean): Hit | undefined {
    for (const entry of this.#entries) {
      const { id, rule } = entry;
      if (!this.#isActive(entry) || !matches(rule)) continue;
      const { probability = 1 } = rule;
      if (probability < 1 && entry.random.of(subject).draw() >= probability) continue;
      entry.hits += 1;
      this.options.changed();
      return { id, effect: rule.effect, status: rule.status ?? 500, delayMs: durationMs(rule.delay ?? "3s")! };
    }
    return undefined;
  }

  #isActive({ rule, hits, untilMs }: Entry): boolean {
    if (rule.times !== undefined && hits >= rule.times) return false;
    return untilMs === undefined || this.options.clock.epochMs() < untilMs;
  }

  #makeRoom(): void {
    if (this.#entries.length < RULES_KEPT) return;
    const past = this.#entries.findIndex((entry) => !this.#isActive(entry));
    if (past < 0) {
      throw new SandboxError(
        "option_invalid",
        `A tenant can have at most ${RULES_KEPT} active fault rules. Remove some of them.`,
      );
    }
    this.#entries.splice(past, 1);
  }

  #show(entry: Entry): ActiveFault {
    const { id, rule, preset, untilMs, hits } = entry;
    const { effect, status = 500, delay = "3s", route, number, webhook, times, probability = 1 } = rule;
    return {
      id,
      effect,
      ...(effect === "status" && { status }),
      ...(effect === "delay" && { delayMs: durationMs(delay)! }),
      ...(route !== undefined && { route }),
      ...(number !== undefined && { number }),
      ...(webhook !== undefined && { webhook }),
      ...(times !== undefined && { times }),
      probability,
      ...(untilMs !== undefined && { until: iso(untilMs) }),
      hits,
      active: this.#isActive(entry),
      ...(preset !== undefined && { preset }),
    };
  }
}

function isWebhookFault(effect: FaultEffect): effect is WebhookFault {
  return ["outage", "drop", "duplicate", "reorder", "wrong-token"].includes(effect);
}
