import { useStore } from "../../store/use-store.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Screen } from "../../ui/screen.js";
import { CampaignCard } from "./campaign-card.js";

/** The review desk: who may send, from which numbers, with which keywords, and who opted out. */
export function CampaignsScreen() {
  const campaigns = useStore((state) => state.campaigns);
  return (
    <Screen
      title="Campaigns"
      lead="Approve or reject a campaign, which takes Sendo days. Its numbers, keywords and opt-outs are listed with it."
    >
      {campaigns.length === 0 ? (
        <EmptyState icon="campaigns" title="No campaigns">
          <p>
            Your app creates one with <code>POST /v1/campaign/create</code>. Then it waits here for its review.
          </p>
        </EmptyState>
      ) : (
        <ul className="cards cards-wide">
          {campaigns.map((campaign) => (
            <CampaignCard key={campaign.id} campaign={campaign} />
          ))}
        </ul>
      )}
    </Screen>
  );
}
