// What examples of @sendo/express take for granted.
import type { Express, Request, Router } from "express";

export { default as express } from "express";
export declare const app: Express;
export declare const req: Request;
export declare const routes: Router;
export declare const euKey: string;
export declare const usKey: string;
export declare const logger: { error(error: unknown): void };
