import type { Resolved } from "../internal/resolved.js";
import { checkOptionNames, unusableOption } from "@sendo/core/adapter";

/**
 * Selects how the sandbox behaves where Sendo's documentation does not specify the behavior. Each option corresponds
 * to an entry in {@link ASSUMPTIONS}.
 */
export interface Assume {
  /**
   * Type of `errorCode`. The client in `@sendo/core` accepts both types.
   *
   * @defaultValue `"number"`
   */
  errorCode?: "number" | "string" | undefined;
  /**
   * Whether the status `CREATED` triggers a `message.status` event. The event can arrive before the response to the
   * send request.
   *
   * @defaultValue `false`: `CREATED` is the initial status, so it does not count as a status change
   */
  createdRaisesEvent?: boolean | undefined;
  /**
   * Fields of the message in an event. `shown` sends the fields in the documented `message.incoming` example, plus
   * `metadata`. `all` sends every field of a retrieved message, including `campaignId`, `updatedAt` and `numSegments`.
   *
   * @defaultValue `"shown"`. An app that relies on an undocumented field then fails in the sandbox.
   */
  eventFields?: "shown" | "all" | undefined;
  /**
   * Whether a STOP, START or HELP message also triggers `message.incoming`.
   *
   * @defaultValue `true`: the documentation says that any message to a campaign's number triggers this event
   */
  keywordsRaiseIncoming?: boolean | undefined;
  /**
   * Whether the sandbox fetches media from localhost to check its type and size when a message is sent. For other media,
   * it checks only the file extension in the URL. The sandbox does not fetch media from other machines.
   *
   * @defaultValue `true`: Sendo returns 400 if a media type is not on the documented list, or if the media exceeds
   * 700 kB in total
   */
  localMedia?: boolean | undefined;
  /**
   * Number of webhook retries after the first attempt. The documented "up to 6 times" could also mean 6 attempts in
   * total.
   *
   * @defaultValue `6`, for a total of seven attempts. The last attempt is made after 63 minutes.
   */
  webhookRetries?: 5 | 6 | undefined;
}

/** @internal Allowed values for each option. The first value is the default. */
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
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option has an unknown name or an invalid value.
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
