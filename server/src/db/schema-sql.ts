import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

/**
 * The SQL that leads from one Prisma schema (null: an empty database) to another; empty when they agree.
 * For tests and for making migrations: the server itself applies checked-in SQL and never compares.
 */
export async function schemaSql(
  url: string,
  source: string | null,
  target: string,
): Promise<string> {
  const { SchemaEngine } = await schemaEngine();
  // The texts are compared, not the database at `url`; the engine only asks its version. (It cannot read the
  // catalog through this adapter, which refuses the type "char".)
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }));
  const engine = await SchemaEngine.new({ datamodels: [[PATH, target]] }, () => undefined, adapter);
  try {
    const result = await engine.diff({
      from:
        source === null
          ? { tag: "empty" }
          : { tag: "schemaDatamodel", files: [{ path: PATH, content: source }] },
      to: { tag: "schemaDatamodel", files: [{ path: PATH, content: target }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const script = result.stdout ?? "";
    return script.includes("This is an empty migration") ? "" : script;
  } finally {
    engine.free();
  }
}

const PATH = "schema.prisma";

type SchemaEngineModule = typeof import("@prisma/schema-engine-wasm");

/** The part of the global WebAssembly that is used; the compiler knows it from the DOM library only. */
interface WasmLoader {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(
    module: object,
    imports: object,
  ): Promise<{ exports: { __wbindgen_start: () => void } }>;
}

/** Loads the WebAssembly by hand: its own entry needs Node's experimental wasm imports. */
async function schemaEngine(): Promise<SchemaEngineModule> {
  const folder = dirname(
    createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg"),
  );
  // The glue module is untyped; it exports what the typed entry re-exports, and the hook that sets the memory.
  const glue = (await import(join(folder, "schema_engine_bg.js"))) as SchemaEngineModule & {
    __wbg_set_wasm(exports: object): void;
  };
  const loader = (globalThis as unknown as { WebAssembly: WasmLoader }).WebAssembly;
  const module = await loader.compile(await readFile(join(folder, "schema_engine_bg.wasm")));
  const instance = await loader.instantiate(module, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}
