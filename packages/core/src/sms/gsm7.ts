// The GSM 03.38 default alphabet, whose characters take seven bits each.
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/** Characters that take one septet. */
export const GSM7_BASIC: ReadonlySet<string> = new Set(BASIC);

/** Characters in the extension table, which take two septets: an escape and the character. */
export const GSM7_EXTENSION: ReadonlySet<string> = new Set("\f^{}\\[~]|€");
