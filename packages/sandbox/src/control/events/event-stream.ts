import type { IncomingMessage, ServerResponse } from "node:http";
import { realTimer, type SandboxTimer } from "../../time/clock.js";
import { escapeMarkup } from "../escape-markup.js";
import { ApiError } from "../../api/api-error.js";
import type { Account } from "../../engine/account.js";
import type { ControlStream } from "../../operations/operation.js";
import type { EventFeed, FeedEvent } from "./event-feed.js";
import type { TenantFeeds } from "./tenant-feeds.js";

// Each client uses one connection. A client that stops reading uses up to 4 MiB of memory.
const MOST_READERS = 100;

// Regular heartbeats let both ends detect a broken connection.
const HEARTBEAT_MS = 5_000;
// A client that stops reading is disconnected. The client then reconnects with the id of the last event that it
// received.
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** @internal Follows the feed for one account or for all accounts. */
export function followEvents(feeds: TenantFeeds, account: Account | "all"): ControlStream {
  if (feeds.listening() < MOST_READERS) return (...connection) => streamEvents(feeds.of(account), ...connection);
  throw new ApiError(503, `${MOST_READERS} pages and commands are already following this sandbox. Close some of them.`);
}

/**
 * @internal Writes a feed as server-sent events until the client disconnects. A client that reconnects with
 * `Last-Event-ID` receives the events that it missed. If those events have been deleted, the client receives a
 * `reset` event and must read everything again. The first event is always `ready` or `reset`.
 */
function streamEvents(
  feed: EventFeed,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): void {
  const lastSeen = request.headers["last-event-id"];
  const missed = readMissed(feed, lastSeen);
  response.writeHead(200, { ...headers, "content-type": "text/event-stream; charset=utf-8" });
  const name = missed === undefined ? "reset" : "ready";
  response.write(`id: ${feed.lastId - (missed?.length ?? 0)}\nevent: ${name}\ndata: {}\n\n`);
  for (const event of missed ?? []) writeEvent(response, event);

  let heartbeat: SandboxTimer;
  const beat = (): void => {
    heartbeat = realTimer(() => {
      response.write(":\n\n");
      beat();
    }, HEARTBEAT_MS);
  };
  beat();
  const stop = feed.listen({
    onEvent(event) {
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
      else writeEvent(response, event);
    },
    onEnd: () => response.end(),
  });
  response.once("close", () => {
    heartbeat.cancel();
    stop();
  });
}

function readMissed(feed: EventFeed, lastSeen: string | string[] | undefined): readonly FeedEvent[] | undefined {
  if (lastSeen === undefined) return [];
  return /^\d{1,16}$/.test(String(lastSeen)) ? feed.after(Number(lastSeen)) : undefined;
}

// `at` and `tenant` are additional fields. The standard requires clients of server-sent events to ignore unknown
// fields.
function writeEvent(response: ServerResponse, { id, kind, tenant, at, data }: FeedEvent): void {
  const whose = tenant === undefined ? "" : `tenant: ${tenant}\n`;
  response.write(`id: ${id}\nevent: ${kind}\n${whose}at: ${at}\ndata: ${escapeMarkup(JSON.stringify(data))}\n\n`);
}
