import { BlockList, isIP, type LookupFunction } from "node:net";
import { invalidOption } from "@sendo/core/adapter";
import { SandboxError } from "../errors/sandbox-error.js";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** An allowed webhook target. */
export interface Target {
  readonly url: URL;
  /**
   * Allowed addresses, or `undefined` if every address is allowed. `localhost` has fixed addresses, so that neither a
   * hosts file nor a DNS server can redirect it to another machine.
   */
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[] | undefined;
}

/** Reason why a webhook URL is not allowed. */
export interface TargetProblem {
  readonly code: "url_invalid" | "webhook_target_refused";
  readonly problem: string;
}

/**
 * Reads a webhook URL from an option.
 *
 * @param of - Name of the function that has this option, shown in the error message.
 * @param allowRemote - Whether the URL is allowed to point to another machine.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if `url` is not an http or https URL, or
 * contains credentials.
 * @throws A {@link SandboxError} with code `webhook_target_refused` if the host is not allowed. Without `allowRemote`,
 * only `localhost`, `127.0.0.0/8` and `::1` are allowed.
 */
export function readTarget(of: string, name: string, url: string, allowRemote: boolean): Target {
  const target = findTarget(url, allowRemote);
  if (!("code" in target)) return target;
  if (target.code === "url_invalid") throw invalidOption(`The \`${name}\` option of ${of}: ${target.problem}`);
  throw new SandboxError(target.code, target.problem);
}

/**
 * Returns the target of a webhook URL, or the reason why it is not allowed.
 *
 * @param allowRemote - Whether the URL is allowed to point to another machine.
 */
export function findTarget(given: string, allowRemote: boolean): Target | TargetProblem {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    // The suggestion is shown only for a plain host and path, which cannot contain a secret.
    const meant = /^[\w.-]+(?::\d{1,5})?(?:\/[\w./-]*)?$/.test(given) ? ` Did you mean http://${given}?` : "";
    const problem = `A webhook URL must be http:// or https://, without a user name or password.${meant}`;
    return { code: "url_invalid", problem };
  }
  if (allowRemote) return { url, addresses: undefined };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  if (family !== 0 && LOOPBACK.check(host, family === 4 ? "ipv4" : "ipv6")) {
    return { url, addresses: [{ address: host, family: family === 4 ? 4 : 6 }] };
  }
  if (/^(?:[^.]+\.)*localhost\.?$/.test(host)) {
    // An app can listen on either address of "localhost", so both are tried, in this order.
    return {
      url,
      addresses: [
        { address: "127.0.0.1", family: 4 },
        { address: "::1", family: 6 },
      ],
    };
  }
  return {
    code: "webhook_target_refused",
    problem:
      "The sandbox sends webhooks only to localhost (127.0.0.0/8 or ::1). Set `allowRemoteWebhooks` (--allow-remote-webhooks) to allow other targets.",
  };
}

/** @internal Returns a resolver that resolves every name to these addresses. */
export function pinnedLookup(addresses: NonNullable<Target["addresses"]>): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}
