// An editorial page as a thing with drafts. Its pieces stand in an order of their own, in every language: where somebody
// has added, removed or moved some, they are one change.
import { blockNames, placeName, tidyPage, wordsOf, type Block, type PageBody } from "./editorial";
import { differences, merge, same } from "./merge";
import { languages, withValue, type Site } from "./model";
import type { Change, Merging, Thing } from "./thing";

const PIECES = "/blocks";
type Pieces = Record<string, Block[]>; // by language, "da" for the Danish

function piecesOf(page: PageBody): Pieces {
  const pieces: Pieces = { da: page.blocks };
  for (const [lang, one] of Object.entries(page.translations ?? {})) if (one.blocks) pieces[lang] = one.blocks;
  return pieces;
}

function withoutPieces(page: PageBody): Omit<PageBody, "blocks"> {
  const { blocks: _, translations, ...rest } = page;
  const titles = Object.entries(translations ?? {}).filter(([, one]) => one.title !== undefined).map(([lang, one]) => [lang, { title: one.title }] as const);
  return { ...rest, ...(titles.length > 0 ? { translations: Object.fromEntries(titles) } : {}) };
}

function withPieces(page: Omit<PageBody, "blocks">, pieces: Pieces): PageBody {
  const { da, ...others } = pieces;
  const translations: PageBody["translations"] = { ...page.translations };
  for (const [lang, blocks] of Object.entries(others)) translations[lang] = { ...translations[lang], blocks };
  return { ...page, blocks: da ?? [], ...(Object.keys(translations).length > 0 ? { translations } : {}) };
}

// Do both have the same pieces in the same places, with perhaps other words?
export function sameShape(before: Block[], after: Block[]): boolean {
  if (before.length !== after.length) return false;
  return after.every((block, at) => {
    const other = before[at];
    if (!other || other.type !== block.type) return false;
    // One that stands where another stood was moved, and not written anew.
    return same(other, block) || !before.some((one) => same(one, block));
  });
}

const blockText = (block: Block) => `${blockNames[block.type] ?? block.type}: ${wordsOf(block).filter((text) => text !== "").join(" · ") || "(tomt)"}`;

function valueText(value: unknown): string {
  if (value === undefined || value === null || value === "") return "(tomt)";
  if (Array.isArray(value)) return value.length === 0 ? "(ingen)" : value.map(valueText).join(" · ");
  if (typeof value !== "object") return String(value);
  if ("da" in value) return valueText((value as Pieces)["da"]);
  return "type" in value ? blockText(value as Block) : Object.values(value).map(valueText).join(" · ");
}

const nameOf = (page: PageBody) => (pointer: string) => (pointer === PIECES ? "Sidens dele og deres rækkefølge" : placeName(page, pointer));
// A picture's name is the hash of its bytes, which tells nobody anything.
const textOf = (pointer: string, value: unknown) => (pointer.endsWith("/picture") && typeof value === "string" && value !== "" ? `billede ${value.slice(0, 8)}` : valueText(value));

// Pieces that came, went, changed their words or their places. One that went and one of its kind that came are one that
// was written anew.
function pieceChanges(before: PageBody, after: PageBody): Change[] {
  const [was, now] = [piecesOf(before), piecesOf(after)];
  return ["da", ...languages.map(([code]) => code)].flatMap((lang) => {
    const all = listChanges(was[lang] ?? [], now[lang] ?? [], lang === "da" ? PIECES : `/translations/${lang}${PIECES}`, before, after);
    // What moves, comes or goes does so in every language; here it is told once. What nobody translated stands there in Danish.
    const danish = after.blocks.map(blockText);
    return lang === "da" ? all : all.filter((one) => one.after !== GONE && one.name !== ORDER && !danish.includes(one.after));
  });
}

const ORDER = "Delenes rækkefølge";
const GONE = "(fjernet)";

