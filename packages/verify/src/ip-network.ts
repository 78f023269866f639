import { isIP, isIPv6 } from "node:net";

/**
 * Returns an IPv4 address unchanged, and the first 64 bits of an IPv6 address. Internet providers assign at
 * least one /64 network to each customer. Returns `undefined` if the string is not an address.
 */
export function ipNetwork(address: string): string | undefined {
  const ip = address.replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(ip)?.[1] ?? ip;
  if (isIP(mapped) === 0) return undefined;
  if (!isIPv6(mapped)) return mapped;
  const [head = "", tail] = mapped.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  const groups = tail === undefined ? first : [...first, ...zeros, ...last];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
