/**
 * The protocol between engine and RDMA helper: frames of a header and a body, little-endian. What each means
 * stands in smbd/native/rdma-helper/README.md; frame.rs there is the other side.
 */
import type { RemoteBuffer } from "../../port/placement.ts";

export const LINK_MAGIC = 0x4d44524c;
export const LINK_VERSION = 2;
export const FRAME_HEADER_BYTES = 12;
/** A message of SMB and what stands around it. */
const BODY_BYTES_MAX = 4 * 1_048_576;

const FROM_HELPER = {
  HELLO: 1,
  MESSAGE: 2,
  DONE: 3,
  CONNECTED: 4,
  DISCONNECTED: 5,
  SENT: 6,
  STATUS: 7,
} as const;

const TO_HELPER = {
  HELLO: 1,
  SEND: 2,
  REMOTE_WRITE: 3,
  REMOTE_READ: 4,
  CLOSE: 5,
  PAUSE: 6,
  RESUME: 7,
} as const;

export interface LinkSettings {
  readonly isEnabled: boolean;
  /** For RoCE and InfiniBand, and for iWARP. */
  readonly port: number;
  readonly iwarpPort: number;
  /** Names of the devices to listen on; none: all. */
  readonly devices: readonly string[];
}

/** What the helper says. */
export type FromHelper =
  | { readonly type: "hello" }
  /** `frameView` is the message behind room for the length that TCP has in front of it. */
  | { readonly type: "message"; readonly channel: number; readonly frameView: Uint8Array }
  | { readonly type: "done"; readonly job: number; readonly isGood: boolean }
  | { readonly type: "connected"; readonly channel: number; readonly peer: LinkPeer }
  | { readonly type: "disconnected"; readonly channel: number; readonly reason: string }
  | { readonly type: "sent"; readonly channel: number; readonly byteCount: number }
  | { readonly type: "status"; readonly text: string };

export interface LinkPeer {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly device: string;
  readonly messageBytesMax: number;
}

/** Of the frame that starts with these bytes, header included. Null: it cannot be one. */
export function frameLength(header: DataView): number | null {
  const length = header.getUint32(0, true);
  return length > BODY_BYTES_MAX ? null : FRAME_HEADER_BYTES + length;
}

/** A whole frame, in memory of its own that the engine may keep. Null: it is none of the protocol. */
export function decodeFromHelper(frame: Uint8Array): FromHelper | null {
  const data = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const kind = data.getUint16(4, true);
  const channel = data.getUint32(8, true);
  const body = frame.subarray(FRAME_HEADER_BYTES);
  const bodyData = new DataView(body.buffer, body.byteOffset, body.byteLength);
  switch (kind) {
    case FROM_HELPER.HELLO:
      return isHello(bodyData) ? { type: "hello" } : null;
    case FROM_HELPER.MESSAGE: {
      if (body.length === 0) return null;
      // The four bytes in front are the header's last, and stand where TCP has the length.
      data.setUint32(FRAME_HEADER_BYTES - 4, body.length, false);
      return { type: "message", channel, frameView: frame.subarray(FRAME_HEADER_BYTES - 4) };
    }
    case FROM_HELPER.DONE:
      if (body.length !== 8) return null;
      return {
        type: "done",
        job: bodyData.getUint32(0, true),
        isGood: bodyData.getUint32(4, true) === 0,
      };
    case FROM_HELPER.CONNECTED: {
      const peer = decodePeer(body, bodyData);
      return peer === null ? null : { type: "connected", channel, peer };
    }
    case FROM_HELPER.DISCONNECTED:
      return { type: "disconnected", channel, reason: utf8.decode(body) };
    case FROM_HELPER.SENT:
      if (body.length !== 4) return null;
      return { type: "sent", channel, byteCount: bodyData.getUint32(0, true) };
    case FROM_HELPER.STATUS:
      return { type: "status", text: utf8.decode(body) };
    default:
      return null;
  }
}

