import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRequest, FileClient } from "../../test/file-client.ts";
import { World } from "../../test/world.ts";
import {
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OVERWRITE,
  FILE_OVERWRITE_IF,
  FILE_SUPERSEDE,
} from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_READ_DATA,
  GENERIC_ALL,
  MAXIMUM_ALLOWED,
} from "../../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_BAD_IMPERSONATION_LEVEL,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { checkRequest } from "./validate.ts";

function check(change: Parameters<typeof createRequest>[1]): number {
  return checkRequest(createRequest("x", change));
}

/** The bits for which a request with that bit alone answers `status`. */
function bits(
  status: number,
  change: (bit: number) => Parameters<typeof createRequest>[1],
): number {
  let mask = 0;
  for (let index = 0; index < 32; index++) {
    const bit = (1 << index) >>> 0;
    if (check(change(bit)) === status) mask = (mask | bit) >>> 0;
  }
  return mask;
}

describe("what is wrong with a CREATE before anything is looked up", () => {
  it("impersonation levels above Delegate are refused", () => {
    for (const level of [0, 1, 2, 3]) {
      assert.equal(check({ impersonationLevel: level }), STATUS_SUCCESS);
    }
    assert.equal(check({ impersonationLevel: 4 }), STATUS_BAD_IMPERSONATION_LEVEL);
    assert.equal(check({ impersonationLevel: 0xffffffff }), STATUS_BAD_IMPERSONATION_LEVEL);
  });

  it("options that no server takes, and those that it does not support", () => {
    const change = (bit: number) => ({ createOptions: bit });
    assert.equal(bits(STATUS_INVALID_PARAMETER, change), 0xff000000);
    assert.equal(bits(STATUS_NOT_SUPPORTED, change), 0x00102080);
    assert.equal(bits(STATUS_SUCCESS, change), 0x00efdf7f);
  });

  it("attributes that cannot be asked for", () => {
    const change = (bit: number) => ({ fileAttributes: bit });
    assert.equal(bits(STATUS_INVALID_PARAMETER, change), 0xffff8048);
  });

  it("rights that mean nothing, and none at all", () => {
    const change = (bit: number) => ({ desiredAccess: bit });
    assert.equal(bits(STATUS_ACCESS_DENIED, change), 0x0ce0fe00);
    assert.equal(check({ desiredAccess: 0 }), STATUS_ACCESS_DENIED);
    const attributes = { desiredAccess: 0x08000000, fileAttributes: 8 };
    assert.equal(check(attributes), STATUS_ACCESS_DENIED);
  });

  it("dispositions and share modes beyond those that are", () => {
    assert.equal(check({ createDisposition: 6 }), STATUS_INVALID_PARAMETER);
    assert.equal(check({ shareAccess: 8 }), STATUS_INVALID_PARAMETER);
    assert.equal(check({ shareAccess: 0 }), STATUS_SUCCESS);
  });

  it("a directory is opened or made, never overwritten, and is no file", () => {
    const both = FILE_DIRECTORY_FILE | FILE_NON_DIRECTORY_FILE;
    assert.equal(check({ createOptions: both }), STATUS_INVALID_PARAMETER);
    for (const disposition of [FILE_OPEN, FILE_CREATE, FILE_OPEN_IF]) {
      const change = { createOptions: FILE_DIRECTORY_FILE, createDisposition: disposition };
      assert.equal(check(change), STATUS_SUCCESS);
    }
    for (const disposition of [FILE_SUPERSEDE, FILE_OVERWRITE, FILE_OVERWRITE_IF]) {
      const change = { createOptions: FILE_DIRECTORY_FILE, createDisposition: disposition };
      assert.equal(check(change), STATUS_INVALID_PARAMETER);
    }
  });

  it("deletion on close needs the right to delete to be asked for", () => {
    const change = (desiredAccess: number) => ({
      createOptions: FILE_DELETE_ON_CLOSE,
      desiredAccess,
    });
    assert.equal(check(change(FILE_READ_DATA)), STATUS_ACCESS_DENIED);
    for (const access of [DELETE, GENERIC_ALL, MAXIMUM_ALLOWED]) {
      assert.equal(check(change(access)), STATUS_SUCCESS);
    }
  });

  it("a trailing backslash names no file, a stream no directory", () => {
    const files = new FileClient(new World().connected());
    const asFile = { createOptions: FILE_NON_DIRECTORY_FILE };
    assert.equal(files.create("a\\", asFile).status, STATUS_OBJECT_NAME_INVALID);
    const asDirectory = { createOptions: FILE_DIRECTORY_FILE };
    assert.equal(files.create("a:s", asDirectory).status, STATUS_NOT_A_DIRECTORY);
    assert.equal(files.create("a::$DATA", asDirectory).status, STATUS_NOT_A_DIRECTORY);
  });
});
