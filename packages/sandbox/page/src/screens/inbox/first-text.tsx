import { curlSnippet, nodeSnippet } from "../../model/snippets.js";
import { useConnected, useStore } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { CodeBlock } from "../../ui/code-block.js";
import { EmptyState } from "../../ui/empty-state.js";

/** Instructions for the first message. */
export function FirstText() {
  const { live } = useConnected();
  const env = useStore((state) => state.info?.env);
  const campaign = useStore((state) => state.info?.campaign);
  return (
    <EmptyState icon="inbox" title="Waiting for the first message">
      <p>
        Send a message from your app to any number. It appears here immediately, because every number acts as a phone.
      </p>
      {campaign !== undefined && (
        <p className="actions actions-center">
          <ActionButton
            icon="send"
            kind="button-primary"
            work={() => live.api.act("/send", { body: { to: "+12065550142", body: "Your table is ready" } })}
          >
            Send your first message
          </ActionButton>
        </p>
      )}
      {env !== undefined && (
        <>
          <CodeBlock label="From a shell" code={curlSnippet(env)} />
          <CodeBlock label="From Node" code={nodeSnippet()} />
        </>
      )}
    </EmptyState>
  );
}
