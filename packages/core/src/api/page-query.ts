import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { inputSchema, wholeNumberSchema } from "./fields.js";

/** Pagination options for a list request. */
export interface PageQuery {
  /** Items per page, 1 or more. Sendo does not document the maximum. @defaultValue Sendo's default, 10 */
  limit?: number | undefined;
  /** Number of items to skip. @defaultValue `0` */
  skip?: number | undefined;
}

/** The fields of {@link PageQuery}, for queries that also have other fields. */
export const pageQueryShape = lazy(() => ({
  limit: z.optional(wholeNumberSchema(1)),
  skip: z.optional(wholeNumberSchema(0)),
}));

export const pageQuerySchema = lazy(() => inputSchema(pageQueryShape()));
