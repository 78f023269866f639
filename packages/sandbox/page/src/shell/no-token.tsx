import { EmptyState } from "../ui/empty-state.js";

/** For a page that was opened by its bare address. */
export function NoToken() {
  return (
    <main className="alone">
      <EmptyState icon="fidelity" title="This address lacks its token">
        <p>
          Open the whole address that the sandbox printed when it started: <code>{location.origin}/#token=…</code>
        </p>
        <p>
          In process it is <code>sandbox.pageUrl</code>. Every run has another token, so that no other page that you
          have open can steer your sandbox.
        </p>
      </EmptyState>
    </main>
  );
}
