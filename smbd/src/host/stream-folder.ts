/** The name of the stream store, which no client sees, opens or takes, at whatever depth it lies. */
export const STREAM_FOLDER = Buffer.from(".larder-streams");

export function isStreamFolder(name: string): boolean {
  return name.length === TEXT.length && name.toLowerCase() === TEXT;
}

const TEXT = STREAM_FOLDER.toString("latin1");
