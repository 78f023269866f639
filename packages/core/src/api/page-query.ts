import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { inputSchema, wholeNumberSchema } from "./fields.js";

/** How a list is paged. */
export interface PageQuery {
  /** Items per request, 1 or more; Sendo's maximum is not documented. @defaultValue Sendo's, which is 10 */
  limit?: number | undefined;
  /** Items to leave out at the beginning. @defaultValue `0` */
  skip?: number | undefined;
}

/** The fields of {@link PageQuery}, for queries that have more. */
export const pageQueryShape = lazy(() => ({
  limit: z.optional(wholeNumberSchema(1)),
  skip: z.optional(wholeNumberSchema(0)),
}));

/** Checks a {@link PageQuery}. */
export const pageQuerySchema = lazy(() => inputSchema(pageQueryShape()));
