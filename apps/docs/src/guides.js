import { DECISIONS } from "./decisions.js";
import { PACKAGES } from "./repository.js";

const link = (text, page) => ({ text, link: `/${page}` });

/** The sidebar of every page outside the API reference, in the order in which a reader needs the pages. */
export const GUIDES = [
  {
    text: "Start",
    items: [
      link("Overview", "overview"),
      link("Your first message", "guide/first-message"),
      link("Send a message", "guide/send-message"),
      link("Migrating from your own fetch code", "guide/moving"),
      link("Before you send", "guide/compliance"),
    ],
  },
  {
    text: "Tasks",
    items: [
      link("Receive replies", "guide/receiving"),
      link("Send login codes", "guide/login-codes"),
      link("Message timing", "guide/on-time"),
      link("Guards", "guide/guards"),
      link("Bulk sending", "guide/bulk"),
      link("Test what you wrote", "guide/testing"),
      link("Scale to more processes", "guide/scaling"),
      link("Run the outbox", "guide/outbox"),
      link("SQL stores", "guide/sql-stores"),
      link("Keep it safe", "guide/security"),
      link("Use the sandbox", "guide/sandbox"),
      link("Use the sandbox anywhere", "guide/sandbox-anywhere"),
    ],
  },
  {
    text: "Frameworks and hosts",
    items: [
      link("Express", "guide/express"),
      link("Fastify", "guide/fastify"),
      link("NestJS", "guide/nestjs"),
      link("Next.js", "guide/nextjs"),
      link("Nuxt", "guide/nuxt"),
      link("AWS Lambda", "guide/lambda"),
      link("Docker", "guide/docker"),
      link("Hono, Koa and others", "guide/other-frameworks"),
    ],
  },
  {
    text: "Monitoring",
    items: [
      link("Events, logs, health", "guide/observability"),
      link("Prometheus", "guide/prometheus"),
      link("OpenTelemetry", "guide/opentelemetry"),
    ],
  },
  {
    text: "Reference",
    items: [
      link("Error codes", "guide/errors"),
      link("Endpoints and fields", "guide/api"),
      link("Command line", "guide/cli"),
      link("TypeScript API", "reference/"),
    ],
  },
  { text: "Packages", items: PACKAGES.map((name) => link(`@sendo/${name}`, `packages/${name}`)) },
  {
    text: "Background",
    items: [
      link("What is guaranteed", "guide/guarantees"),
      link("Benchmarks", "guide/benchmarks"),
      {
        text: "Figures",
        collapsed: true,
        items: [
          link("429s compared with other limiters", "figures/limiters"),
          link("100,000 sends, none twice", "figures/never-two"),
          link("Stale connections", "figures/stale-sockets"),
          link("Another program on the key", "figures/foreign"),
          link("A limit shared by processes", "figures/shared-limit"),
          link("A killed outbox", "figures/outbox-kills"),
          link("Cost of a slot", "figures/acquire"),
          link("Cost of a send", "figures/overhead"),
          link("Size of an install", "figures/weight"),
          link("The sandbox compared with others", "figures/sandbox"),
        ],
      },
      {
        text: "Decisions",
        collapsed: true,
        link: "/project/decisions/",
        items: DECISIONS.map(({ file, title }) =>
          link(title.replaceAll("`", ""), `project/decisions/${file.slice(0, -3)}`),
        ),
      },
      link("Contributing", "project/contributing"),
      link("Security", "project/security"),
      link("Code of conduct", "project/code-of-conduct"),
      link("Changelog", "changelog"),
    ],
  },
];
