/** Whether `value` is a phone number in E.164. North American numbers (+1) must have ten digits after it; others have 7 to 14 in all. */
export function isE164(value: string): boolean {
  return /^\+1[2-9]\d{9}$|^\+[2-9]\d{6,14}$/.test(value);
}
