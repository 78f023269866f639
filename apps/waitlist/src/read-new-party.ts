import { WaitlistError } from "./waitlist-error.js";

/** What a guest gives to join. */
export interface NewParty {
  readonly name: string;
  readonly size: number;
  readonly phone: string;
}

/** Reads a request body that anybody may have sent. */
export function readNewParty(body: unknown): NewParty {
  const { name, size, phone } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof name !== "string" || name.trim() === "" || name.length > 60) {
    throw new WaitlistError(400, "A name of 1 to 60 characters is needed.");
  }
  if (typeof size !== "number" || !Number.isInteger(size) || size < 1 || size > 20) {
    throw new WaitlistError(400, "A party has 1 to 20 guests.");
  }
  if (typeof phone !== "string" || !/^\+[1-9]\d{6,14}$/.test(phone)) {
    throw new WaitlistError(400, "A phone number looks like +12065550142.");
  }
  return { name: name.trim(), size, phone };
}
