// Petals that only changed places: told as one change, and merged as one, instead of every word of every petal.
import { same } from "./merge";
import type { Network, Petal, Translation } from "./model";

// Where each petal of `after` was in `before`; null when they can't be told to be the same ones.
export function orderOf(before: Petal[], after: Petal[]): number[] | null {
  if (before.length !== after.length) return null;
  const free = new Set(before.keys());
  const found: (number | null)[] = after.map(() => null);
  const take = (like: (one: Petal, other: Petal) => boolean) => after.forEach((petal, at) => {
    if (found[at] !== null) return;
    // The one in the same place first, so that what did not move does not seem to.
    const places = [at, ...free].filter((place) => free.has(place));
    const hit = places.find((place) => like(before[place] as Petal, petal));
    if (hit === undefined) return;
    found[at] = hit;
    free.delete(hit);
  });
  take((one, other) => same(one, other));
  take((one, other) => one.keyword !== "" && one.keyword === other.keyword);
  take((one, other) => one.sentence !== "" && one.sentence === other.sentence);
  // What is left was written anew, where it stands.
  after.forEach((_, at) => {
    if (found[at] !== null) return;
    const place = free.has(at) ? at : [...free][0];
    if (place === undefined) return;
    found[at] = place;
    free.delete(place);
  });
  return found.every((one) => one !== null) ? (found as number[]) : null;
}

export function isMoved(order: number[] | null): order is number[] {
  return order !== null && order.some((place, at) => place !== at);
}

// The petals, and their words in all languages, at other places: the one at `at` comes from `from[at]`.
export function reorder(body: Network, from: number[]): Network {
  const move = <T>(items: T[]): T[] => from.map((place) => items[place] as T);
  const moved: Network = { ...body, petals: move(body.petals) };
  if (!body.translations) return moved;
  const translations = Object.entries(body.translations).map(([lang, one]): [string, Translation] =>
    [lang, one.petals?.length === from.length ? { ...one, petals: move(one.petals) } : one]);
  return { ...moved, translations: Object.fromEntries(translations) };
}

// As it would be had nobody moved a petal.
export function putBack(body: Network, order: number[]): Network {
  const back = order.map((_, place) => order.indexOf(place));
  return reorder(body, back);
}

export function orderText(petals: Petal[]): string {
  return petals.map((petal) => petal.keyword || "(uden ord)").join(", ");
}
