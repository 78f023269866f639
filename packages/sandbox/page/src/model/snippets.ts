/** One send with curl, with this sandbox's own values. */
export function curlSnippet(env: Readonly<Record<string, string>>): string {
  const body = JSON.stringify({ campaign: env.SENDO_CAMPAIGN, to: "+12065550142", body: "Your code is 482913" });
  return [
    `curl ${env.SENDO_BASE_URL}/v1/message/send \\`,
    `  --cacert ${env.SENDO_CA_FILE} \\`,
    `  -H "Authorization: Bearer ${env.SENDO_API_KEY}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
  ].join("\n");
}

/** One send with the client, which reads the environment. */
export function nodeSnippet(): string {
  return [
    `import { Sendo } from "@sendo/core";`,
    ``,
    `const sendo = new Sendo(); // reads the SENDO_ lines from Set-up`,
    `await sendo.messages.send({ to: "+12065550142", body: "Your code is 482913" });`,
  ].join("\n");
}
