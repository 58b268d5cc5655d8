import type { Command } from "./command.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What a command line is completed by, as a shell wants it; always of the commands that there are. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  const tree = treeOf(commands);
  if (shell === "bash") return bashScript(tree);
  return shell === "zsh" ? zshScript(tree) : fishScript(tree);
}

interface Topic {
  readonly word: string;
  readonly summary: string;
  /** Empty for a command of one word. */
  readonly commands: readonly Leaf[];
  readonly options: readonly string[];
}

interface Leaf {
  readonly word: string;
  readonly summary: string;
  readonly options: readonly string[];
}

/** By first words, in their order. Whatever has no commands below it is one itself. */
function treeOf(commands: readonly Command[]): Topic[] {
  const topics = new Map<string, { summary: string; commands: Leaf[]; options: string[] }>();
  for (const command of commands) {
    const [first = "", second] = command.name.split(" ");
    const topic = topics.get(first) ?? { summary: command.summary, commands: [], options: [] };
    topics.set(first, topic);
    const options = [...Object.keys(command.options), "json", "help"].map((name) => `--${name}`);
    if (second === undefined) topic.options.push(...options);
    else topic.commands.push({ word: second, summary: command.summary, options });
  }
  const more: Topic[] = [
    { word: "up", summary: "Start the box in this terminal", commands: [], options: [] },
    { word: "help", summary: "List all commands", commands: [], options: [] },
  ];
  return [...[...topics].map(([word, topic]) => ({ word, ...topic })), ...more];
}

function bashScript(topics: readonly Topic[]): string {
  const seconds = topics
    .filter(({ commands }) => commands.length > 0)
    .map(({ word, commands }) => `    ${word}) words="${wordsOf(commands)}" ;;`);
  const options = topics.flatMap(({ word, commands, options: own }) => [
    ...commands.map((leaf) => `    "${word} ${leaf.word}") words="${leaf.options.join(" ")}" ;;`),
    ...(own.length > 0 ? [`    "${word} "*) words="${own.join(" ")}" ;;`] : []),
  ]);
  return lines([
    "# bash completion of larder: source <(larder completion bash)",
    "_larder() {",
    `  local current="\${COMP_WORDS[COMP_CWORD]}" first="\${COMP_WORDS[1]-}" second="\${COMP_WORDS[2]-}"`,
    '  local words=""',
    "  COMPREPLY=()",
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${wordsOf(topics)}"`,
    '  elif [[ "$current" == -* ]]; then',
    '    case "$first $second" in',
    ...options,
    "    esac",
    '  elif [ "$COMP_CWORD" -eq 2 ]; then',
    '    case "$first" in',
    ...seconds,
    "    esac",
    "  fi",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "# What it does not know are names and files: the shell's own way is right for files.",
    "complete -o default -F _larder larder",
  ]);
}

function zshScript(topics: readonly Topic[]): string {
  const described = (entries: readonly { word: string; summary: string }[]) =>
    entries.map(({ word, summary }) => `'${word}:${plain(summary)}'`).join(" ");
  const cases = topics.flatMap(({ word, commands, options }) => [
    ...commands.map(
      (leaf) => `    "${word} ${leaf.word}") compadd -- ${leaf.options.join(" ")} ;;`,
    ),
    ...(options.length > 0 ? [`    "${word} "*) compadd -- ${options.join(" ")} ;;`] : []),
  ]);
  const seconds = topics
    .filter(({ commands }) => commands.length > 0)
    .map(({ word, commands }) => `    ${word}) entries=(${described(commands)}) ;;`);
  return lines([
    "#compdef larder",
    "# zsh completion of larder: larder completion zsh > a file named _larder in $fpath",
    "_larder() {",
    "  local -a entries",
    "  if (( CURRENT == 2 )); then",
    `    entries=(${described(topics)})`,
    "    _describe command entries",
    "    return",
    "  fi",
    '  if [[ "$words[CURRENT]" == -* ]]; then',
    '    case "$words[2] $words[3]" in',
    ...cases,
    "    esac",
    "    return",
    "  fi",
    "  if (( CURRENT == 3 )); then",
    '    case "$words[2]" in',
    ...seconds,
    "    esac",
    "    (( $#entries )) && { _describe command entries; return }",
    "  fi",
    "  _files",
    "}",
    'if [ "$funcstack[1]" = _larder ]; then _larder "$@"; else compdef _larder larder; fi',
  ]);
}

function fishScript(topics: readonly Topic[]): string {
  const all = topics.map(({ word }) => word).join(" ");
  return lines([
    "# fish completion of larder: larder completion fish | source",
    "function __larder_is",
    "  set -l words (commandline -opc)",
    '  test (count $words) -gt (count $argv); and test "$words[2..(math (count $argv) + 1)]" = "$argv"',
    "end",
    ...topics.map(
      ({ word, summary }) =>
        `complete -c larder -f -n "not __fish_seen_subcommand_from ${all}" -a ${word} -d '${plain(summary)}'`,
    ),
    ...topics.flatMap(({ word, commands, options }) => [
      ...commands.map(
        (leaf) =>
          `complete -c larder -f -n "__larder_is ${word}; and not __fish_seen_subcommand_from ${wordsOf(commands)}" -a ${leaf.word} -d '${plain(leaf.summary)}'`,
      ),
      ...commands.flatMap((leaf) =>
        leaf.options.map(
          (option) =>
            `complete -c larder -n "__larder_is ${word} ${leaf.word}" -l ${option.slice(2)}`,
        ),
      ),
      ...options.map(
        (option) => `complete -c larder -n "__larder_is ${word}" -l ${option.slice(2)}`,
      ),
    ]),
  ]);
}

function wordsOf(entries: readonly { readonly word: string }[]): string {
  return entries.map(({ word }) => word).join(" ");
}

/** Inside single quotes, and before a colon in zsh, nothing may end what it is in. */
function plain(text: string): string {
  return text.replaceAll("'", "’").replaceAll(/[:\\]/g, ",");
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
