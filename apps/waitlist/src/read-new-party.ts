import { WaitlistError } from "./waitlist-error.js";

/** Data of a guest who joins. */
export interface NewParty {
  readonly name: string;
  readonly size: number;
  readonly phone: string;
}

/** Validates an untrusted request body. */
export function readNewParty(body: unknown): NewParty {
  const { name, size, phone } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof name !== "string" || name.trim() === "" || name.length > 60) {
    throw new WaitlistError(400, "Enter a name of 1 to 60 characters.");
  }
  if (typeof size !== "number" || !Number.isInteger(size) || size < 1 || size > 20) {
    throw new WaitlistError(400, "A party must have 1 to 20 guests.");
  }
  if (typeof phone !== "string" || !/^\+[1-9]\d{6,14}$/.test(phone)) {
    throw new WaitlistError(400, "Enter a phone number such as +12065550142.");
  }
  return { name: name.trim(), size, phone };
}
