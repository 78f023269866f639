import { curlSnippet, nodeSnippet } from "../../model/snippets.js";
import { useStore } from "../../store/use-store.js";
import { CodeBlock } from "../../ui/code-block.js";
import { EmptyState } from "../../ui/empty-state.js";

/** What to do before the first text. */
export function FirstText() {
  const env = useStore((state) => state.info?.env);
  return (
    <EmptyState icon="inbox" title="Waiting for the first text">
      <p>Send one from your app. It shows here at once, whoever it is for; no phone has to be set up.</p>
      {env !== undefined && (
        <>
          <CodeBlock label="From a shell" code={curlSnippet(env)} />
          <CodeBlock label="From Node" code={nodeSnippet()} />
        </>
      )}
    </EmptyState>
  );
}
