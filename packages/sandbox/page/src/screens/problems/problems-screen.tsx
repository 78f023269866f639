import { PROBLEM_WORDS, problemKey } from "../../model/problem-words.js";
import { timeOfDay } from "../../model/sandbox-time.js";
import { hrefOf } from "../../router/route.js";
import { useProblems } from "../../store/use-problems.js";
import { CodeBlock } from "../../ui/code-block.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Screen } from "../../ui/screen.js";

/** Screen with mistakes in the app. */
export function ProblemsScreen() {
  const problems = useProblems();
  return (
    <Screen
      title="Problems"
      lead="Requests and webhooks that reveal a mistake in your app. Some requests succeeded anyway, so your tests might not catch the mistakes."
    >
      {problems.length === 0 ? (
        <EmptyState icon="done" title="No problems">
          <p>
            This list shows your app's mistakes and how to fix them. Examples are an undocumented field, a key from
            another run, and plain HTTP.
          </p>
          <CodeBlock label="In a test" code="expect(sandbox.problems()).toEqual([]);" />
          <CodeBlock label="Around any command" code="npx @sendo/sandbox exec --strict -- npm test" />
        </EmptyState>
      ) : (
        <ul className="rows">
          {problems.map((problem) => (
            <li key={problemKey(problem)} className="row" data-problem={problem.code}>
              <div className="row-main">
                <span className="row-title">
                  {PROBLEM_WORDS[problem.code]}
                  <code className="chip">{problem.code}</code>
                  {problem.tenant === undefined && <span className="row-state">no valid key</span>}
                </span>
                <span className="row-state number">
                  {problem.count > 1 ? `${problem.count} times, first at ` : ""}
                  <time dateTime={problem.at}>{timeOfDay(problem.at)}</time>
                </span>
              </div>
              <p className="row-text">{problem.message}</p>
            </li>
          ))}
        </ul>
      )}
      {problems.length > 0 && (
        <p className="hint">
          The requests are listed under <a href={hrefOf("requests")}>Requests</a>. With{" "}
          <code className="nowrap">exec --strict</code>, a test run fails if the sandbox reports any problems.
        </p>
      )}
    </Screen>
  );
}
