import { Controller, Get, RequestMethod } from "@nestjs/common";
import { ApiExcludeController, DocumentBuilder, SwaggerModule } from "@nestjs/swagger";
import { describe, expect, it } from "vitest";
import { SendoModule } from "../src/index.js";
import { PLATFORMS } from "./platforms.js";
import { deliver, LOCAL, startApp, TOKEN } from "./start-app.js";

const webhooks = { path: "webhooks/sendo", tokens: TOKEN, dedupe: false } as const;

describe.each(PLATFORMS)("the route of a webhook, in an app on %s", (platform) => {
  it.each([
    ["only for POST", [{ path: webhooks.path, method: RequestMethod.POST }]],
    ["for all methods", [{ path: webhooks.path, method: RequestMethod.ALL }]],
    ["by its path", [webhooks.path]],
    ["by a parameter", [{ path: "webhooks/:which", method: RequestMethod.POST }]],
  ])("nest#5291: can be excluded from the global prefix, %s", async (_how, exclude) => {
    const { url } = await startApp(
      { imports: [SendoModule.forRoot({ ...LOCAL, webhooks })] },
      (app) => app.setGlobalPrefix("api", { exclude }),
      platform,
    );
    expect(await deliver(`${url}/webhooks/sendo`, "message.status")).toBe(200);
    expect(await deliver(`${url}/api/webhooks/sendo`, "message.status")).toBe(404);
  });

  it("nestjs/swagger#92: is not in the app's OpenAPI document, unless the app asks for it", async () => {
    @Controller("tables")
    class Tables {
      @Get()
      list(): void {}
    }
    const decorators = [ApiExcludeController(false)];
    const { app, url } = await startApp(
      {
        imports: [
          SendoModule.forRoot({ ...LOCAL, webhooks }),
          SendoModule.forRoot({ ...LOCAL, name: "eu", webhooks: { ...webhooks, path: "eu", decorators } }),
        ],
        controllers: [Tables],
      },
      undefined,
      platform,
    );
    const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    expect(Object.keys(paths).sort()).toEqual(["/eu", "/tables"]);
    expect(await deliver(`${url}/webhooks/sendo`, "message.status")).toBe(200);
  });

  it("answers every method but POST with 405", async () => {
    const { url } = await startApp({ imports: [SendoModule.forRoot({ ...LOCAL, webhooks })] }, undefined, platform);
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const response = await fetch(`${url}/webhooks/sendo`, { method, headers: { "x-webhook-token": TOKEN } });
      expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, "POST"]);
    }
  });
});
