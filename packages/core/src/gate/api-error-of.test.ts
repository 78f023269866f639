import { expect, it } from "vitest";
import { apiErrorOf } from "./api-error-of.js";

it.each([
  [{ statusCode: 413, message: "c4n4ry" }, 413, "Payload Too Large"],
  [{ status: 404 }, 404, "Not Found"],
  [{ statusCode: 200, status: 400 }, 400, "Bad Request"],
  [{ statusCode: "404", status: 302 }, 500, "Internal Server Error"],
  [{ status: 499 }, 499, "Error"],
  [{ status: 600 }, 500, "Internal Server Error"],
  [{ status: 399.5 }, 500, "Internal Server Error"],
  [new SyntaxError("c4n4ry"), 500, "Internal Server Error"],
  ["c4n4ry", 500, "Internal Server Error"],
  [null, 500, "Internal Server Error"],
  [undefined, 500, "Internal Server Error"],
])("apiErrorOf(%o) is %i %s", (error, httpStatus, message) => {
  expect(apiErrorOf(error)).toEqual({
    httpStatus,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ error: message }),
  });
});
