import { constants } from "node:fs";

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

/**
 * How a file of the state folder is opened to be written anew. Others may make names in that folder, and a link that
 * somebody put there must not lead a process with more rights to write elsewhere (CWE-59): it is refused with ELOOP.
 */
export const AFRESH: number = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
