import { COMMANDS } from "../../command/table.ts";

/** "READ"; other numbers come from broken peers and share one name, so that they cannot fill the metrics. */
export function commandName(command: number): string {
  return COMMANDS.get(command)?.name ?? "UNKNOWN";
}

export function isCommand(command: number): boolean {
  return COMMANDS.has(command);
}
