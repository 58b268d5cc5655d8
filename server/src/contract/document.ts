import { z } from "zod";
import { defineRoute } from "./route.ts";

export const documentRoutes = {
  openapi: defineRoute({
    method: "GET",
    path: "/api/openapi.json",
    params: null,
    query: null,
    body: null,
    reply: z.record(z.string(), z.unknown()),
    errors: [],
    role: "public",
    audit: null,
    summary: "This API as an OpenAPI 3.1 document",
  }),
  page: defineRoute({
    method: "GET",
    path: "/api/docs",
    params: null,
    query: null,
    body: null,
    reply: z.string(),
    replyType: "text/html",
    errors: [],
    role: "public",
    audit: null,
    summary: "This API as a page",
  }),
} as const;