const utf8 = new TextDecoder();

function isHello(body: DataView): boolean {
  if (body.byteLength !== 8) return false;
  return body.getUint32(0, true) === LINK_MAGIC && body.getUint16(4, true) === LINK_VERSION;
}

function decodePeer(body: Uint8Array, data: DataView): LinkPeer | null {
  let at = 8;
  const texts: string[] = [];
  for (let index = 0; index < 3; index++) {
    if (at + 2 > body.length) return null;
    const length = data.getUint16(at, true);
    if (at + 2 + length > body.length) return null;
    texts.push(utf8.decode(body.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  if (at !== body.length) return null;
  const [remoteAddress = "", localAddress = "", device = ""] = texts;
  return {
    remoteAddress,
    remotePort: data.getUint16(0, true),
    localAddress,
    localPort: data.getUint16(2, true),
    device,
    messageBytesMax: data.getUint32(4, true),
  };
}

export function encodeHello(slabBytes: number, settings: LinkSettings): Uint8Array {
  const names = new TextEncoder().encode(settings.devices.join(","));
  const { frame, data } = newFrame(TO_HELPER.HELLO, 0, 22 + names.length);
  data.setUint32(0, LINK_MAGIC, true);
  data.setUint16(4, LINK_VERSION, true);
  data.setUint16(6, settings.isEnabled ? 1 : 0, true);
  data.setBigUint64(8, BigInt(slabBytes), true);
  data.setUint16(16, settings.port, true);
  data.setUint16(18, settings.iwarpPort, true);
  data.setUint16(20, names.length, true);
  frame.set(names, FRAME_HEADER_BYTES + 22);
  return frame;
}

/** What goes in front of a message's bytes. */
export function encodeSendHeader(
  channel: number,
  messageBytes: number,
  invalidates: number | null,
): Uint8Array {
  const { frame, data } = newFrame(TO_HELPER.SEND, channel, 8, messageBytes);
  if (invalidates !== null) {
    data.setUint32(0, invalidates, true);
    data.setUint8(4, 1);
  }
  return frame;
}

export interface LinkJob {
  readonly id: number;
  readonly isWrite: boolean;
  readonly slabOffset: number;
  readonly byteCount: number;
  readonly buffers: readonly RemoteBuffer[];
}

export function encodeJob(channel: number, job: LinkJob): Uint8Array {
  const kind = job.isWrite ? TO_HELPER.REMOTE_WRITE : TO_HELPER.REMOTE_READ;
  const { frame, data } = newFrame(kind, channel, 24 + job.buffers.length * 16);
  data.setUint32(0, job.id, true);
  data.setUint32(4, job.buffers.length, true);
  data.setBigUint64(8, BigInt(job.slabOffset), true);
  data.setUint32(16, job.byteCount, true);
  for (const [index, { offset, token, length }] of job.buffers.entries()) {
    const at = 24 + index * 16;
    data.setBigUint64(at, offset, true);
    data.setUint32(at + 8, token, true);
    data.setUint32(at + 12, length, true);
  }
  return frame;
}

export function encodeClose(channel: number, isGraceful: boolean): Uint8Array {
  const { frame, data } = newFrame(TO_HELPER.CLOSE, channel, 1);
  data.setUint8(0, isGraceful ? 1 : 0);
  return frame;
}

export function encodePause(channel: number, isPaused: boolean): Uint8Array {
  return newFrame(isPaused ? TO_HELPER.PAUSE : TO_HELPER.RESUME, channel, 0).frame;
}

/** `data` is over the body; `moreBytes` of it are sent apart. */
function newFrame(kind: number, channel: number, bodyBytes: number, moreBytes = 0) {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + bodyBytes);
  const header = new DataView(frame.buffer);
  header.setUint32(0, bodyBytes + moreBytes, true);
  header.setUint16(4, kind, true);
  header.setUint32(8, channel, true);
  return { frame, data: new DataView(frame.buffer, FRAME_HEADER_BYTES) };
}
