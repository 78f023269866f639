import { format } from "prettier";
import { ASSUMPTIONS_KEY } from "./open-api.js";
import type { JsonSchema } from "./json-schema.js";

/** An object of the OpenAPI document. */
export type Node = Readonly<Record<string, unknown>>;
type Nodes = Readonly<Record<string, Node>>;

interface Document {
  readonly paths: Readonly<Record<string, Nodes>>;
  readonly components: { readonly schemas: Nodes; readonly headers: Nodes };
}

const INTRO = `# Endpoints and fields

This page describes the requests and responses of Sendo's HTTP API, based on its public documentation. It is generated from the API contract in
\`@sendo/core\`. The unofficial OpenAPI 3.1 document printed by \`npx @sendo/sandbox openapi\` is generated from the same contract.
Sendo does not publish an OpenAPI document.

The _assumed_ column lists assumptions about behavior that Sendo does not document. To see what each assumption id means, run \`npx @sendo/sandbox fidelity\`.
A field is required if Sendo's documentation marks it as required. Responses can contain fields and enum values that are not listed here.

The base URL is \`https://api.sendo.dev\`. Every request must have the header \`Authorization: Bearer {API key}\`. The response to a
failed request has a body with a string field named \`error\`.`;

/** Generates the documentation page with endpoints and fields from the OpenAPI document. */
export function apiPage(openApi: JsonSchema): Promise<string> {
  const { paths, components } = openApi as unknown as Document;
  const endpoints = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [
      `\`${method.toUpperCase()} ${path}\``,
      String(operation.summary),
      bodyOf(operation),
      assumedOf(operation),
    ]),
  );
  const headers = Object.entries(components.headers).map(([name, header]) => [
    `\`${name}\``,
    String(header.description),
    assumedOf(header),
  ]);
  const schemas = Object.entries(components.schemas).filter(([name]) => name !== "EventMessage");
  const parts = [
    INTRO,
    "## Endpoints",
    table(["endpoint", "purpose", "request", "assumed"], endpoints),
    "## Headers in every response",
    table(["header", "meaning", "assumed"], headers),
    ...Object.entries(paths).flatMap(([path, { get }]) => queryOf(path, get)),
    ...schemas.flatMap(([name, schema]) => [
      `## ${name}`,
      `${String(schema.description)}${assumedOf(schema) === "" ? "" : ` Assumed: ${assumedOf(schema)}.`}`,
      table(["field", "type", "required", "meaning", "assumed"], fieldsOf(schema)),
    ]),
  ];
  return format(parts.join("\n\n"), { parser: "markdown", printWidth: 120 });
}

function queryOf(path: string, operation: Node | undefined): readonly string[] {
  const parameters = (operation?.parameters ?? []) as readonly Node[];
  const rows = parameters
    .filter((parameter) => parameter.in === "query")
    .map((parameter) => [
      `\`${String(parameter.name)}\``,
      typeOf(parameter.schema as Node),
      parameter.required === true ? "yes" : "",
      String(parameter.description),
      assumedOf(parameter),
    ]);
  return rows.length === 0
    ? []
    : [`## Query parameters for GET ${path}`, table(["parameter", "type", "required", "meaning", "assumed"], rows)];
}

/** One row for each field: name, type, required, meaning, assumed. */
export function fieldsOf(schema: Node, prefix = ""): string[][] {
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries((schema.properties ?? {}) as Nodes).flatMap(([name, field]) => [
    [
      `\`${prefix}${name}\``,
      typeOf(field),
      required.includes(name) ? "yes" : "",
      String(field.description),
      assumedOf(field),
    ],
    ...fieldsOf(field, `${prefix}${name}.`),
  ]);
}

function bodyOf(operation: Node): string {
  const content = (operation.requestBody as Node | undefined)?.content as Nodes | undefined;
  const reference = (content?.["application/json"]?.schema as Node | undefined)?.$ref;
  return typeof reference === "string" ? linkTo(reference) : "";
}

function typeOf(field: Node): string {
  if (typeof field.$ref === "string") return linkTo(field.$ref);
  if (Array.isArray(field.anyOf)) {
    const [first] = field.anyOf as readonly Node[];
    const known = (first?.enum ?? []) as readonly string[];
    if (known.length > 0)
      return `string (known ${known.length === 1 ? "value" : "values"}: ${known.map((value) => `\`${value}\``).join(", ")})`;
    return oneOf((field.anyOf as readonly Node[]).flatMap((each) => typeOf(each).split(" or ")));
  }
  if (typeof field.const === "string") return `\`${field.const}\``;
  const types = [(field.type ?? "any") as string | readonly string[]].flat();
  if (field.items === undefined) return oneOf(types);
  const list = `array of ${typeOf(field.items as Node).replace(/^string/, "strings")}`;
  return types.includes("null") ? `${list}, or null` : list;
}

function oneOf(types: readonly string[]): string {
  return types.length < 2 ? types.join("") : `${types.slice(0, -1).join(", ")} or ${types.at(-1)!}`;
}

function linkTo(reference: string): string {
  const name = reference.split("/").at(-1)!.replace("EventMessage", "Message");
  return `[${name}](#${name.toLowerCase()})`;
}

function assumedOf(node: Node): string {
  return ((node[ASSUMPTIONS_KEY] ?? []) as readonly string[]).map((id) => `\`${id}\``).join(", ");
}

/** A Markdown table. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
