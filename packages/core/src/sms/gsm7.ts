// The GSM 03.38 default alphabet, in which each character takes up seven bits.
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/** Characters that take up one septet. */
export const GSM7_BASIC: ReadonlySet<string> = new Set(BASIC);

/** Characters in the extension table. Each takes up two septets: one for the escape and one for the character. */
export const GSM7_EXTENSION: ReadonlySet<string> = new Set("\f^{}\\[~]|€");
