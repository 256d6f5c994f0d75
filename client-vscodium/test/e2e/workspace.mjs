// A small folder whose files repeat themselves, so that the workspace model is sure of what comes next.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const KINDS = [
  "order",
  "invoice",
  "customer",
  "parcel",
  "refund",
  "voucher",
  "supplier",
  "address",
];

/** The line that stands in every handler; tests type its beginning. */
export const FAMILIAR_LINE = "    with request.connection.transaction() as cursor:";

const handler = (kind) => `
def show_${kind}(request, response):
${FAMILIAR_LINE}
        audit_log.record_access(request.user, request.path)
        response.send_json(cursor.fetch_everything())
`;

/** Stands for the path of the folder in the contents of its files. */
export const FOLDER = "<folder>";

/**
 * Makes the folder, with more `files` (name → content) in it; files that begin with `#!` are programs.
 * @param {Record<string, string>} files
 */
export function makeWorkspace(files = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sansfil-workspace-"));
  for (const kind of KINDS) {
    write(path.join(folder, `${kind}.py`), `"""Pages about one ${kind}."""\n\n${handler(kind)}\n`);
  }
  for (const [name, content] of Object.entries(files)) {
    write(path.join(folder, name), content.replaceAll(FOLDER, folder));
  }
  return {
    folder,
    has: (name) => fs.existsSync(path.join(folder, name)),
    read: (name) => fs.readFileSync(path.join(folder, name), "utf8"),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function write(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content, { mode: content.startsWith("#!") ? 0o755 : 0o644 });
}
