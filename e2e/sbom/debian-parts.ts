import type { Component, Parts } from "./component.ts";

/** What `dpkg-query --show --showformat` is to print of each package: what `debianParts` reads. */
export const DPKG_FORMAT =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders.
  "${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\n";

/** Every Debian package of an image. */
export function debianParts(lines: string): Parts {
  const components = lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Component => {
      const [name = "", version = "", architecture = "", source = ""] = line.split("\t");
      if (version === "") throw new Error(`dpkg-query printed ${JSON.stringify(line)}`);
      const qualifiers = [
        `arch=${architecture}`,
        ...(source === "" || source === name ? [] : [`upstream=${encodeURIComponent(source)}`]),
      ];
      const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${qualifiers.join("&")}`;
      return { type: "library", "bom-ref": purl, name, version, purl, scope: "required" };
    });
  return { components, needs: new Map() };
}
