// An editorial page as assets/schema/content.schema.json has it, and its changes in all languages at once.
export type BlockType = "paragraph" | "heading" | "list" | "comparison" | "picture";
export interface Block {
  type: BlockType;
  text?: string; // paragraph, heading
  items?: string[]; // list
  left?: string; // comparison
  right?: string;
  rows?: { left: string; right: string }[];
  picture?: string; // its name; only in the Danish
  alt?: string;
  caption?: string;
}
export interface PageBody {
  id?: string; // none yet: it gets one made of its title
  title: string;
  blocks: Block[];
  translations?: Record<string, { title?: string; blocks?: Block[] }>;
}

export const blockNames: Record<BlockType, string> = {
  paragraph: "Afsnit", heading: "Overskrift", list: "Liste", comparison: "Sammenligning", picture: "Billede",
};

// Of the same shape, without words.
export function blank(block: Block): Block {
  switch (block.type) {
    case "list": return { type: "list", items: (block.items ?? []).map(() => "") };
    case "comparison": return { type: "comparison", left: "", right: "", rows: (block.rows ?? []).map(() => ({ left: "", right: "" })) };
    case "picture": return { type: "picture", alt: "" };
    default: return { type: block.type, text: "" };
  }
}

export function newBlock(type: BlockType): Block {
  if (type === "list") return { type, items: [""] };
  if (type === "comparison") return { type, left: "", right: "", rows: [{ left: "", right: "" }] };
  return type === "picture" ? { type, picture: "", alt: "" } : { type, text: "" };
}

export const emptyPage = (): PageBody => ({ title: "", blocks: [newBlock("paragraph")] });

export function changeBlocks(body: PageBody, change: (blocks: Block[], isDanish: boolean) => Block[]): PageBody {
  const length = body.blocks.length;
  const translations = Object.entries(body.translations ?? {}).map(([lang, one]) =>
    [lang, one.blocks?.length === length ? { ...one, blocks: change(one.blocks, false) } : one] as const);
  const changed: PageBody = { ...body, blocks: change(body.blocks, true) };
  return body.translations ? { ...changed, translations: Object.fromEntries(translations) } : changed;
}

// Each text of a block beside the Danish one.
function pairs(block: Block, danish: Block, change: (text: string, danish: string) => string): Block {
  const both = (text: string | undefined, other: string | undefined) => (text === undefined ? undefined : change(text, other ?? ""));
  const next: Block = { ...block };
  for (const key of ["text", "left", "right", "alt"] as const) {
    const text = both(block[key], danish[key]);
    if (text !== undefined) next[key] = text;
  }
  if (block.items && danish.items) next.items = danish.items.map((other, at) => change(block.items?.[at] ?? "", other));
  if (block.rows && danish.rows) {
    next.rows = danish.rows.map((other, at) => ({ left: change(block.rows?.[at]?.left ?? "", other.left), right: change(block.rows?.[at]?.right ?? "", other.right) }));
  }
  return next;
}

// A translated page has all of its pieces, so what is not translated yet stands in it in Danish, and counts as missing.
const untranslated = (text: string, danish: string) => (text === danish ? "" : text);
const orDanish = (text: string, danish: string) => (text.trim() === "" ? danish : text);

// The page in one language, with blanks where nothing is translated.
export function inLanguage(body: PageBody, lang: string): { title: string; blocks: Block[] } {
  if (lang === "da") return body;
  const one = body.translations?.[lang];
  const fits = one?.blocks?.length === body.blocks.length && one.blocks.every((block, at) => block.type === body.blocks[at]?.type);
  const blocks = body.blocks.map((danish, at) => (fits ? pairs(one?.blocks?.[at] ?? blank(danish), danish, untranslated) : blank(danish)));
  return { title: one?.title ?? "", blocks };
}

export function withLanguage(body: PageBody, lang: string, next: { title: string; blocks: Block[] }): PageBody {
  if (lang === "da") return { ...body, ...next };
  return { ...body, translations: { ...body.translations, [lang]: next } };
}

export function wordsOf(block: Block): string[] {
  return [block.text, ...(block.items ?? []), block.left, block.right, ...(block.rows ?? []).flatMap((row) => [row.left, row.right]), block.alt]
    .filter((text): text is string => text !== undefined);
}

// How many texts of a language are still missing; all of them: it is not begun.
export function missing(body: PageBody, lang: string): { missing: number; all: number } {
  const one = inLanguage(body, lang);
  const texts = [one.title, ...one.blocks.flatMap(wordsOf)];
  return { missing: texts.filter((text) => text.trim() === "").length, all: texts.length };
}

// One line each, and no language that is not begun.
export function tidyPage(body: PageBody): PageBody {
  const line = (text: string) => text.replace(/\s+/g, " ").trim();
  const block = (one: Block): Block => {
    const { caption, ...rest } = one;
    return {
      ...rest,
      ...(one.text !== undefined ? { text: line(one.text) } : {}),
      ...(one.items ? { items: one.items.map(line).filter((item) => item !== "") } : {}),
      ...(one.left !== undefined ? { left: line(one.left) } : {}),
      ...(one.right !== undefined ? { right: line(one.right) } : {}),
      ...(one.rows ? { rows: one.rows.map((row) => ({ left: line(row.left), right: line(row.right) })) } : {}),
      ...(one.alt !== undefined ? { alt: line(one.alt) } : {}),
      ...(caption && line(caption) !== "" ? { caption: line(caption) } : {}),
    };
  };
  const translations: NonNullable<PageBody["translations"]> = {};
  for (const lang of Object.keys(body.translations ?? {})) {
    const count = missing(body, lang);
    const one = body.translations?.[lang];
    if (!one || count.missing === count.all) continue;
    const blocksBlank = inLanguage(body, lang).blocks.flatMap(wordsOf).every((text) => text.trim() === "");
    translations[lang] = {
      ...(one.title && line(one.title) !== "" ? { title: line(one.title) } : {}),
      ...(blocksBlank ? {} : { blocks: inLanguage(body, lang).blocks.map((own, at) => {
        const danish = body.blocks[at];
        return danish ? block(pairs(own, danish, orDanish)) : own;
      }) }),
    };
  }
  const { translations: _, ...danish } = body;
  const tidied: PageBody = { ...danish, title: line(body.title), blocks: body.blocks.map(block) };
  return Object.keys(translations).length > 0 ? { ...tidied, translations } : tidied;
}

// "Billede 3: hvad man ser"
const parts: Record<string, string> = { text: "tekst", items: "punkt", left: "venstre", right: "højre", rows: "række", alt: "hvad man ser", caption: "billedtekst", picture: "billedet" };
const langs: Record<string, string> = { en: "Engelsk", tr: "Tyrkisk", ar: "Arabisk", ur: "Urdu", pl: "Polsk" };
export function placeName(body: PageBody, pointer: string): string {
  const list = pointer.split("/").slice(1);
  let before = "";
  if (list[0] === "translations") {
    before = `${langs[list[1] ?? ""] ?? list[1]}: `;
    list.splice(0, 2);
  }
  if (list[0] !== "blocks") return `${before}${list[0] === "title" ? "Titel" : "Siden"}`;
  const at = Number(list[1]);
  const type = body.blocks[at]?.type;
  const rest = list.slice(2).map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : (parts[part] ?? part))).join(" ");
  return `${before}${type ? blockNames[type] : "Del"} nr. ${at + 1}${rest ? `: ${rest}` : ""}`;
}
