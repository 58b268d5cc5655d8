import type { DownMessage, Snapshot, SnapshotPart } from "@larder/smbd/control";

/** Rows of one message: the engine looks at them for some 3 ms. */
const ROWS_PER_PART = 500;
const MEMBERS_PER_PART = 5_000;

/** One message, or of a large snapshot several. */
export function* snapshotMessages(snapshot: Snapshot): Generator<DownMessage> {
  const { users, groups, shares, revision } = snapshot;
  const memberCount = groups.reduce((sum, { memberIds }) => sum + memberIds.length, 0);
  const rowCount = users.length + groups.length + shares.length;
  if (rowCount <= ROWS_PER_PART && memberCount <= MEMBERS_PER_PART) {
    yield { type: "snapshot", snapshot, hasParts: false };
    return;
  }
  const part = (rows: Partial<SnapshotPart>): DownMessage => ({
    type: "snapshotPart",
    part: { ...NOTHING, revision, ...rows },
  });
  const first = { ...snapshot, users: [], groups: [], shares: [] };
  yield { type: "snapshot", snapshot: first, hasParts: true };
  for (const some of slices(users, ROWS_PER_PART)) yield part({ users: some });
  for (const some of slices(shares, ROWS_PER_PART)) yield part({ shares: some });
  for (const some of slices(groups, ROWS_PER_PART)) {
    yield part({ groups: some.map((group) => ({ ...group, memberIds: [] })) });
  }
  for (const { id, memberIds } of groups) {
    for (const some of slices(memberIds, MEMBERS_PER_PART)) {
      yield part({ members: [{ groupId: id, memberIds: some }] });
    }
  }
  yield part({ isLast: true });
}

const NOTHING = { users: [], groups: [], members: [], shares: [], isLast: false };

function* slices<Row>(rows: readonly Row[], count: number): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += count) yield rows.slice(from, from + count);
}
