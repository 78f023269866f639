/** Formats a North American number: `+1 206 555 0142`. Other numbers are not changed. */
export function formatPhone(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");
}

/**
 * Converts user input to E.164, or returns `undefined` if it is not a phone number. Ten digits count as a North
 * American number.
 */
export function parsePhone(typed: string): string | undefined {
  const digits = typed.replace(/[\s().-]/g, "");
  const number = /^\d{10}$/.test(digits) ? `+1${digits}` : digits;
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined;
}
