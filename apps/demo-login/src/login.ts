import { randomBytes } from "node:crypto";
import type { SendoClient } from "@sendo/core";
import { toE164 } from "@sendo/core/phone";
import { createVerifier, memoryVerifyStore, type CheckResult, type StartResult, type Verifier } from "@sendo/verify";

/** The response to a code. */
export interface CheckReply {
  readonly httpStatus: 200 | 401;
  readonly body: CheckResult;
  /** Present if the person is signed in now. */
  readonly headers: { readonly "set-cookie"?: string };
}

const COOKIE = /(?:^|;\s*)session=([\w-]+)/;

/** What the three apps share: the verifier and the sessions. Several processes would share both on a Redis or in a database. */
export class Login {
  readonly #verifier: Verifier;
  readonly #sessions = new Set<string>();

  constructor(client: SendoClient) {
    this.#verifier = createVerifier({
      client,
      store: memoryVerifyStore(),
      // A restart deletes the challenges of `memoryVerifyStore`, so a secret that is new each time loses nothing more.
      secret: process.env.VERIFY_SECRET ?? randomBytes(32).toString("hex"),
      brand: "Acme",
      domain: "localhost", // the domain of this page
    });
  }

  /** Sends a code to any valid number, so that the form does not reveal which numbers have an account. */
  start(body: unknown, ip: string | undefined): Promise<StartResult> {
    return this.#verifier.start({ to: phoneOf(body), ip });
  }

  async check(body: unknown): Promise<CheckReply> {
    const result = await this.#verifier.check({ to: phoneOf(body), code: (body as { code: string }).code });
    if (result.status !== "approved") return { httpStatus: 401, body: result, headers: {} };
    const session = randomBytes(32).toString("base64url");
    this.#sessions.add(session);
    const cookie = `session=${session}; HttpOnly; SameSite=Strict; Path=/`; // add `Secure` where the page is served over HTTPS
    return { httpStatus: 200, body: result, headers: { "set-cookie": cookie } };
  }

  /** @param cookies - The header `Cookie` of a request. */
  isSignedIn(cookies: string | undefined): boolean {
    return this.#sessions.has(COOKIE.exec(cookies ?? "")?.[1] ?? "");
  }
}

function phoneOf(body: unknown): string {
  return toE164(String((body as { phone?: unknown } | undefined)?.phone), { defaultCountry: "US" });
}
