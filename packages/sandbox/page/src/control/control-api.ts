import { pathOf, type Action, type ActionDetails } from "./actions.js";
import type { Session } from "./session.js";

/** Error from the control API, with a human-readable message. */
export class ControlError extends Error {
  constructor(
    readonly httpStatus: number | undefined,
    message: string,
  ) {
    super(message);
    this.name = "ControlError";
  }
}

/** Client for the control API. */
export interface ControlApi {
  /** @throws {@link ControlError} */
  get<T>(path: string): Promise<T>;
  /** Runs an action. @throws {@link ControlError} */
  act<T = unknown>(action: Action, details?: ActionDetails): Promise<T>;
  /** Streams all tenants' events after `lastEventId`. @throws {@link ControlError} */
  stream(lastEventId: string | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

const BASE = "/_sandbox/v1";

/** Creates a control API client for one tenant. */
export function createControlApi(session: Session, tenant: string | undefined): ControlApi {
  const own = tenant === undefined ? {} : { "x-sandbox-tenant": tenant };

  const ask = async (path: string, { headers, ...init }: RequestInit = {}): Promise<Response> => {
    let response: Response;
    const sent = { "x-sandbox-token": session.token() ?? "", ...(headers as Record<string, string> | undefined) };
    try {
      response = await fetch(BASE + path, { cache: "no-store", ...init, headers: sent });
    } catch {
      throw new ControlError(undefined, "The sandbox is not responding. Check that it is running.");
    }
    if (response.ok) return response;
    const answer = (await response.json().catch(() => ({}))) as { error?: unknown };
    const message = typeof answer.error === "string" ? answer.error : `The sandbox returned ${response.status}.`;
    throw new ControlError(response.status, message);
  };

  return {
    get: async <T>(path: string) => (await (await ask(path, { headers: own })).json()) as T,
    act: async <T>(action: Action, { id, body = {} }: ActionDetails = {}) => {
      const sent = { ...own, "content-type": "application/json" };
      const init = { method: "POST", headers: sent, body: JSON.stringify(body) };
      return (await (await ask(pathOf(action, id), init)).json()) as T;
    },
    stream: async (lastEventId, signal) => {
      const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
      const { body } = await ask("/events?tenants=all", { headers, signal });
      if (body === null) throw new ControlError(undefined, "The sandbox did not return an event stream.");
      return body;
    },
  };
}
