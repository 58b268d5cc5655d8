/** Ours and the kernel's server of SMB Direct, each over RDMA and over TCP, in one guest: what each takes for the same. */
import { median } from "./median.ts";
import { ADDRESS, type RdmaSite } from "./rdma-site.ts";

const TRANSPORTS = ["rdma", "tcp"] as const;
const WORKS = ["write", "read", "small"] as const;
const LARGE_MIB = 16;
const SMALL_COUNT = 200;
const ROUNDS = 5;

type Transport = (typeof TRANSPORTS)[number];
type Work = (typeof WORKS)[number];

/** Seconds of the clock, and of the processor, which works for client, server and device. */
interface Taken {
  readonly elapsed: number;
  readonly busy: number;
}

/** By work and transport, a value for each round. */
export type Side = Readonly<Record<Work, Readonly<Record<Transport, readonly Taken[]>>>>;

const PLACES: Readonly<Record<Transport, string>> = { rdma: "/mnt/c-rdma", tcp: "/mnt/c-tcp" };

/** `login`: mount options that say who; the server is up and has the share. */
export async function measureSide(site: RdmaSite, share: string, login: string): Promise<Side> {
  // One request for one call, of one size on every way.
  const options = `vers=3.1.1,nosharesock,cache=none,rsize=1048576,wsize=1048576,${login}`;
  const { rdma, tcp } = PLACES;
  await site.guest.run(`
    mkdir -p ${rdma} ${tcp}
    mount -t cifs //${ADDRESS}/${share} ${rdma} -o rdma,${options}
    mount -t cifs //${ADDRESS}/${share} ${tcp} -o ${options}
    head -c ${LARGE_MIB * 1_048_576} /dev/urandom > /tmp/large`);
  const both = () => ({ rdma: [] as Taken[], tcp: [] as Taken[] });
  const side = { write: both(), read: both(), small: both() };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const work of WORKS) {
      for (const transport of TRANSPORTS) {
        const one = await measure(site, work, PLACES[transport]);
        // The first round fills caches and tables.
        if (round > 0) side[work][transport].push(one);
      }
    }
  }
  await site.guest.run(
    `cmp /tmp/large ${rdma}/large; rm ${rdma}/large; umount ${rdma}; umount ${tcp}`,
  );
  return side;
}

async function measure(site: RdmaSite, work: Work, place: string): Promise<Taken> {
  const commands: Readonly<Record<Work, string>> = {
    write: `dd if=/tmp/large of=${place}/large bs=1M conv=fsync`,
    read: `dd if=${place}/large of=/dev/null bs=1M`,
    small: `dd if=${place}/large of=/dev/null bs=4k count=${SMALL_COUNT}`,
  };
  const said = await site.guest.run(`
    now() { read -r _ user nice system idle wait rest < /proc/stat; echo "$(date +%s.%N) $idle $wait"; }
    now; ${commands[work]} 2>/dev/null; now`);
  const [before, after] = said
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
  const since = (index: number) => (after?.[index] ?? 0) - (before?.[index] ?? 0);
  const elapsed = since(0);
  // The kernel counts hundredths; the guest has one processor.
  return { elapsed, busy: Math.max(0, elapsed - (since(1) + since(2)) / 100) };
}

const WORDS: Readonly<Record<Work, string>> = {
  write: `write ${LARGE_MIB} MiB, 1 MiB a time`,
  read: `read ${LARGE_MIB} MiB, 1 MiB a time`,
  small: `read 4 KiB, ${SMALL_COUNT} times`,
};

/**
 * Ratios only: a guest is emulated, and slower than its machine by no constant factor. Each round gives one; the table
 * has their median, and the least and the greatest.
 */
export function comparisonTable(ours: Side, theirs: Side): string {
  const lines = WORKS.flatMap((work) =>
    TRANSPORTS.map((transport) => {
      const [mine, other] = [ours[work][transport], theirs[work][transport]];
      return [WORDS[work], transport.toUpperCase(), speed(mine, other), load(mine, other)];
    }),
  );
  const gains = WORKS.flatMap((work) =>
    [ours, theirs].map((side, index) => {
      const { rdma, tcp } = side[work];
      return [WORDS[work], index === 0 ? "ours" : "ksmbd", speed(rdma, tcp), load(rdma, tcp)];
    }),
  );
  return [
    "## Ours, of ksmbd's",
    "",
    "Throughput: above 1 is faster than ksmbd. Processor time: below 1 is less than ksmbd takes for the same.",
    "",
    ...table(["work", "over", "throughput", "processor time"], lines),
    "",
    "## RDMA's, of TCP's",
    "",
    "The same server, the other way to it.",
    "",
    ...table(["work", "server", "throughput", "processor time"], gains),
  ].join("\n");
}

function speed(mine: readonly Taken[], other: readonly Taken[]): string {
  return spread(mine.map(({ elapsed }, round) => (other[round]?.elapsed ?? Number.NaN) / elapsed));
}

function load(mine: readonly Taken[], other: readonly Taken[]): string {
  return spread(mine.map(({ busy }, round) => busy / (other[round]?.busy ?? Number.NaN)));
}

/** "0.52 (0.48 to 0.61)" */
function spread(ratios: readonly number[]): string {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `${median(ratios).toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
