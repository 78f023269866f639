import { hrefOf, type Route } from "../../router/route.js";
import { useStore } from "../../store/use-store.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Screen } from "../../ui/screen.js";
import type { RequestEntry } from "../../wire.js";
import { RateGauge } from "./rate-gauge.js";
import { RequestRow } from "./request-row.js";

const SHOWN = 200;

// A map keeps its order. An object would list numeric names first.
const FILTERS = new Map<string, (status: number) => boolean>([
  ["all", () => true],
  ["200", (status) => status === 200],
  ["4xx", (status) => status >= 400 && status < 500 && status !== 429],
  ["429", (status) => status === 429],
  ["5xx", (status) => status >= 500],
  ["no response", (status) => status === 0],
]);

/** Screen with all requests to the API. */
export function RequestsScreen({ route }: { readonly route: Route }) {
  const requests = useStore((state) => state.requests);
  const { status: only = "all" } = route.query;
  const fits = FILTERS.get(only) ?? (() => true);
  const shown = requests.filter(({ status }) => fits(status));
  return (
    <Screen title="Requests" lead="All API calls, including calls with a missing or wrong key.">
      <RateGauge />
      {requests.length === 0 ? (
        <EmptyState icon="requests" title="No requests yet">
          <p>
            Your app's requests appear here. See <a href={hrefOf("setup")}>Setup</a> for the variables that your app
            needs.
          </p>
        </EmptyState>
      ) : (
        <>
          <Filters requests={requests} only={only} />
          {shown.length === 0 ? (
            <p className="hint">No request has this status.</p>
          ) : (
            <RequestTable requests={shown.slice(-SHOWN).reverse()} />
          )}
          {shown.length > SHOWN && (
            <p className="hint">
              Showing the latest {SHOWN} of {shown.length}.
            </p>
          )}
        </>
      )}
    </Screen>
  );
}

function Filters({ requests, only }: { readonly requests: readonly RequestEntry[]; readonly only: string }) {
  return (
    <nav className="filters" aria-label="Filter by status">
      {[...FILTERS].map(([name, fits]) => {
        const count = requests.filter(({ status }) => fits(status)).length;
        if (count === 0 && name !== only && name !== "all") return null;
        return (
          <a
            key={name}
            className="button button-small"
            aria-current={name === only ? "true" : undefined}
            href={hrefOf("requests", undefined, { status: name === "all" ? "" : name })}
          >
            {name} <span className="number">{count}</span>
          </a>
        );
      })}
    </nav>
  );
}

function RequestTable({ requests }: { readonly requests: readonly RequestEntry[] }) {
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label="Requests">
      <table className="table">
        <thead>
          <tr>
            <th>
              <span className="sr-only">Details</span>
            </th>
            <th>Time</th>
            <th>Call</th>
            <th>Response</th>
            <th className="end">Duration</th>
            <th className="end">Remaining</th>
            <th>Message</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((entry) => (
            <RequestRow key={entry.id} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
