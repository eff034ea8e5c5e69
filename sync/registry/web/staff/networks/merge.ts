// Two versions field by field, and three of them merged: what only one side changed is taken, what both changed is asked.
export interface Difference {
  pointer: string;
  before: unknown;
  after: unknown;
}
export interface Clash {
  pointer: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of keys) {
    if (!same((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key])) return false;
  }
  return true;
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object" && !Array.isArray(value);

// Into what a value is taken apart, when all of them can be: members of objects, items of lists of one length. The words
// of a network's picture are of that picture: those of one don't go with another.
function parts(values: unknown[], pointer: string): string[] | null {
  if (pointer === "/picture" && values.some((value) => member(value, "picture") !== member(values[0], "picture"))) return null;
  if (values.every(isObject)) return [...new Set(values.flatMap((value) => Object.keys(value)))];
  if (values.every(Array.isArray)) {
    const lists = values as unknown[][];
    const length = lists[0]?.length ?? 0;
    // Lists of plain words (the way, who takes part) say something only as a whole.
    if (lists.every((list) => list.length === length && list.every((item) => isObject(item) || (typeof item === "string" && item.length > 24)))) {
      return [...Array(length).keys()].map(String);
    }
  }
  return null;
}

const member = (value: unknown, key: string) => (value as Record<string, unknown> | undefined)?.[key];

export function differences(before: unknown, after: unknown, pointer = ""): Difference[] {
  if (same(before, after)) return [];
  // A language that was not there is one text after the other, too.
  const open = pointer === "/translations" || /^\/translations\/[^/]+$/.test(pointer);
  const sides = open ? [before ?? {}, after ?? {}] : [before, after];
  const keys = parts(sides, pointer);
  if (keys === null || keys.length === 0) return [{ pointer, before, after }];
  return keys.flatMap((key) => differences(member(sides[0], key), member(sides[1], key), `${pointer}/${key}`));
}

export interface Merged {
  body: unknown; // with theirs where both changed
  clashes: Clash[];
  taken: string[]; // what came from the other side alone
}

export function merge(base: unknown, mine: unknown, theirs: unknown, pointer = ""): Merged {
  if (same(mine, theirs)) return { body: mine, clashes: [], taken: [] };
  if (base !== undefined && same(base, mine)) return { body: theirs, clashes: [], taken: [pointer] };
  if (base !== undefined && same(base, theirs)) return { body: mine, clashes: [], taken: [] };
  if (base === undefined && mine === undefined) return { body: theirs, clashes: [], taken: [pointer] };
  if (base === undefined && theirs === undefined) return { body: mine, clashes: [], taken: [] };
  const open = pointer === "" || pointer === "/translations" || /^\/translations\/[^/]+$/.test(pointer);
  const three = open ? [base ?? {}, mine ?? {}, theirs ?? {}] : [base, mine, theirs];
  const keys = parts(three, pointer);
  if (keys === null) return { body: theirs, clashes: [{ pointer, base, mine, theirs }], taken: [] };
  const made = keys.map((key) => [key, merge(member(three[0], key), member(three[1], key), member(three[2], key), `${pointer}/${key}`)] as const);
  const members = made.filter(([, one]) => one.body !== undefined).map(([key, one]) => [key, one.body] as const);
  return {
    body: Array.isArray(theirs) ? members.map(([, value]) => value) : Object.fromEntries(members),
    clashes: made.flatMap(([, one]) => one.clashes),
    taken: made.flatMap(([, one]) => one.taken),
  };
}
