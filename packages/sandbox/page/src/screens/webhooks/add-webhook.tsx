import { useState } from "react";
import { useConnected } from "../../store/use-store.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import { useAction } from "../../ui/use-action.js";

/** A new webhook for all events of the approved campaign. */
export function AddWebhook() {
  const { live } = useConnected();
  const [url, setUrl] = useState("");
  const { busy, error, run } = useAction();
  const add = async (): Promise<void> => {
    if (await run(() => live.api.act("/webhooks", { body: { url } }))) setUrl("");
  };
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        className="grow"
        type="url"
        required
        value={url}
        placeholder="http://127.0.0.1:3000/webhooks/sendo"
        aria-label="Address of a webhook"
        onChange={(event) => setUrl(event.target.value)}
      />
      <button type="submit" className="button button-primary" disabled={busy || url === ""}>
        <Icon name="plus" />
        Add webhook
      </button>
      <Problem text={error} />
    </form>
  );
}
