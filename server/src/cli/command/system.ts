import { certificateRoutes } from "../../contract/certificate.ts";
import { logLevelSchema, logSourceSchema, systemRoutes } from "../../contract/system.ts";
import type { Command } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { readGivenText, saveGiven } from "../given-file.ts";

/** The certificate of the pages, the logs, and what one hands to somebody who helps. */
export const systemCommands: readonly Command[] = [
  {
    name: "certificate show",
    synopsis: "",
    summary: "Say which certificate the pages have, and until when",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const state = await client.call(certificateRoutes.read);
      terminal.answer(state, [
        `${state.kind}, issued by ${state.issuer}, for ${state.names.join(", ")}`,
        `Until ${new Date(state.validToMs).toISOString()}`,
        state.fingerprint,
      ]);
      return ExitCode.done;
    },
  },
  {
    name: "certificate use",
    synopsis: "CHAIN.pem [--key KEY.pem]",
    summary: "Serve the pages with this certificate; without --key it is that of the request",
    options: { key: { type: "string" } },
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, given, terminal, arguments: [path] }) {
      const keyPath = given.text("key");
      const key = keyPath === undefined ? null : await readGivenText(keyPath);
      const body = { chain: await readGivenText(path!), key };
      const { item } = await client.call(certificateRoutes.upload, { body });
      terminal.answer(item, [`The pages have the certificate for ${item.names.join(", ")}.`]);
      return ExitCode.done;
    },
  },
  {
    name: "certificate request",
    synopsis: "NAME …",
    summary: "Make a key, which stays here, and print a request for an authority",
    options: {},
    argumentsMin: 1,
    argumentsMax: 50,
    async run({ client, terminal, arguments: names }) {
      const body = { names: [...names] };
      const { item } = await client.call(certificateRoutes.request, { body });
      terminal.answer(item.request, [(item.request?.pem ?? "").trimEnd()]);
      return ExitCode.done;
    },
  },
  {
    name: "certificate issue",
    synopsis: "NAME …",
    summary: "Issue a certificate with the box's own authority, and print the authority",
    options: {},
    argumentsMin: 1,
    argumentsMax: 50,
    async run({ client, terminal, arguments: names }) {
      const body = { names: [...names] };
      const { item } = await client.call(certificateRoutes.issue, { body });
      const authority = await client.call(certificateRoutes.authority);
      terminal.answer({ ...item, authorityPem: authority }, [authority.trimEnd()]);
      return ExitCode.done;
    },
  },
  {
    name: "certificate self-signed",
    synopsis: "",
    summary: "Go back to a certificate that the box signs itself",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const { item } = await client.call(certificateRoutes.selfSign);
      terminal.answer(item, [item.fingerprint]);
      return ExitCode.done;
    },
  },
  {
    name: "log",
    synopsis: `[--of ${logSourceSchema.options.join("|")}] [--level LEVEL] [--with TEXT]`,
    summary: "Print the last lines that a program logged",
    options: { of: { type: "string" }, level: { type: "string" }, with: { type: "string" } },
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, given, terminal }) {
      const source = logSourceSchema.safeParse(given.text("of") ?? "server");
      const level = logLevelSchema.safeParse(given.text("level") ?? "info");
      if (!source.success || !level.success) {
        throw new CliError(
          `--of is ${logSourceSchema.options.join(", ")}; --level is ${logLevelSchema.options.join(", ")}.`,
          ExitCode.usage,
        );
      }
      const query = { source: source.data, level: level.data, q: given.text("with") ?? "" };
      const reply = await client.call(systemRoutes.log, { query });
      if (!reply.isKeptHere) terminal.remark("This program's log is not kept here.");
      const lines = reply.items.toReversed().map((entry) => {
        const time = entry.timeMs === null ? "" : `${new Date(entry.timeMs).toISOString()} `;
        return `${time}${entry.level} ${entry.message} ${entry.detail}`.trimEnd();
      });
      terminal.answer(reply, lines);
      return ExitCode.done;
    },
  },
  {
    name: "diagnostics",
    synopsis: "FILE.tar.gz",
    summary: "Save what somebody needs to find a fault, without secrets",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, terminal, arguments: [path] }) {
      const { content, files } = await client.call(systemRoutes.diagnostics);
      await saveGiven(path!, Buffer.from(content, "base64"));
      terminal.answer({ file: path, files }, [
        `Saved in ${path}: ${files.join(", ")}.`,
        "No passwords, keys or hashes are in it; log lines may name people, shares and addresses.",
      ]);
      return ExitCode.done;
    },
  },
];
