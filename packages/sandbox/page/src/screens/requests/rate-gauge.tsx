import { admittedInLastSecond, requestsPerSecond } from "../../model/request-rate.js";
import { useSandboxNow } from "../../store/use-sandbox-now.js";
import { useStore } from "../../store/use-store.js";

const SECONDS = 60;
const HEIGHT = 72;
const BAR = 8;

/** Chart of admitted and rejected requests in the last minute. */
export function RateGauge() {
  const requests = useStore((state) => state.requests);
  const limit = useStore((state) => state.info?.limit?.requestsPerSecond);
  const now = useSandboxNow() ?? 0;
  const last = requests.at(-1);
  // With a frozen clock, or a clock that another page advances, the latest request can be newer than the known time.
  const nowMs = Math.max(now, last === undefined ? 0 : Date.parse(last.at));
  const counts = requestsPerSecond(requests, nowMs, SECONDS);
  const inLastSecond = admittedInLastSecond(requests, nowMs);
  const top =
    Math.max(
      limit === false || limit === undefined ? 20 : limit,
      ...counts.map((each) => each.admitted + each.refused),
    ) * 1.1;
  const y = (value: number): number => HEIGHT - (value / top) * HEIGHT;
  return (
    <section className="card gauge" aria-label="Rate">
      <div className="gauge-now">
        <strong className="gauge-value" data-full={typeof limit === "number" && inLastSecond >= limit}>
          {inLastSecond}
        </strong>
        <span>
          {limit === false
            ? "requests in the last second (no limit)"
            : `of ${limit ?? "…"} requests in the last second`}
        </span>
      </div>
      <svg
        className="gauge-chart"
        viewBox={`0 0 ${SECONDS * BAR} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Requests in each of the last ${SECONDS} seconds. The maximum was ${Math.max(...counts.map((each) => each.admitted))}.`}
      >
        {counts.map(({ startMs, admitted, refused }, index) => (
          <g key={startMs}>
            <rect
              className="gauge-admitted"
              x={index * BAR + 1}
              width={BAR - 2}
              y={y(admitted)}
              height={HEIGHT - y(admitted)}
            />
            <rect
              className="gauge-refused"
              x={index * BAR + 1}
              width={BAR - 2}
              y={y(admitted + refused)}
              height={y(admitted) - y(admitted + refused)}
            />
          </g>
        ))}
        {typeof limit === "number" && (
          <line className="gauge-limit" x1="0" x2={SECONDS * BAR} y1={y(limit)} y2={y(limit)} />
        )}
      </svg>
      <p className="gauge-key">
        <span data-key="admitted">admitted</span>
        <span data-key="refused">rejected with 429</span>
        {typeof limit === "number" && <span data-key="limit">{limit} per second</span>}
        <span className="gauge-span">last minute</span>
      </p>
    </section>
  );
}
