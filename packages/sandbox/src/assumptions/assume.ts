import type { Resolved } from "../internal/resolved.js";
import { checkOptionNames, unusableOption } from "@sendo/core/adapter";

/** Choices where Sendo's documents are silent and an app could notice. Each is an entry of {@link ASSUMPTIONS}. */
export interface Assume {
  /**
   * The type of `errorCode`. Core and any careful app accept both.
   *
   * @defaultValue `"number"`
   */
  errorCode?: "number" | "string" | undefined;
  /**
   * Whether `CREATED` raises a `message.status` event, which can then arrive before the answer to the send.
   *
   * @defaultValue `false`: it is not a change
   */
  createdRaisesEvent?: boolean | undefined;
  /**
   * Which fields the message in an event has. `shown`: those of the documented example of `message.incoming`, and `metadata`.
   * `all`: those of a retrieved message, such as `campaignId`, `updatedAt` and `numSegments`.
   *
   * @defaultValue `"shown"`, so that an app that needs another field fails here
   */
  eventFields?: "shown" | "all" | undefined;
  /**
   * Whether a text with STOP, START or HELP raises `message.incoming` as well.
   *
   * @defaultValue `true`: "somebody texts a number of the campaign"
   */
  keywordsRaiseIncoming?: boolean | undefined;
  /**
   * Whether a send looks at media that this machine serves: type and size of what is there now. Media elsewhere is judged by
   * its name alone, since nothing is ever fetched from another machine.
   *
   * @defaultValue `true`: Sendo answers 400 for a wrong type and for more than 700 kb in all
   */
  localMedia?: boolean | undefined;
  /**
   * How often a webhook is retried after its first attempt. "Up to 6 times" can be read as 6 attempts in all.
   *
   * @defaultValue `6`: 7 attempts, the last after 63 minutes
   */
  webhookRetries?: 5 | 6 | undefined;
}

/** @internal The choices of each; the first is what is assumed where nothing is said. */
export const ASSUME_CHOICES: { readonly [Name in keyof Assume]-?: readonly NonNullable<Assume[Name]>[] } = {
  errorCode: ["number", "string"],
  createdRaisesEvent: [false, true],
  eventFields: ["shown", "all"],
  keywordsRaiseIncoming: [true, false],
  localMedia: [true, false],
  webhookRetries: [6, 5],
};

/**
 * @internal
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option has an unknown name or value.
 */
export function resolveAssume(assume: Assume): Resolved<Assume> {
  checkOptionNames<Assume>("startSandbox", assume, ASSUME_CHOICES, "assume");
  const resolved = Object.entries(ASSUME_CHOICES).map(([name, choices]: [string, readonly unknown[]]) => {
    const value = assume[name as keyof Assume] ?? choices[0];
    if (choices.includes(value)) return [name, value];
    const words = choices.map((choice) => JSON.stringify(choice)).join(" or ");
    throw unusableOption("startSandbox", `assume.${name}`, words, value);
  });
  return Object.fromEntries(resolved) as Resolved<Assume>;
}
