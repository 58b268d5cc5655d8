import type { Share, ShareUpdate } from "../../contract/share.ts";
import { counted } from "../counted.ts";
import type { Services } from "../services.ts";

type Known = Pick<Services, "live">;

/** What those who are connected will notice of a change; nothing where nobody is. */
export function updateConsequences({ live }: Known, share: Share, body: ShareUpdate): string[] {
  if (body.enabled === false && share.enabled) {
    return ended(live, share, noLongerShared(share));
  }
  if (body.name !== undefined && body.name !== share.name) {
    return ended(live, share, `${share.name} is called ${body.name} from now on; the files stay.`);
  }
  if (body.path !== undefined && body.path !== share.path) {
    return ended(live, share, `${share.name} shows ${body.path} from now on; the files stay.`);
  }
  if (body.homes !== undefined && body.homes !== share.homes) {
    return ended(
      live,
      share,
      body.homes
        ? `${share.name} shows each user a folder of their own from now on; the files stay.`
        : `${share.name} shows all of its folder from now on; the files stay.`,
    );
  }
  const isOpenedAnew = OPENED_ANEW.some(
    (name) => body[name] !== undefined && body[name] !== share[name],
  );
  if (isOpenedAnew) {
    return ended(
      live,
      share,
      `${share.name} is opened anew, as names and links count otherwise; the files stay.`,
    );
  }
  const demands = DEMANDS.filter(
    ({ name }) => body[name] !== undefined && `${body[name]}` !== `${share[name]}`,
  ).flatMap(({ isAsking, words }) => (isAsking(body) ? [words] : []));
  return demands.length === 0 ? [] : mayEnd(live, share, demands);
}

export function removalConsequences({ live }: Known, share: Share): string[] {
  return ended(live, share, noLongerShared(share));
}

function noLongerShared(share: Share): string {
  return `${share.name} is no longer shared; the files stay.`;
}

/** The engine opens the folder anew for these, and every connection to it ends. */
const OPENED_ANEW = ["caseSensitive", "symlinks"] as const;

interface Demand {
  readonly name: keyof ShareUpdate & keyof Share;
  readonly isAsking: (body: ShareUpdate) => boolean;
  readonly words: string;
}

/** Whoever does not meet them is put out, or loses what is open for writing. */
const DEMANDS: readonly Demand[] = [
  {
    name: "readOnly",
    isAsking: (body) => body.readOnly === true,
    words: "It can only be read from now on: files that are open for writing are closed.",
  },
  {
    name: "encryptionRequired",
    isAsking: (body) => body.encryptionRequired === true,
    words: "Whoever does not encrypt is disconnected.",
  },
  {
    name: "signingRequired",
    isAsking: (body) => body.signingRequired === true,
    words: "Whoever neither signs nor encrypts is disconnected.",
  },
  {
    name: "hostsAllow",
    isAsking: () => true,
    words: "Whoever comes from where it is not reached any more is disconnected.",
  },
  {
    name: "hostsDeny",
    isAsking: (body) => (body.hostsDeny ?? []).length > 0,
    words: "Whoever comes from where it is not reached any more is disconnected.",
  },
];

function mayEnd(live: Known["live"], share: Share, demands: readonly string[]): string[] {
  const who = connectedTo(live, share);
  return who === null ? [] : [...new Set(demands), `${who} now.`];
}

function ended(live: Known["live"], share: Share, sentence: string): string[] {
  const { sessionCount, openCount } = share.live;
  if (sessionCount === 0 && openCount === 0) return [];
  const sentences = [sentence];
  if (sessionCount > 0) {
    const who = connectedTo(live, share);
    const sessions = counted(sessionCount, "session");
    sentences.push(
      who === null
        ? `${sessions} will be disconnected from it.`
        : `${sessions} will be disconnected from it: ${who}.`,
    );
  }
  if (openCount > 0) {
    sentences.push(
      `${counted(openCount, "open file or folder", "open files and folders")} will be closed; ` +
        "what was not written yet is lost.",
    );
  }
  return sentences;
}

const NAMED_COUNT_MAX = 5;

/** "alice, bob and 3 more are connected"; null: nobody is. */
function connectedTo(live: Known["live"], share: Share): string | null {
  const sessions = live.sessions.filter(({ shares }) => shares.includes(share.name));
  const names = [...new Set(sessions.map(({ user }) => user || "somebody without a name"))].sort();
  if (names.length === 0) return null;
  const shown = names.slice(0, NAMED_COUNT_MAX);
  const rest = names.length - shown.length;
  const list = rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
  return names.length === 1 ? `${list} is connected` : `${list} are connected`;
}
