// What examples of @sendo/sandbox take for granted.
import type { Sandbox, Phone } from "@sendo/sandbox";
import type { Sendo } from "@sendo/core";

export { expect, test } from "vitest";
export { defineConfig } from "vitest/config";
export declare const sandbox: Sandbox;
export declare const ann: Phone;
export declare const app: { sendNewsletter(): Promise<void> };
export declare function createApp(options: { sendo: Sendo }): { signIn(phone: string): Promise<void> };
