import { createHash } from "node:crypto";
import type { OutboxMessage, OutboxQuietHours, OutboxRow } from "../../src/index.js";

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
/** One message in ten waits for its `sendAt`, for up to this long in a large run, and one in ten is cancelled. */
const LATEST_MS = 120_000;
const [LATER, CANCELLED] = [0.1, 0.1];
/** One message in five has quiet hours, and one in ten of them may pass. */
const [QUIET, EXEMPT] = [0.2, 0.1];
/** One message in fifty names this campaign, so that some messages are rejected. */
const REFUSED_CAMPAIGN = "nosuchcampaign";
/** A request that was written before the quiet hours reaches the sandbox within this time. */
const ARRIVES_WITHIN_MS = 1_000;

/** Quiet hours, as an option and as instants. */
interface Night {
  readonly quietHours: OutboxQuietHours;
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}

/** Which messages a run enqueues, and what it does to them. */
export interface Mix {
  readonly rows: readonly OutboxRow[];
  /** Indexes of the messages to cancel, in the order of their cancellation. */
  readonly toCancel: number[];
  /** Quiet hours that rows can have. Rows without quiet hours use the first. */
  readonly nights: readonly Night[];
  /** The index of the quiet hours of a row in `nights`. */
  nightOf(index: number): number;
  /** Checks when the sandbox has accepted a message. @returns What is wrong. */
  judge(index: number, acceptedEpochMs: number, message: OutboxMessage | undefined): string | undefined;
  /** The number of accepted messages that were due in quiet hours, or that passed because of their priority. */
  readonly quiet: { held: number; passed: number };
}

/** Derives a number from 0 to 1 from the seed. */
export function draw(seed: number, ...what: (string | number)[]): number {
  const digest = createHash("sha256").update([seed, ...what].join("\n"));
  return digest.digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * Creates the messages of a run.
 *
 * @param withNights - Adds quiet hours. A run then takes at least five minutes, because quiet hours begin and end at full minutes.
 */
export function createMix(seed: number, messages: number, keyOf: (index: number) => string, withNights: boolean): Mix {
  const nights = withNights ? nightsFrom(Date.now()) : [];
  const hasNight = (index: number): boolean => withNights && draw(seed, "quiet", index) < QUIET;
  const isExempt = (index: number): boolean => hasNight(index) && draw(seed, "exempt", index) < EXEMPT;
  const nightOf = (index: number): number => (hasNight(index) && draw(seed, "night", index) < 0.5 ? 1 : 0);
  const latestMs = Math.min(4_000 + messages * 12, LATEST_MS);
  const startEpochMs = Date.now();
  const rows = Array.from({ length: messages }, (_, index) => ({
    // Each message has its own number, so that a lookup finds one message. Phoenix is the only zone with quiet hours.
    to: `+1${hasNight(index) ? "602" : "206"}555${String(index).padStart(4, "0")}`,
    body: `message ${index}`,
    idempotencyKey: keyOf(index),
    ...(isExempt(index) && { priority: "high" as const }),
    ...(draw(seed, "later", index) < LATER && {
      sendAt: new Date(startEpochMs + draw(seed, "delay", index) * latestMs),
    }),
    ...(draw(seed, "refused", index) < 0.02 && { campaign: REFUSED_CAMPAIGN }),
  }));
  const toCancel = Array.from({ length: messages }, (_, index) => index)
    .filter((index) => draw(seed, "cancel", index) < CANCELLED)
    .sort((one, other) => draw(seed, "order", one) - draw(seed, "order", other));
  const quiet = { held: 0, passed: 0 };
  const judge: Mix["judge"] = (index, acceptedEpochMs, message) => {
    const { sendAt } = rows[index]!;
    if (sendAt !== undefined && acceptedEpochMs < sendAt.getTime()) return "left before its `sendAt`";
    if (!hasNight(index)) return undefined;
    const { fromEpochMs, toEpochMs } = nights[nightOf(index)]!;
    const isQuiet = acceptedEpochMs >= fromEpochMs && acceptedEpochMs < toEpochMs;
    const isClear = acceptedEpochMs >= fromEpochMs + ARRIVES_WITHIN_MS && isQuiet;
    if (!isExempt(index)) {
      if (acceptedEpochMs >= toEpochMs) quiet.held += 1;
      return isClear ? `left ${acceptedEpochMs - fromEpochMs} ms into its quiet hours` : undefined;
    }
    if (!isQuiet) return message?.inQuietHours ? "is recorded as sent in quiet hours, and was not" : undefined;
    quiet.passed += 1;
    return isClear && message?.state === "accepted" && !message.inQuietHours
      ? "passed in quiet hours without a record"
      : undefined;
  };
  return { rows, toCancel, nights, nightOf, judge, quiet };
}

/** Quiet hours that have begun and end soon, and quiet hours that begin then and last three minutes. */
function nightsFrom(nowEpochMs: number): readonly Night[] {
  const middleEpochMs = Math.ceil(nowEpochMs / MINUTE_MS + 1.5) * MINUTE_MS;
  return [
    // Short, because the same hours begin in Seattle one hour later.
    nightOfPhoenix(middleEpochMs - 10 * MINUTE_MS, middleEpochMs),
    nightOfPhoenix(middleEpochMs, middleEpochMs + 3 * MINUTE_MS),
  ];
}

/** Phoenix is seven hours behind UTC throughout the year. */
function nightOfPhoenix(fromEpochMs: number, toEpochMs: number): Night {
  const time = (epochMs: number): string => new Date(epochMs - 7 * HOUR_MS).toISOString().slice(11, 16);
  return { quietHours: { from: time(fromEpochMs), to: time(toEpochMs) }, fromEpochMs, toEpochMs };
}
