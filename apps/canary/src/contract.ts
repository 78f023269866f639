import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import type { Exchange } from "./wire.js";

type Node = Readonly<Record<string, unknown>>;

// The document that the sandbox ships; its package does not export it.
const file = createRequire(import.meta.url)
  .resolve("@sendo/sandbox/package.json")
  .replace(/package\.json$/, "dist/openapi.json");
const openApi = JSON.parse(readFileSync(file, "utf8")) as {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Node>> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Node>> };
};
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).addSchema(openApi, "openapi");
const RATE_HEADERS = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/**
 * How a response differs from the contract. A difference names fields and rules, and never a value: values contain phone numbers and
 * message bodies.
 *
 * @param route - As the document writes it, such as `GET /v1/message/{id}`.
 */
export function differencesOf(route: string, { status, headers, json }: Exchange): string[] {
  const found = RATE_HEADERS.filter((name) => headers[name] === undefined).map(
    (name) => `the header ${name} is missing`,
  );
  const [method = "", path = ""] = route.split(" ");
  const { responses } = openApi.paths[path]![method.toLowerCase()]!;
  const key = [String(status), `${Math.floor(status / 100)}XX`].find((each) => each in responses);
  if (key === undefined) return [...found, `the contract has no response with the status ${status}`];
  if (json === undefined) return [...found, "the body is not JSON"];
  const reference = (responses[key] as { readonly $ref?: string }).$ref?.slice(1);
  const place = reference ?? `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${key}`;
  const pointer = `${place}/content/application~1json/schema`;
  const validate = ajv.compile({ $ref: `openapi#${pointer}` });
  if (!validate(json)) found.push(...(validate.errors ?? []).map(ruleOf));
  return [...new Set([...found, ...unknownFields(at(pointer), json, "")])];
}

const escaped = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");

function at(pointer: string): Node {
  const parts = pointer.split("/").slice(1);
  return parts.reduce<unknown>(
    (node, part) => (node as Node)[part.replaceAll("~1", "/").replaceAll("~0", "~")],
    openApi,
  ) as Node;
}

/** `messages[].from: must be string`. Keys of metadata are the account's own, so the path ends before them. */
function ruleOf({ instancePath, message = "does not fit" }: ErrorObject): string {
  const path = instancePath.replace(/\/metadata\/.*$/, "/metadata").replace(/\/\d+(?=\/|$)/g, "[]");
  return `${path.slice(1).replaceAll("/", ".").replaceAll(".[]", "[]") || "the body"}: ${message}`;
}

/** Fields that the contract does not have. They are no error of Sendo's: the contract is to be extended. */
function unknownFields(schema: Node, value: unknown, path: string): string[] {
  const resolved = typeof schema.$ref === "string" ? at(schema.$ref.slice(1)) : schema;
  if (Array.isArray(value)) {
    const items = resolved.items as Node | undefined;
    return items === undefined ? [] : value.flatMap((item) => unknownFields(items, item, `${path}[]`));
  }
  const properties = resolved.properties as Readonly<Record<string, Node>> | undefined;
  if (properties === undefined || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const where = path === "" ? name : `${path}.${name}`;
    const field = properties[name];
    return field === undefined
      ? [`${where}: the contract does not have this field`]
      : unknownFields(field, inner, where);
  });
}
