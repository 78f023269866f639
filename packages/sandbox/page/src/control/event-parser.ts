/** A server-sent event. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly name: string;
  /** Tenant name, or `undefined` for an event that does not belong to one tenant. */
  readonly tenant: string | undefined;
  readonly data: string;
}

/** Parses server-sent events from chunks of any size. EventSource cannot be used, because it cannot send the token. */
export class EventParser {
  #rest = "";

  /** Returns the events completed by this chunk. */
  push(piece: string): StreamEvent[] {
    const blocks = (this.#rest + piece).split("\n\n");
    this.#rest = blocks.pop()!;
    return blocks.map(parse).filter((event) => event !== undefined);
  }
}

function parse(block: string): StreamEvent | undefined {
  let id: string | undefined;
  let name = "message";
  let tenant: string | undefined;
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "id") id = value;
    else if (field === "event") name = value;
    else if (field === "tenant") tenant = value;
    else if (field === "data") data.push(value);
  }
  return data.length === 0 ? undefined : { id, name, tenant, data: data.join("\n") }; // a comment is only a heartbeat
}
