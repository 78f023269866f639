import { SandboxError } from "../errors/sandbox-error.js";

// 555-0100 to 555-0199 are set aside for fiction in every area. None of these areas is one of the tenants' own numbers.
const AREAS = ["201", "202", "203", "205", "207", "208", "209", "210", "213", "214", "215", "216", "217", "218", "219"];
const LINES = 100;

const GENERATED = new RegExp(`^\\+1(?:${AREAS.join("|")})55501\\d\\d$`);

/** @internal Whether it is one that {@link generateNumber} may give. */
export function isGeneratedNumber(number: string): boolean {
  return GENERATED.test(number);
}

/**
 * @internal The next made-up number for which `isUsed` is false. There are 1,500; other tenants are handed the same ones.
 *
 * @throws A {@link SandboxError} `option_invalid`: all are used.
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
    `This tenant has used all ${AREAS.length * LINES} made-up numbers. Name a number of yours, reset the tenant, or take another one.`,
  );
}
