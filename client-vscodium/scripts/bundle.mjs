// Bundles the client into dist/extension.js, and the licences of what went in into dist/ThirdPartyNotices.txt.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  external: ["vscode"],
  format: "cjs",
  platform: "node",
  target: "node20",
  minify: true,
  metafile: true,
  logLevel: "warning",
});

const packages = new Set(Object.keys(metafile.inputs).flatMap(packageFolder));
writeFileSync("dist/ThirdPartyNotices.txt", [...packages].sort().map(notice).join("\n"));

function packageFolder(input) {
  return input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.slice(0, 1) ?? [];
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file, so it cannot be shipped.`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8")}`;
}
