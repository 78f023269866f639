import { memo, useState } from "react";
import { timeOfDay } from "../../model/sandbox-time.js";
import { hrefOf } from "../../router/route.js";
import { CodeBlock } from "../../ui/code-block.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import { useFetched } from "../../ui/use-fetched.js";
import type { RequestDetails, RequestEntry } from "../../wire.js";

const COLUMNS = 7;

export const RequestRow = memo(function RequestRow({ entry }: { readonly entry: RequestEntry }) {
  const { id, at, method, route, status, latencyMs, remaining, accepted, message, tenant, reason, faultId } = entry;
  const [open, setOpen] = useState(false);
  const kind = status === 429 ? "warn" : status === 0 || status >= 400 ? "bad" : "good";
  return (
    <>
      <tr data-request={id} data-kind={kind}>
        <td>
          <button
            type="button"
            className="button button-small button-plain row-toggle"
            aria-expanded={open}
            aria-label={`Body and response of ${method} ${route ?? "an unknown path"} at ${timeOfDay(at)}`}
            onClick={() => setOpen(!open)}
          >
            <Icon name="forward" />
          </button>
        </td>
        <td className="number">{timeOfDay(at)}</td>
        <td>
          <span className="method">{method}</span> <code>{route ?? "unknown path"}</code>
        </td>
        <td>
          <div className="request-answer">
            <span className="chip" data-kind={kind}>
              {status === 0 ? "none" : status}
            </span>
            {reason !== undefined && <span className="request-reason">{reason}</span>}
            {reason === undefined && tenant === undefined && <span className="hint">no valid key</span>}
            {faultId !== undefined && <span className="hint">by fault {faultId}</span>}
          </div>
        </td>
        <td className="end number">{Math.round(latencyMs)} ms</td>
        <td className="end number">{remaining ?? "–"}</td>
        <td>
          {message !== undefined && (
            <a href={hrefOf("messages", message)}>{accepted && status !== 200 ? "accepted anyway" : "accepted"}</a>
          )}
        </td>
      </tr>
      {open && (
        <tr data-details={id}>
          <td colSpan={COLUMNS}>
            <Details id={id} />
          </td>
        </tr>
      )}
    </>
  );
});

function Details({ id }: { readonly id: number }) {
  const { value, error } = useFetched<RequestDetails>(`/requests/${id}`);
  if (error !== undefined) return <Problem text={error} />;
  if (value === undefined) return null;
  const { body, response } = value;
  if (response === undefined) return <p className="hint">Bodies are stored only for the latest 1,000 requests.</p>;
  return (
    <div className="columns">
      {body === undefined ? (
        <p className="hint">The body was not read.</p>
      ) : (
        <CodeBlock label="Body" code={pretty(body)} />
      )}
      <CodeBlock label="Response" code={pretty(response)} />
    </div>
  );
}

// A body that is not JSON, or was cut off, is shown unchanged.
function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