function listChanges(was: Block[], now: Block[], pointer: string, before: PageBody, after: PageBody): Change[] {
  const has = (list: Block[]) => (block: Block) => list.some((one) => same(one, block));
  const kept = [was.filter(has(now)), now.filter(has(was))];
  const order = (blocks: Block[] = []) => blocks.map(blockText).join(" · ");
  const found: Change[] = same(kept[0], kept[1]) ? [] : [{ pointer, name: ORDER, before: order(kept[0]), after: order(kept[1]) }];
  const gone = was.map((block, at) => ({ block, at })).filter(({ block }) => !has(now)(block));
  now.forEach((block, at) => {
    if (has(was)(block)) return;
    const old = gone.findIndex((one) => one.block.type === block.type);
    const [one] = old >= 0 ? gone.splice(old, 1) : [];
    found.push({ pointer: `${pointer}/${at}`, name: placeName(after, `${pointer}/${at}`), before: one ? blockText(one.block) : "(ny)", after: blockText(block) });
  });
  return [...found, ...gone.map(({ block, at }) => ({ pointer: `${pointer}/${at}`, name: placeName(before, `${pointer}/${at}`), before: blockText(block), after: GONE }))];
}

function changes(before: PageBody, after: PageBody): Change[] {
  const shaped = sameShape(before.blocks, after.blocks);
  const found = shaped ? differences(before, after) : differences(withoutPieces(before), withoutPieces(after));
  const named = found.map((one) => ({ pointer: one.pointer, name: nameOf(after)(one.pointer), before: textOf(one.pointer, one.before), after: textOf(one.pointer, one.after) }));
  return shaped ? named : [...named, ...pieceChanges(before, after)];
}

function merging(base: PageBody | null, mine: PageBody, theirs: PageBody): Merging<PageBody> {
  const words = { nameOf: nameOf(theirs), textOf };
  if (base && sameShape(base.blocks, mine.blocks) && sameShape(base.blocks, theirs.blocks)) {
    const merged = merge(base, mine, theirs);
    return {
      ...words, clashes: merged.clashes, taken: merged.taken,
      finish: (chosen) => merged.clashes.reduce<unknown>((body, one) => (chosen[one.pointer] === "mine" ? withValue(body, one.pointer, one.mine) : body), merged.body) as PageBody,
    };
  }
  const merged = merge(base ? withoutPieces(base) : undefined, withoutPieces(mine), withoutPieces(theirs));
  const pieces = { base: base ? piecesOf(base) : undefined, mine: piecesOf(mine), theirs: piecesOf(theirs) };
  const onlyMine = base !== null && same(pieces.base, pieces.theirs);
  const onlyTheirs = base !== null && same(pieces.base, pieces.mine);
  const clash = !onlyMine && !onlyTheirs && !same(pieces.mine, pieces.theirs);
  return {
    ...words,
    clashes: clash ? [...merged.clashes, { pointer: PIECES, ...pieces }] : merged.clashes,
    taken: onlyTheirs && !onlyMine ? [...merged.taken, PIECES] : merged.taken,
    finish: (chosen) => {
      const rest = merged.clashes.reduce<unknown>((body, one) => (chosen[one.pointer] === "mine" ? withValue(body, one.pointer, one.mine) : body), merged.body) as Omit<PageBody, "blocks">;
      return withPieces(rest, onlyMine || chosen[PIECES] === "mine" ? pieces.mine : pieces.theirs);
    },
  };
}

export const pageThing: Thing<PageBody> = {
  type: "page", api: "v1/staff/pages", versions: "v1/staff/page-versions", path: "/pages",
  words: {
    one: "Side", the: "siden", back: "Alle sider", begun: "Siden er lagt til som kladde.",
    taking: "Tag siden af skærmene?", taken: "Siden er taget af skærmene.",
  },
  tidy: tidyPage, changes: (before, after, _site: Site) => changes(before, after), merging: (base, mine, theirs, _site: Site) => merging(base, mine, theirs),
};
