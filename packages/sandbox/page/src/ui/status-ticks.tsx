import type { Message } from "../wire.js";

const MEANING: Readonly<Record<string, string>> = {
  CREATED: "accepted",
  SCHEDULED: "scheduled",
  QUEUED: "queued",
  SENT: "sent",
  DELIVERED: "delivered",
  READ: "read",
  FAILED: "failed",
  EXPIRED: "expired",
};

/** Shows a status as a dot, one tick, two ticks, or a cross with the failure code. */
export function StatusTicks({ message, brief = false }: { readonly message: Message; readonly brief?: boolean }) {
  const { status, errorCode } = message;
  const word = MEANING[status] ?? status.toLowerCase();
  return (
    <span className="ticks" data-status={status} title={brief ? word : undefined}>
      <Mark status={status} />
      {brief ? <span className="sr-only">{word}</span> : word}
      {errorCode !== undefined && <span className="ticks-code">{errorCode}</span>}
    </span>
  );
}

function Mark({ status }: { readonly status: string }) {
  const tick = "M2 6.500 5 9.500 11 2.500";
  const path: Readonly<Record<string, string>> = {
    CREATED: "M6.500 4.500a2 2 0 1 0 .01 0z",
    SCHEDULED: "M6.500 1.500a4.500 4.500 0 1 0 .01 0z M6.500 3.500v3l2 1",
    QUEUED: "M2.500 6h.01 M6.500 6h.01 M10.500 6h.01",
    SENT: tick,
    DELIVERED: `${tick} M8.500 8.800l.8.700L15.300 2.500`,
    READ: `${tick} M8.500 8.800l.8.700L15.300 2.500`,
    FAILED: "M3 2.500l7 7 M10 2.500l-7 7",
    EXPIRED: "M3 2.500l7 7 M10 2.500l-7 7",
  };
  return (
    <svg className="ticks-mark" viewBox="0 0 17 12" aria-hidden="true">
      <path d={path[status] ?? path.CREATED} />
    </svg>
  );
}
