/** The Server Service: shares, server facts, sessions, open files, time. [MS-SRVS] 3.1.4. */
import { rpcCall, rpcInterface } from "../interface.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { ndrWideString } from "../ndr/string.ts";
import { answerFileEnum, ndrFileEnum } from "./srvsvc-file.ts";
import { answerServerGetInfo, ndrServerInfo } from "./srvsvc-server.ts";
import { answerSessionEnum, ndrSessionEnum } from "./srvsvc-session.ts";
import { answerShareEnum, answerShareGetInfo, ndrShareEnum, ndrShareInfo } from "./srvsvc-share.ts";
import { answerRemoteTod, ndrTimeOfDay } from "./srvsvc-time.ts";

const ndrServerName = ndrUnique(ndrWideString);
const shareEnum = {
  serverName: ndrServerName,
  info: ndrShareEnum,
  preferredBytesMax: ndrU32,
  resumeHandle: ndrUnique(ndrU32),
};
const shareEnumAnswer = {
  info: ndrShareEnum,
  totalEntries: ndrU32,
  resumeHandle: ndrUnique(ndrU32),
  result: ndrU32,
};

export const srvsvc = rpcInterface(
  "srvsvc",
  { uuid: "4b324fc8-1670-01d3-1278-5a47bf6ee188", major: 3, minor: 0 },
  [
    rpcCall(
      9,
      "NetrFileEnum",
      {
        serverName: ndrServerName,
        basePath: ndrUnique(ndrWideString),
        userName: ndrUnique(ndrWideString),
        info: ndrFileEnum,
        preferredBytesMax: ndrU32,
        resumeHandle: ndrUnique(ndrU32),
      },
      {
        info: ndrFileEnum,
        totalEntries: ndrU32,
        resumeHandle: ndrUnique(ndrU32),
        result: ndrU32,
      },
      answerFileEnum,
    ),
    rpcCall(
      12,
      "NetrSessionEnum",
      {
        serverName: ndrServerName,
        clientName: ndrUnique(ndrWideString),
        userName: ndrUnique(ndrWideString),
        info: ndrSessionEnum,
        preferredBytesMax: ndrU32,
        resumeHandle: ndrUnique(ndrU32),
      },
      {
        info: ndrSessionEnum,
        totalEntries: ndrU32,
        resumeHandle: ndrUnique(ndrU32),
        result: ndrU32,
      },
      answerSessionEnum,
    ),
    rpcCall(15, "NetrShareEnum", shareEnum, shareEnumAnswer, answerShareEnum),
    rpcCall(
      16,
      "NetrShareGetInfo",
      { serverName: ndrServerName, netName: ndrWideString, level: ndrU32 },
      { info: ndrShareInfo, result: ndrU32 },
      answerShareGetInfo,
    ),
    rpcCall(
      21,
      "NetrServerGetInfo",
      { serverName: ndrServerName, level: ndrU32 },
      { info: ndrServerInfo, result: ndrU32 },
      answerServerGetInfo,
    ),
    rpcCall(
      28,
      "NetrRemoteTOD",
      { serverName: ndrServerName },
      { timeOfDay: ndrTimeOfDay, result: ndrU32 },
      answerRemoteTod,
    ),
    // Shares that outlive a restart: all of ours do. [MS-SRVS] 3.1.4.9.
    rpcCall(36, "NetrShareEnumSticky", shareEnum, shareEnumAnswer, answerShareEnum),
  ],
);
