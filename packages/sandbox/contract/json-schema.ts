import * as z from "zod/mini";
import type { Comments } from "./comments.js";

/** A JSON Schema of draft 2020-12, which OpenAPI 3.1 uses. */
export type JsonSchema = { [keyword: string]: unknown };

/**
 * Converts a schema of core to JSON Schema. It omits the SDK's additions: closed or frozen objects, and the bounds of
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
  // Sendo does not document how it handles unknown fields, and its responses may have more fields.
  if (json.additionalProperties === false || isEmpty(json.additionalProperties)) delete json.additionalProperties;
  delete json.readOnly; // set by `.readonly()`, but requests may contain the field
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.format === "uri") delete json.pattern; // the pattern is not documented
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
      {
        ...describe(property, Object.keys(inner.members).length > 0 ? inner : undefined),
        description: inner.description,
      },
    ];
  });
  return {
    ...json,
    description: comments.description,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) as JsonSchema }),
  };
}
