import express5 from "express";
import express4 from "express4";

/**
 * Both versions under the types of 5, so that one test can drive either. That the package compiles under the types of 4 is
 * shown by tsconfig.express4.json.
 */
export const EXPRESS_VERSIONS = [
  ["Express 5", express5],
  ["Express 4", express4 as unknown as typeof express5],
] as const;
