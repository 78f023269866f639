import type { LookupFunction } from "node:net";
import type { Target } from "./target.js";

/** @internal A resolver that knows these addresses only, whatever name it is asked for. */
export function pinnedLookup(addresses: NonNullable<Target["addresses"]>): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}
