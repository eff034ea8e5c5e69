// A network as a thing with drafts: petals that moved are one change.
import { differences, merge, same } from "./merge";
import { fieldName, tidy, valueText, withValue, type Network, type Site } from "./model";
import { isMoved, orderOf, orderText, putBack, reorder } from "./order";
import type { Change, Merging, Thing } from "./thing";

const ORDER = "/petals";

function changes(before: Network, after: Network, site: Site): Change[] {
  const named = (pairs: ReturnType<typeof differences>) => pairs.map((one) => ({
    pointer: one.pointer, name: fieldName(one.pointer), before: valueText(one.pointer, one.before, site), after: valueText(one.pointer, one.after, site),
  }));
  const order = orderOf(before.petals ?? [], after.petals ?? []);
  if (!isMoved(order)) return named(differences(before, after));
  const moved = { pointer: ORDER, name: "Bladenes rækkefølge", before: orderText(before.petals), after: orderText(after.petals) };
  return [moved, ...named(differences(before, putBack(after, order)))];
}

// Petals that were moved are put back before the fields are held against each other, and moved again afterwards.
function merging(base: Network | null, mine: Network, theirs: Network, site: Site): Merging<Network> {
  const mineOrder = base ? orderOf(base.petals, mine.petals) : null;
  const theirOrder = base ? orderOf(base.petals, theirs.petals) : null;
  const ordered = base !== null && mineOrder !== null && theirOrder !== null;
  const merged = ordered ? merge(base, putBack(mine, mineOrder), putBack(theirs, theirOrder)) : merge(base ?? undefined, mine, theirs);
  const fields = [...merged.clashes];
  if (ordered && isMoved(mineOrder) && isMoved(theirOrder) && !same(mineOrder, theirOrder)) {
    merged.clashes.unshift({ pointer: ORDER, base: orderText(base.petals), mine: orderText(mine.petals), theirs: orderText(theirs.petals) });
  }
  return {
    clashes: merged.clashes,
    taken: merged.taken,
    nameOf: (pointer) => (pointer === ORDER && ordered ? "Bladenes rækkefølge" : fieldName(pointer)),
    textOf: (pointer, value) => valueText(pointer, value, site),
    finish: (chosen) => {
      const whole = fields.reduce<unknown>((body, one) => (chosen[one.pointer] === "mine" ? withValue(body, one.pointer, one.mine) : body), merged.body) as Network;
      if (!ordered) return whole;
      const order = chosen[ORDER] === "mine" || !isMoved(theirOrder) ? mineOrder : theirOrder;
      return order.length === whole.petals.length ? reorder(whole, order) : whole;
    },
  };
}

export const networkThing: Thing<Network> = {
  type: "network", api: "v1/staff/networks", versions: "v1/staff/versions", path: "/networks",
  words: {
    one: "Netværk", the: "netværket", back: "Alle netværk", begun: "Netværket er lagt til som kladde.",
    taking: "Tag netværket af skærmene?", taken: "Netværket er taget af skærmene.",
  },
  tidy, changes, merging,
};
