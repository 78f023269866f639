/**
 * Checks a phone number in E.164 format. Numbers that start with `+1` have 11 digits. All other numbers have 7 to 15 digits.
 */
export function isE164(value: string): boolean {
  return /^\+1[2-9]\d{9}$|^\+[2-9]\d{6,14}$/.test(value);
}
