import { Readable } from "node:stream";
import type { AuditEntry, AuditFilter } from "../../contract/audit.ts";
import type { Database } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { writeCsv } from "../account-csv/csv.ts";
import { searchAudit } from "./audit-search.ts";

/** Writes what is found as it is read: a page of the log is in memory at a time, however long the answer is. */
export class AuditExport {
  readonly #db: Database;
  readonly #stalledMsMax: number;
  #runningCount: number;

  constructor(db: Database, stalledMsMax = STALLED_MS_MAX) {
    this.#db = db;
    this.#stalledMsMax = stalledMsMax;
    this.#runningCount = 0;
  }

  csv(filter: AuditFilter, mayGoOn: MayGoOn): Readable | ProblemAnswer {
    return this.#stream(filter, mayGoOn, {
      head: writeCsv([COLUMNS]),
      rows: (entries) => writeCsv(entries.map(cells)),
      foot: "",
    });
  }

  json(filter: AuditFilter, mayGoOn: MayGoOn): Readable | ProblemAnswer {
    return this.#stream(filter, mayGoOn, {
      head: "[",
      rows: (entries, isFirst) =>
        (isFirst ? "\n" : ",\n") + entries.map((entry) => JSON.stringify(entry)).join(",\n"),
      foot: "\n]\n",
    });
  }

  #stream(filter: AuditFilter, mayGoOn: MayGoOn, format: Format): Readable | ProblemAnswer {
    if (this.#runningCount >= EXPORTS_MAX) {
      return new ProblemAnswer("too-many-requests", "Other exports run; wait for their end.", {
        retryAfterSeconds: 10,
      });
    }
    this.#runningCount += 1;
    const goesOn = () => void patience.refresh();
    const pages = this.#pages(filter, mayGoOn, goesOn);
    const stream = Readable.from(texts(pages, format), { objectMode: false });
    // Whoever stops reading must not keep others from their exports for ever.
    const patience = setTimeout(() => stream.destroy(), this.#stalledMsMax);
    patience.unref();
    stream.once("close", () => {
      clearTimeout(patience);
      this.#runningCount -= 1;
    });
    return stream;
  }

  async *#pages(
    filter: AuditFilter,
    mayGoOn: MayGoOn,
    goesOn: () => void,
  ): AsyncGenerator<readonly AuditEntry[]> {
    let cursor: string | undefined;
    do {
      goesOn();
      // The answer breaks off, so that nobody takes what arrived for all there is.
      if (!(await mayGoOn())) throw new Error("the session or key of an export has ended");
      const page = await searchAudit(this.#db, filter, cursor, PAGE_ROWS);
      if (page.items.length > 0) yield page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}

/** Asked before each page: whether who wants the export still may have it. */
export type MayGoOn = () => Promise<boolean>;

async function* texts(
  pages: AsyncIterable<readonly AuditEntry[]>,
  format: Format,
): AsyncGenerator<string> {
  yield format.head;
  let isFirst = true;
  for await (const entries of pages) {
    yield format.rows(entries, isFirst);
    isFirst = false;
  }
  yield format.foot;
}

interface Format {
  readonly head: string;
  readonly rows: (entries: readonly AuditEntry[], isFirst: boolean) => string;
  readonly foot: string;
}

/** Each keeps a connection of the database busy. */
const EXPORTS_MAX = 2;
const PAGE_ROWS = 2_000;
/** For a page of them, over a slow line. */
const STALLED_MS_MAX = 120_000;

const COLUMNS = [
  "time",
  "source",
  "kind",
  "user",
  "address",
  "share",
  "path",
  "status",
  "detail",
  "revision",
] as const;

function cells(entry: AuditEntry): string[] {
  const { timeMs, source, kind, user, address, share, path, status, detail, revision } = entry;
  const time = new Date(timeMs).toISOString();
  return [time, source, kind, user, address, share, path, status, detail, String(revision ?? "")];
}
