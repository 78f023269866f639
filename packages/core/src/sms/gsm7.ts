// The GSM 03.38 default alphabet: the characters that fit into seven bits of a message.
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/** Characters that take one place. */
export const GSM7_BASIC: ReadonlySet<string> = new Set(BASIC);

/** Characters of the extension table, which take two places: an escape and the character itself. */
export const GSM7_EXTENSION: ReadonlySet<string> = new Set("\f^{}\\[~]|€");
