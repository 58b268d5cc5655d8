/** Everything that takes bytes of a peer. A folder with decoders of its own adds its list here. */

import { rpcFuzzTargets } from "./rpc/rpc-fuzz-targets.ts";
import type { FuzzTarget } from "./wire/fuzz-target.ts";
import { WIRE_FUZZ_TARGETS } from "./wire/wire-fuzz-targets.ts";

export const FUZZ_TARGETS: readonly FuzzTarget[] = [...WIRE_FUZZ_TARGETS, ...rpcFuzzTargets];
