// Every link between our pages leads somewhere: to a file, and to a heading in it.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const root = join(__dirname, "..", "..");
const notOurs = ["node_modules", "dist", ".git", ".bridgepool"];

function pagesIn(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return notOurs.includes(entry.name) ? [] : pagesIn(path);
        return entry.name.endsWith(".md") ? [path] : [];
    });
}

/** A page without its blocks of code. */
function prose(page: string): string {
    return readFileSync(page, "utf8").replaceAll(/^( *)```.*?^\1```$/gms, "");
}

/** The anchors of a page, as GitHub makes them of its headings. */
function anchors(page: string): string[] {
    return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
        heading
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\- _]/gu, "")
            .replaceAll(" ", "-"),
    );
}

function deadLinks(page: string): string[] {
    return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
        if (/^[a-z]+:/.test(link)) return [];
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : normalize(join(dirname(page), path));
        const leads = existsSync(target) && (anchor === undefined || anchors(target).includes(anchor));
        return leads ? [] : [`${relative(root, page)}: ${link}`];
    });
}

describe("links between pages", () => {
    it("lead to files and headings that are there", () => {
        const pages = pagesIn(root);
        assert.ok(pages.length > 20, `only ${pages.length} pages were found`);
        assert.deepEqual(pages.flatMap(deadLinks), []);
    });
});
