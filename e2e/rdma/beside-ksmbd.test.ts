/** Ours beside the kernel's server of SMB Direct, in one guest; RESULTS.md is written from it. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ROOT } from "../product/product.ts";
import { comparisonTable, measureSide, type Side } from "./comparison.ts";
import { RdmaSite } from "./rdma-site.ts";

describe("SMB Direct beside ksmbd", () => {
  let site: RdmaSite;
  let ours: Side;

  before(async () => {
    site = await RdmaSite.start();
  });
  after(async () => site?.remove());

  test("ours carries files over RDMA and over TCP", async () => {
    ours = await measureSide(site, "data", "username=alice,password=pass1234");
    const { rdma } = await site.report();
    assert.ok(Number(rdma?.counters.writeBytes) > 0 && Number(rdma?.counters.readBytes) > 0);
  });

  test("so does ksmbd, and the ratios are written down", async () => {
    await site.stop();
    await site.guest.run("/opt/guest/ksmbd-up 445");
    const theirs = await measureSide(site, "share", "username=nasuser,password=pass1234");
    writeFileSync(join(ROOT, "e2e/rdma/RESULTS.md"), page(comparisonTable(ours, theirs)));
  });
});

function page(table: string): string {
  return `# SMB Direct beside ksmbd

Written by \`npm run e2e:rdma -- beside-ksmbd\`. One guest with one emulated processor is client, server and, by soft-RoCE,
network card: only ratios of what ran in it mean something, and not even those say what a card would do, since in
software each byte that is placed is copied and summed by the same processor. A program of user space pays more for
emulation than a kernel does: each change between processes, and JavaScript that is compiled while it runs.

Kernel 6.12's client, mounted with \`cache=none\` and transfers of 1 MiB; RDMA and TCP in turn, ours first, then ksmbd.
Processor time is the whole guest's, the client's included. Each cell is the median of the rounds, and in brackets the
least and the greatest.

${table}
`;
}
