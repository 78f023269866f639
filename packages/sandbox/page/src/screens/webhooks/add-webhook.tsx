import { useState } from "react";
import { formatPhone } from "../../model/phone-format.js";
import { useConnected, useStore } from "../../store/use-store.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import { useAction } from "../../ui/use-action.js";
import { Choices } from "./choices.js";

/** Form for a new webhook. */
export function AddWebhook() {
  const { live } = useConnected();
  const numbers = useStore((state) => state.numbers);
  const campaign = useStore((state) => state.info?.campaign);
  const allTypes = useStore((state) => state.info?.eventTypes) ?? [];
  const [url, setUrl] = useState("");
  const [eventTypes, setEventTypes] = useState<readonly string[]>([]);
  const [only, setOnly] = useState<readonly string[]>([]);
  const [token, setToken] = useState("");
  const { busy, error, run } = useAction();
  const add = async (): Promise<void> => {
    const body = {
      url,
      ...(eventTypes.length > 0 && { eventTypes }),
      ...(only.length > 0 && { numbers: only }),
      ...(token !== "" && { token }),
    };
    if (!(await run(() => live.api.act("/webhooks", { body })))) return;
    setUrl("");
    setEventTypes([]);
    setOnly([]);
    setToken("");
  };
  return (
    <form
      className="stack add-webhook"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="inline-form">
        <input
          className="grow"
          type="url"
          required
          value={url}
          placeholder="http://127.0.0.1:3000/webhooks/sendo"
          aria-label="Webhook URL"
          onChange={(event) => setUrl(event.target.value)}
        />
        <button type="submit" className="button button-primary" disabled={busy || url === ""}>
          <Icon name="plus" />
          Add webhook
        </button>
      </div>
      <details>
        <summary>Events, numbers and token</summary>
        <div className="stack">
          <Choices legend="Events" all={allTypes} chosen={eventTypes} onChange={setEventTypes} />
          <Choices
            legend="Numbers"
            all={numbers.filter((number) => number.campaign === campaign).map(({ number }) => number)}
            chosen={only}
            onChange={setOnly}
            show={formatPhone}
          />
          <label className="field">
            <span>Token</span>
            <input
              className="small"
              value={token}
              autoComplete="off"
              placeholder="SENDO_WEBHOOK_TOKEN"
              onChange={(event) => setToken(event.target.value)}
            />
          </label>
        </div>
      </details>
      <Problem text={error} />
    </form>
  );
}
