import { useStore } from "../../store/use-store.js";
import type { Campaign } from "../../wire.js";
import { CampaignNumbers } from "./campaign-numbers.js";
import { CampaignOptOuts } from "./campaign-opt-outs.js";
import { CampaignReview } from "./campaign-review.js";
import { CampaignWords } from "./campaign-words.js";

const STATES = {
  approved: { kind: "good", word: "approved" },
  waiting: { kind: "warn", word: "waits for review" },
  rejected: { kind: "bad", word: "rejected" },
} as const;

/** Campaign with its review, numbers, opt-outs and keywords. */
export function CampaignCard({ campaign }: { readonly campaign: Campaign }) {
  const { id, displayName, status, usecase, review } = campaign;
  const numbers = useStore((state) => state.numbers);
  const optOuts = useStore((state) => state.optOuts);
  const { kind, word } = STATES[review.state];
  return (
    <li className="card parts" data-campaign={id}>
      <div>
        <div className="section-head">
          <h2>{displayName}</h2>
          <span className="chip" data-kind={kind}>
            {word}
          </span>
        </div>
        <p className="hint">
          <code>{id}</code> · {usecase} · the API shows {status}
        </p>
        {status !== "ACTIVE" && (
          <CampaignReview id={id} reason={review.reason} isRejected={review.state === "rejected"} />
        )}
      </div>
      <CampaignNumbers numbers={numbers.filter((number) => number.campaign === id)} isApproved={status === "ACTIVE"} />
      <CampaignOptOuts id={id} optOuts={optOuts.filter((optOut) => optOut.campaign === id)} />
      <CampaignWords campaign={campaign} />
    </li>
  );
}
