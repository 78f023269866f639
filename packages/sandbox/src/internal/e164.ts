/** Checks a phone number in E.164 format. After +1, it must have ten digits. Other numbers have 7 to 14 digits. */
export function isE164(value: string): boolean {
  return /^\+1[2-9]\d{9}$|^\+[2-9]\d{6,14}$/.test(value);
}
