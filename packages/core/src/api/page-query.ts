import * as z from "zod";
import { lazy } from "../internal/lazy.js";
import { inputSchema } from "./fields.js";

/** How a list is paged. */
export interface PageQuery {
  /** Items per request, 1 or more; Sendo's maximum is not documented. @defaultValue Sendo's, which is 10 */
  limit?: number | undefined;
  /** Items to leave out at the beginning. @defaultValue `0` */
  skip?: number | undefined;
}

/** The fields of {@link PageQuery}, for queries that have more. */
export const pageQueryShape = lazy(() => ({
  limit: z.int("must be a whole number").min(1, "must be at least 1").optional(),
  skip: z.int("must be a whole number").min(0, "must be at least 0").optional(),
}));

/** Checks a {@link PageQuery}. */
export const pageQuerySchema = lazy(() => inputSchema(pageQueryShape()));
