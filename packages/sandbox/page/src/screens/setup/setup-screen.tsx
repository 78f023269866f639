import { useState } from "react";
import { envText, SNIPPETS } from "../../model/snippets.js";
import { useStore } from "../../store/use-store.js";
import { CodeBlock } from "../../ui/code-block.js";
import { Screen } from "../../ui/screen.js";
import { Checklist } from "./checklist.js";
import { StartOver } from "./start-over.js";

/** Screen with environment variables and code samples. */
export function SetupScreen() {
  const info = useStore((state) => state.info);
  const [chosen, setChosen] = useState(0);
  if (info === undefined) return <Screen title="Setup">{null}</Screen>;
  const snippet = SNIPPETS[chosen]!;
  return (
    <Screen
      title="Setup"
      lead="Copy these variables into your app's environment to send messages to the sandbox. No data leaves this machine."
    >
      <div className="columns">
        <div className="stack">
          <CodeBlock label=".env" code={envText(info.env)} />
          <section className="stack" aria-label="Code">
            <div className="filters" role="group" aria-label="Framework">
              {SNIPPETS.map(({ name }, index) => (
                <button
                  key={name}
                  type="button"
                  className="button button-small"
                  aria-pressed={index === chosen}
                  onClick={() => setChosen(index)}
                >
                  {name}
                </button>
              ))}
            </div>
            <CodeBlock label={snippet.name} code={snippet.code(info.env)} />
          </section>
        </div>
        <div className="stack">
          <Checklist />
          <section className="card" aria-label="This sandbox">
            <h2>This sandbox</h2>
            <dl className="facts">
              <div>
                <dt>Tenant</dt>
                <dd>{info.tenant}</dd>
              </div>
              <div>
                <dt>Version</dt>
                <dd>{info.version}</dd>
              </div>
              <div>
                <dt>Seed</dt>
                <dd>
                  <code>{info.seed}</code>
                </dd>
              </div>
              <div>
                <dt>Limit</dt>
                <dd>
                  {info.limit?.requestsPerSecond === false
                    ? "none"
                    : `${info.limit?.requestsPerSecond} per second, ${info.limit?.window}`}
                </dd>
              </div>
            </dl>
            <StartOver />
          </section>
        </div>
      </div>
    </Screen>
  );
}
