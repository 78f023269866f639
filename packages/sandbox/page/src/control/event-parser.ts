/** One server-sent event. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly name: string;
  /** Whose it is; `undefined` for what concerns all or nobody. */
  readonly tenant: string | undefined;
  readonly data: string;
}

/** Reads server-sent events out of text that comes in pieces of any size. EventSource cannot send our token. */
export class EventParser {
  #rest = "";

  /** The events that this piece completes. */
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
  return data.length === 0 ? undefined : { id, name, tenant, data: data.join("\n") }; // a comment only keeps the line alive
}
