import { BlockList, isIP, type LookupFunction } from "node:net";
import { invalidOption } from "@sendo/core/adapter";
import { SandboxError } from "../errors/sandbox-error.js";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Where a webhook may go. */
export interface Target {
  readonly url: URL;
  /**
   * The only addresses that may be connected to; `undefined` where any may. `localhost` is pinned without asking a
   * resolver, so that neither a hosts file nor a name server can turn it into another machine.
   */
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[] | undefined;
}

/** Why a webhook may not go to a URL. */
export interface TargetProblem {
  readonly code: "url_invalid" | "webhook_target_refused";
  readonly problem: string;
}

/**
 * Reads a webhook's URL that is an option.
 *
 * @param of - The function that takes the option `name`.
 * @param allowRemote - Whether it may be on another machine.
 * @throws A {@link SendoConfigError} `config_option_invalid`: not an http or https URL, or with credentials in it.
 * @throws A {@link SandboxError} `webhook_target_refused`: not `localhost`, `127.0.0.0/8` or `::1`.
 */
export function readTarget(of: string, name: string, url: string, allowRemote: boolean): Target {
  const target = findTarget(url, allowRemote);
  if (!("code" in target)) return target;
  if (target.code === "url_invalid") throw invalidOption(`The option \`${name}\` of ${of}: ${target.problem}`);
  throw new SandboxError(target.code, target.problem);
}

/**
 * Where a webhook goes, or why it may not go there.
 *
 * @param allowRemote - Whether it may be on another machine.
 */
export function findTarget(text: string, allowRemote: boolean): Target | TargetProblem {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    // Only where nothing else can be meant, and nothing secret can be in it.
    const meant = /^[\w.-]+(?::\d{1,5})?(?:\/[\w./-]*)?$/.test(text) ? ` Did you mean http://${text}?` : "";
    const problem = `A webhook URL is http:// or https://, without a user name or password in it.${meant}`;
    return { code: "url_invalid", problem };
  }
  if (allowRemote) return { url, addresses: undefined };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  if (family !== 0 && LOOPBACK.check(host, family === 4 ? "ipv4" : "ipv6")) {
    return { url, addresses: [{ address: host, family: family === 4 ? 4 : 6 }] };
  }
  if (/^(?:[^.]+\.)*localhost\.?$/.test(host)) {
    // Both, in this order: "localhost" may mean either to the app that listens.
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
      "The sandbox sends webhooks to this machine only (localhost, 127.0.0.0/8, ::1). `allowRemoteWebhooks` (--allow-remote-webhooks) lifts this.",
  };
}

/** @internal A resolver that knows these addresses only, whatever name it is asked for. */
export function pinnedLookup(addresses: NonNullable<Target["addresses"]>): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}
