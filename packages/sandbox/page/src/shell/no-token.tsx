import { EmptyState } from "../ui/empty-state.js";

/** Page for a URL without a token. */
export function NoToken() {
  return (
    <main className="alone">
      <EmptyState icon="fidelity" title="This URL has no token">
        <p>
          Open the complete URL that the sandbox printed when it started: <code>{location.origin}/#token=…</code>
        </p>
        <p>
          In code, this URL is <code>sandbox.pageUrl</code>. The token prevents other pages in this browser from
          controlling your sandbox.
        </p>
      </EmptyState>
    </main>
  );
}
