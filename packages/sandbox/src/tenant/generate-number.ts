import { SandboxError } from "../errors/sandbox-error.js";

// 555-0100 to 555-0199 are reserved for fiction in every area code. Tenants' own numbers use other area codes.
const AREAS = ["201", "202", "203", "205", "207", "208", "209", "210", "213", "214", "215", "216", "217", "218", "219"];
const LINES = 100;

const GENERATED = new RegExp(`^\\+1(?:${AREAS.join("|")})55501\\d\\d$`);

/** @internal Checks whether {@link generateNumber} can return the number. */
export function isGeneratedNumber(number: string): boolean {
  return GENERATED.test(number);
}

/**
 * @internal Generates the next number for which `isUsed` is false. Every tenant's numbers come from the same list of
 * 1,500 numbers.
 *
 * @throws A {@link SandboxError} with code `option_invalid` if all numbers are already in use.
 */
export function generateNumber(isUsed: (number: string) => boolean): string {
  for (let line = 0; line < LINES; line += 1) {
    for (const area of AREAS) {
      const number = `+1${area}555${String(100 + line).padStart(4, "0")}`;
      if (!isUsed(number)) return number;
    }
  }
  throw new SandboxError(
    "option_invalid",
    `This tenant has used all ${AREAS.length * LINES} generated numbers. Pass a number, reset the tenant, or use another tenant.`,
  );
}
