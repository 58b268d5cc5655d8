import type { OpenApi, Operation } from "./openapi.ts";

/** The API as one page without scripts, so that the strictest policy holds and it can be printed. */
export function documentPage(document: OpenApi): string {
  const sections = new Map<string, string[]>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const tag = operation.tags[0] ?? "";
      sections.set(tag, [...(sections.get(tag) ?? []), operationHtml(method, path, operation)]);
    }
  }
  const names = [...sections.keys()];
  const links = names.map((name) => `<a href="#${escaped(name)}">${escaped(name)}</a>`).join(" ");
  const body = names
    .map(
      (name) =>
        `<section id="${escaped(name)}"><h2>${escaped(name)}</h2>${sections.get(name)?.join("")}</section>`,
    )
    .join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Larder API</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>Larder API <small>${escaped(document.info.version)}</small></h1>
<p>${escaped(document.info.description)} The same as <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<nav aria-label="Resources">${links}</nav></header>
<main>${body}</main>
</body>
</html>
`;
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const id = escaped(operation.operationId);
  const parts = [
    `<p>${escaped(operation.description)}</p>`,
    ...(operation.parameters ?? []).map(
      (parameter) =>
        `<p><code>${escaped(parameter.name)}</code> in the ${parameter.in}` +
        `${parameter.required ? "" : ", optional"}. ${escaped(parameter.description ?? "")}</p>`,
    ),
    ...(operation.requestBody === undefined ? [] : [detail("Body", operation.requestBody)]),
    ...Object.entries(operation.responses).map(([status, response]) =>
      Number(status) < 400 && response.content !== undefined
        ? detail(`${status} ${response.description}`, response.content)
        : `<p><b>${status}</b> ${escaped(response.description)}</p>`,
    ),
  ];
  return `<details id="${id}"><summary><code class="${method}">${method.toUpperCase()}</code> <code>${escaped(path)}</code> ${escaped(operation.summary)}</summary>${parts.join("")}</details>`;
}

function detail(title: string, value: unknown): string {
  return `<p><b>${escaped(title)}</b></p><pre tabindex="0">${escaped(JSON.stringify(value, null, 2))}</pre>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .75rem; }
summary { cursor: pointer; padding: .4rem 0; }
details { border-top: 1px solid #8884; }
pre { overflow: auto; max-height: 30rem; padding: .75rem; background: #8881; }
code { font-family: ui-monospace, monospace; }
small { font-weight: normal; font-size: 1rem; }
`;
