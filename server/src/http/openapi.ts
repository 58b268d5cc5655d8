import { z } from "zod";
import { COMMON_PROBLEMS, PROBLEMS, type ProblemCode, problemSchema } from "../contract/problem.ts";
import type { RouteRow } from "../contract/route.ts";

export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly info: { title: string; version: string; description: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly [key: string]: unknown;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: string[];
  readonly description: string;
  readonly parameters?: Parameter[];
  readonly requestBody?: unknown;
  readonly responses: Record<string, { description: string; content?: unknown }>;
  readonly security: unknown[];
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Json;
}

type Json = Record<string, unknown>;
type Tables = Readonly<Record<string, Readonly<Record<string, RouteRow>>>>;

/** The OpenAPI 3.1 document of all rows. */
export function openApi(tables: Tables, version: string): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [resource, table] of Object.entries(tables)) {
    for (const [name, row] of Object.entries(table)) {
      const path = row.path.replace(/:([A-Za-z]+)/g, "{$1}");
      paths[path] ??= {};
      paths[path][row.method.toLowerCase()] = operation(resource, name, row);
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Larder",
      version,
      description:
        "Shares, users and groups of a Larder box, and what is live on its file server. Unknown fields are " +
        "refused. Errors are RFC 9457 problem documents with a stable `code`.",
    },
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    tags: Object.keys(tables).map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema, "output") },
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-larder_session",
          description:
            "Set by signing in (`larder_session` over plain HTTP). Calls other than GET also need the " +
            "X-CSRF-Token header with the token that signing in answered.",
        },
      },
    },
  };
}

function operation(resource: string, name: string, row: RouteRow): Operation {
  const parameters = [...parametersOf(row.params, "path"), ...parametersOf(row.query, "query")];
  return {
    operationId: `${resource}.${name}`,
    summary: row.summary,
    tags: [resource],
    description: `${ROLES[row.role]}${row.audit === null ? "" : ` Recorded as \`${row.audit}\`.`}`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(row.body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(row.body, "input") } },
          },
        }),
    responses: { ...success(row), ...failures(row) },
    security: row.role === "public" ? [] : [{ apiKey: [] }, { session: [] }],
  };
}

const ROLES = {
  public: "Needs no identity.",
  viewer: "Any role will do.",
  shares: "Needs the shares or the admin role.",
  users: "Needs the users or the admin role.",
  auditor: "Needs the auditor or the admin role.",
  admin: "Needs the admin role.",
} as const;

function parametersOf(schema: z.ZodObject | null, place: "path" | "query"): Parameter[] {
  if (schema === null) return [];
  const { properties, required } = schemaOf(schema, "input") as {
    properties: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || (required ?? []).includes(name),
    ...(typeof description === "string" ? { description } : {}),
    schema: property,
  }));
}

function success(row: RouteRow): Operation["responses"] {
  if (row.reply === null) return { [row.status ?? 204]: { description: "Done" } };
  const type = row.replyType ?? "application/json";
  return {
    [row.status ?? 200]: {
      description: row.status === 201 ? "Created" : "Done",
      content: { [type]: { schema: schemaOf(row.reply, "output") } },
    },
  };
}

/** One answer per status, naming its codes. */
function failures(row: RouteRow): Operation["responses"] {
  const byStatus = new Map<number, ProblemCode[]>();
  const isPublic = row.role === "public";
  for (const code of new Set<ProblemCode>([...row.errors, ...COMMON_PROBLEMS])) {
    if (isPublic && (code === "not-authenticated" || code === "not-allowed")) continue;
    if (row.method === "GET" && code === "csrf-failed") continue;
    if (row.body === null && ["malformed", "too-large", "media-type"].includes(code)) continue;
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses: Operation["responses"] = {};
  for (const [status, codes] of [...byStatus].sort(([left], [right]) => left - right)) {
    responses[status] = {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
      content: {
        "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
      },
    };
  }
  return responses;
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return json;
}
