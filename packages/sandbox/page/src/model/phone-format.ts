/** A number as people write it: `+1 206 555 0142`. Numbers of other countries stay as they are. */
export function formatPhone(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");
}

/** What was typed, as E.164; `undefined` for what is no number. Ten digits are taken for a North American one. */
export function parsePhone(typed: string): string | undefined {
  const digits = typed.replace(/[\s().-]/g, "");
  const number = /^\d{10}$/.test(digits) ? `+1${digits}` : digits;
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined;
}
