import type { IncomingMessage } from "node:http";
import { Command, Option } from "commander";
import type { ChangeKind } from "../engine/changes.js";
import { noSandboxAt, readAddress } from "../remote/control-client.js";
import type { Delivery } from "../engine/delivery.js";
import type { SandboxMessage } from "../engine/message-record.js";
import { http } from "../internal/node-http.js";
import type { Problem } from "../api/problem.js";
import type { RequestEntry } from "../api/request-journal.js";
import { withControlOptions, type ControlFlags } from "./control-options.js";
import { info } from "../operations/info.js";
import { messageCells } from "../operations/messages.js";
import { problemCells } from "../operations/records.js";
import { table } from "../operations/table.js";
import { deliveryCells } from "../operations/webhooks.js";
import { markOperation } from "./verb-command.js";

const KINDS = "message delivery request clock faults campaign number brand webhook optout problem reset".split(
  " ",
) as ChangeKind[];

interface TailFlags extends ControlFlags {
  readonly only?: readonly string[];
}

/** Creates the `tail` command, which prints each change in a running sandbox. */
export function tailCommand(): Command {
  const command = new Command("tail")
    .description("follow messages, deliveries, requests and problems, one line each, until Ctrl+C")
    .addOption(new Option("--only <kinds...>", "only changes of these kinds").choices(KINDS));
  withControlOptions(command).action(async (flags: TailFlags) => {
    const only = flags.only ?? (flags.json === true ? KINDS : ["message", "delivery", "request", "problem"]);
    let first = true;
    for await (const { kind, at, data } of readEvents(await openStream(flags))) {
      if (first) console.error("Following changes. Press Ctrl+C to stop.");
      first = false;
      if (!only.includes(kind)) continue;
      console.log(flags.json === true ? JSON.stringify({ kind, at, data }) : lineOf(kind, at, data));
    }
    console.error("The sandbox stopped.");
  });
  return markOperation(command, info.events);
}

function openStream(flags: ControlFlags): Promise<IncomingMessage> {
  const { base, token } = readAddress(flags);
  const headers = { "x-sandbox-token": token, ...(flags.key !== undefined && { "x-sandbox-key": flags.key }) };
  return new Promise((resolve, reject) => {
    const request = http.get(new URL("/_sandbox/v1/events", base), { headers, agent: false }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else
        reject(
          new Error(
            `${base.origin} returned ${response.statusCode}. Check the control token, and the tenant's key if you passed --key.`,
          ),
        );
    });
    request.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ECONNREFUSED" ? noSandboxAt(base.origin) : error),
    );
  });
}

interface StreamEvent {
  readonly kind: string;
  /** When the change occurred, on the sandbox's clock. */
  readonly at: string;
  readonly data: unknown;
}

// The server writes each event's data on one line.
async function* readEvents(response: IncomingMessage): AsyncGenerator<StreamEvent> {
  response.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks) {
        const kind = /^event: (.*)$/m.exec(block)?.[1];
        const at = /^at: (.*)$/m.exec(block)?.[1] ?? "";
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (kind !== undefined && data !== undefined) yield { kind, at, data: JSON.parse(data) as unknown };
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ECONNRESET") throw error; // the sandbox stopped
  }
}

function lineOf(kind: string, at: string, data: unknown): string {
  return table([[at.slice(11, 23), ...cellsOf(kind, data)]], "");
}

function cellsOf(kind: string, data: unknown): readonly (string | number | undefined)[] {
  if (kind === "message" && !("removed" in (data as object))) return messageCells(data as SandboxMessage);
  if (kind === "delivery") return deliveryCells(data as Delivery);
  if (kind === "request") {
    const { method, route, status, tenant } = data as RequestEntry;
    return [method, route ?? "(unknown)", status, tenant];
  }
  if (kind === "problem") return problemCells(data as Problem);
  return [kind, JSON.stringify(data)];
}
