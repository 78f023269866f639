import { memo } from "react";
import { hrefOf } from "../../router/route.js";
import { timeOfDay } from "../../model/sandbox-time.js";
import { useStore } from "../../store/use-store.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Screen } from "../../ui/screen.js";
import type { RequestEntry } from "../../wire.js";
import { RateGauge } from "./rate-gauge.js";

const SHOWN = 200;

/** What the app asked of the API, against its limit. */
export function RequestsScreen() {
  const requests = useStore((state) => state.requests);
  return (
    <Screen
      title="Requests"
      lead="Every call to the API, those with a missing or wrong key included. Nothing of what was said in it."
    >
      <RateGauge />
      {requests.length === 0 ? (
        <EmptyState icon="requests" title="No request yet">
          <p>
            The first one shows here. Under <a href={hrefOf("setup")}>Set-up</a> are the lines that your app needs.
          </p>
        </EmptyState>
      ) : (
        <div className="table-wrap" tabIndex={0} role="region" aria-label="Requests">
          <table className="table">
            <thead>
              <tr>
                <th>Time</th>
                <th>Call</th>
                <th>Answer</th>
                <th className="end">Took</th>
                <th className="end">Left</th>
                <th>Text</th>
              </tr>
            </thead>
            <tbody>
              {requests
                .slice(-SHOWN)
                .reverse()
                .map((entry) => (
                  <RequestRow key={entry.id} entry={entry} />
                ))}
            </tbody>
          </table>
        </div>
      )}
    </Screen>
  );
}

const RequestRow = memo(function RequestRow({ entry }: { readonly entry: RequestEntry }) {
  const { at, method, route, status, latencyMs, remaining, accepted, message, tenant } = entry;
  const kind = status === 429 ? "warn" : status === 0 || status >= 400 ? "bad" : "good";
  return (
    <tr data-request={entry.id}>
      <td className="number">{timeOfDay(at)}</td>
      <td>
        <span className="method">{method}</span> <code>{route ?? "unknown path"}</code>
      </td>
      <td>
        <span className="chip" data-kind={kind}>
          {status === 0 ? "none" : status}
        </span>
        {tenant === undefined && <span className="hint"> no valid key</span>}
      </td>
      <td className="end number">{Math.round(latencyMs)} ms</td>
      <td className="end number">{remaining ?? "–"}</td>
      <td>
        {message !== undefined && (
          <a href={hrefOf("messages", message)}>{accepted && status !== 200 ? "accepted all the same" : "accepted"}</a>
        )}
      </td>
    </tr>
  );
});
