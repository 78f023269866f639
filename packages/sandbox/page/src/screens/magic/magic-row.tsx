import { useState } from "react";
import { formatPhone } from "../../model/phone-format.js";
import { hrefOf } from "../../router/route.js";
import { useConnected } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { CopyButton } from "../../ui/copy-button.js";
import type { MagicNumber } from "../../wire.js";

interface SendResult {
  readonly httpStatus?: number;
  readonly errorCode?: string;
  readonly id?: string;
}

/** Magic number with buttons to copy and try it. */
export function MagicRow({ number }: { readonly number: MagicNumber }) {
  const { live } = useConnected();
  const [result, setResult] = useState<SendResult>();
  const { suffix, outcome, example } = number;
  return (
    <li className="row" data-magic={suffix}>
      <div className="row-main">
        <code className="suffix">{suffix}</code>
        <span className="row-title">{outcome}</span>
        <span className="row-state" role="status">
          {result !== undefined && (
            <>
              {result.httpStatus ?? result.errorCode}
              {result.id !== undefined && (
                <>
                  {" "}
                  <a href={hrefOf("messages", result.id)}>timeline</a>
                </>
              )}
            </>
          )}
        </span>
        <span className="row-actions">
          <CopyButton text={example} label={`Copy ${formatPhone(example)}`} />
          <ActionButton
            icon="send"
            label={`Try it: ${suffix}`}
            work={async () =>
              setResult(await live.api.act<SendResult>("/send", { body: { to: example, body: `Trying ${suffix}` } }))
            }
          >
            Try it
          </ActionButton>
        </span>
      </div>
    </li>
  );
}
