import * as z from "zod/mini";
import type { Comments } from "./comments.js";

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { [keyword: string]: unknown };

/**
 * A schema of core as JSON Schema. What only the SDK adds is left out: that objects are closed or frozen, and the bounds of
 * JavaScript's numbers.
 */
export function toJsonSchema(schema: z.ZodMiniType, comments: Comments | undefined): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ jsonSchema }) => clean(jsonSchema),
  });
  return describe(json, comments);
}

function clean(json: JsonSchema): void {
  // Sendo's reaction to unknown fields is not documented, and its responses may have more.
  if (json.additionalProperties === false || isEmpty(json.additionalProperties)) delete json.additionalProperties;
  delete json.readOnly; // of `.readonly()`: a request may not have such a field
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.format === "uri") delete json.pattern; // the pattern is ours
  const [only, none] = Array.isArray(json.anyOf) ? (json.anyOf as JsonSchema[]) : [];
  if (only !== undefined && none?.type === "null" && typeof only.type === "string") {
    delete json.anyOf;
    Object.assign(json, only, { type: [only.type, "null"] });
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function describe(json: JsonSchema, comments: Comments | undefined): JsonSchema {
  if (comments === undefined) return json;
  const properties = Object.entries((json.properties ?? {}) as Record<string, JsonSchema>).map(([name, property]) => {
    const inner = comments.members[name];
    if (inner === undefined) throw new Error(`no comment on the field "${name}"`);
    return [
      name,
      { ...describe(property, Object.keys(inner.members).length > 0 ? inner : undefined), description: inner.text },
    ];
  });
  return {
    ...json,
    description: comments.text,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) as JsonSchema }),
  };
}
