/** FileAllInformation: eight classes behind each other, and the name. [MS-FSCC] 2.4.2. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import {
  type AccessInformation,
  decodeAccessInformation,
  encodeAccessInformation,
} from "./access.ts";
import {
  type AlignmentInformation,
  decodeAlignmentInformation,
  encodeAlignmentInformation,
} from "./alignment.ts";
import { type BasicInformation, decodeBasicInformation, encodeBasicInformation } from "./basic.ts";
import { decodeEaInformation, type EaInformation, encodeEaInformation } from "./ea.ts";
import {
  decodeInternalInformation,
  encodeInternalInformation,
  type InternalInformation,
} from "./internal.ts";
import { decodeModeInformation, encodeModeInformation, type ModeInformation } from "./mode.ts";
import { decodeNameInformation, encodeNameInformation, type NameInformation } from "./name.ts";
import {
  decodePositionInformation,
  encodePositionInformation,
  type PositionInformation,
} from "./position.ts";
import {
  decodeStandardInformation,
  encodeStandardInformation,
  type StandardInformation,
} from "./standard.ts";

export interface AllInformation {
  readonly basic: BasicInformation;
  readonly standard: StandardInformation;
  readonly internal: InternalInformation;
  readonly ea: EaInformation;
  readonly access: AccessInformation;
  readonly position: PositionInformation;
  readonly mode: ModeInformation;
  readonly alignment: AlignmentInformation;
  readonly name: NameInformation;
}

/** Before the name: what must fit into the client's buffer. */
export const ALL_FIXED_BYTES = 100;

export function decodeAllInformation(reader: Reader): AllInformation {
  return {
    basic: decodeBasicInformation(reader),
    standard: decodeStandardInformation(reader),
    internal: decodeInternalInformation(reader),
    ea: decodeEaInformation(reader),
    access: decodeAccessInformation(reader),
    position: decodePositionInformation(reader),
    mode: decodeModeInformation(reader),
    alignment: decodeAlignmentInformation(reader),
    name: decodeNameInformation(reader),
  };
}

export function encodeAllInformation(writer: Writer, information: AllInformation): void {
  encodeBasicInformation(writer, information.basic);
  encodeStandardInformation(writer, information.standard);
  encodeInternalInformation(writer, information.internal);
  encodeEaInformation(writer, information.ea);
  encodeAccessInformation(writer, information.access);
  encodePositionInformation(writer, information.position);
  encodeModeInformation(writer, information.mode);
  encodeAlignmentInformation(writer, information.alignment);
  encodeNameInformation(writer, information.name);
}
