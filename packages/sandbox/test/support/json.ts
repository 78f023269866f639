/** What came over the wire: compared by its content, not by its type. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into it freely, and fails where it is not as expected
export type Json = any;
