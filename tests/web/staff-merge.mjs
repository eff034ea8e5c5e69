// Two versions held against each other and three merged, without a browser: networks/merge.ts, order.ts and what a page
// makes of them (page-thing.ts).
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../sync/registry/web/package.json", import.meta.url));
const folder = fileURLToPath(new URL("../../sync/registry/web/staff/networks/", import.meta.url));

async function load() {
  const { build } = require("esbuild");
  const made = await build({
    stdin: { contents: 'export * from "./merge"; export * from "./order"; export { tidy, moveItem, translate } from "./model"; export { pageThing, sameShape } from "./page-thing";', resolveDir: folder, loader: "ts" },
    bundle: true, format: "esm", write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].text).toString("base64")}`);
}

export default async function ({ check }) {
  const { differences, merge, isMoved, moveItem, orderOf, pageThing, putBack, reorder, same, sameShape, tidy, translate } = await load();
  const petal = (keyword) => ({ side: "citizens", state: "expected", keyword, sentence: `om ${keyword}` });
  const base = {
    title: "T", question: "Hvad?", participants: ["citizens"], remarks: ["Et afsnit, der er langt nok."], petals: ["a", "b", "c", "d", "e"].map(petal),
    leaders: [], spawned: [], founding_group: null, gift: null,
    translations: { en: { title: "T en", petals: ["A", "B", "C", "D", "E"].map((keyword) => ({ keyword, sentence: keyword })) } },
  };
  const copy = (change) => {
    const one = structuredClone(base);
    change(one);
    return one;
  };

  // ---- what is the same is no difference; what differs is named ----
  check(differences(base, structuredClone(base)).length === 0, "a copy differs");
  const renamed = copy((one) => { one.title = "U"; one.translations.en.title = "U en"; });
  check(differences(base, renamed).map((one) => one.pointer).join() === "/title,/translations/en/title", "two texts differ otherwise");
  const added = copy((one) => { one.participants.push("companies"); });
  check(differences(base, added).map((one) => one.pointer).join() === "/participants", "a list of words is taken apart");
  const polish = copy((one) => { one.translations.pl = { title: "T pl" }; });
  check(differences(base, polish).map((one) => one.pointer).join() === "/translations/pl/title", "a new language is no text");

  // ---- three: one side's changes are taken, both sides' asked ----
  const merged = merge(base, renamed, copy((one) => { one.question = "Hvorfor?"; }));
  check(merged.clashes.length === 0 && merged.body.title === "U" && merged.body.question === "Hvorfor?", "two changes are not merged");
  check(merged.taken.join() === "/question", `taken: ${merged.taken}`);
  const clash = merge(base, renamed, copy((one) => { one.title = "V"; }));
  check(clash.clashes.map((one) => one.pointer).join() === "/title" && clash.body.translations.en.title === "U en", "a clash is not asked");
  check(merge(base, renamed, renamed).clashes.length === 0, "the same change twice is asked");
  const group = { state: "open", invitation: "Kom", starts: null, place: null, seats: null };
  const both = merge(base, copy((one) => { one.founding_group = group; }), copy((one) => { one.founding_group = { ...group, seats: 5 }; }));
  check(both.clashes.map((one) => one.pointer).join() === "/founding_group", "what both began is not asked as a whole");
  check(merge(base, copy((one) => { delete one.gift; }), base).body.gift === undefined, "what was left out comes back");
  check(merge(undefined, renamed, base).clashes.length === 2, "without what was before, not all is asked");

  // ---- a network's picture goes with its words ----
  const picture = (picture, alt) => ({ picture, alt });
  const pictured = copy((one) => { one.picture = picture("a", "En båd"); });
  const withPicture = (name, alt) => ({ ...pictured, picture: picture(name, alt) });
  const otherPicture = merge(pictured, withPicture("b", "Et hus"), withPicture("a", "En jolle"));
  check(otherPicture.clashes.map((one) => one.pointer).join() === "/picture", "words of one picture go with another");
  const reworded = merge(pictured, withPicture("a", "En båd"), withPicture("a", "En jolle"));
  check(reworded.clashes.length === 0 && reworded.body.picture.alt === "En jolle", "words that one changed are asked about");
  check(differences(pictured, withPicture("a", "En jolle")).map((one) => one.pointer).join() === "/picture/alt", "other words are another picture");
  check(differences(pictured, withPicture("b", "Et hus")).map((one) => one.pointer).join() === "/picture", "another picture is told in parts");
  check(merge(pictured, base, withPicture("a", "En jolle")).clashes.map((one) => one.pointer).join() === "/picture", "one that was taken away is not asked about");
  const blankCaption = tidy({ ...pictured, picture: { picture: "a", alt: "", caption: " " }, translations: { en: { picture: { alt: "" } } } });
  check(JSON.stringify(blankCaption.picture) === '{"picture":"a","alt":""}' && !("translations" in blankCaption), `sent: ${JSON.stringify(blankCaption)}`);

  // ---- petals that moved ----
  const moved = moveItem(base, "petals", 0, 2);
  check(moved.petals.map((one) => one.keyword).join("") === "bcade" && moved.translations.en.petals.map((one) => one.keyword).join("") === "BCADE", "translations stay behind");
  const order = orderOf(base.petals, moved.petals);
  check(isMoved(order) && order.join() === "1,2,0,3,4", `the order is ${order}`);
  check(same(putBack(moved, order), base) && same(reorder(base, order), moved), "moving there and back changes something");
  const edited = copy((one) => { one.petals[0].sentence = "en anden"; });
  const three = merge(base, putBack(moved, order), edited);
  const whole = reorder(three.body, order);
  check(three.clashes.length === 0 && whole.petals[2].sentence === "en anden" && whole.petals[2].keyword === "a", "a moved petal that another edited is mixed up");
  const anew = copy((one) => { one.petals[1] = petal("x"); });
  check(!isMoved(orderOf(base.petals, anew.petals)), "a petal written anew seems moved");
  check(orderOf(base.petals, base.petals.slice(1)) === null, "fewer petals have an order");

  // ---- what is sent ----
  const sent = tidy({ ...base, title: "  To\n ord ", translations: { en: { title: "", gift: { title: "" } }, tr: { title: " T " } } });
  check(sent.title === "To ord" && !("en" in sent.translations) && sent.translations.tr.title === "T", "blanks are sent");
  const written = translate({ ...base, translations: {} }, "ar", "/petals/3/keyword", "د");
  check(written.translations.ar.petals.length === 5 && written.translations.ar.petals[3].keyword === "د", "a translated petal stands elsewhere");

  // ---- an editorial page: its pieces stand in an order of their own ----
  const text = (words) => ({ type: "paragraph", text: words });
  const story = {
    id: "om", title: "Om", blocks: [{ type: "heading", text: "H" }, text("Et"), text("To")],
    translations: { en: { title: "About", blocks: [{ type: "heading", text: "H en" }, text("One"), text("Two")] } },
  };
  const changed = (change) => {
    const one = structuredClone(story);
    change(one);
    return one;
  };
  const decided = (mine, theirs, chosen = {}, from = story) => {
    const { clashes, finish } = pageThing.merging(from, mine, theirs, null);
    return { asked: clashes.map((one) => one.pointer).join(), body: finish(chosen) };
  };
  const words = changed((one) => { one.blocks[1].text = "Et!"; });
  const more = changed((one) => { one.blocks.push(text("Tre")); one.translations.en.blocks.push(text("Three")); });
  const swapped = changed((one) => { one.blocks = [one.blocks[0], one.blocks[2], one.blocks[1]]; one.translations.en.blocks = [one.translations.en.blocks[0], one.translations.en.blocks[2], one.translations.en.blocks[1]]; });
  check(sameShape(story.blocks, words.blocks) && !sameShape(story.blocks, more.blocks) && !sameShape(story.blocks, swapped.blocks), "what has the same pieces is not known");
  const two = decided(words, changed((one) => { one.blocks[2].text = "To!"; one.title = "Om os"; }));
  check(two.asked === "" && two.body.blocks.map((one) => one.text).join() === "H,Et!,To!" && two.body.title === "Om os", "two words in a page are not merged");
  const added2 = decided(changed((one) => { one.title = "Om dig"; }), more);
  check(added2.asked === "" && added2.body.title === "Om dig" && added2.body.blocks.length === 4 && added2.body.translations.en.blocks.length === 4, "a piece that the other added is lost");
  const asked = decided(words, swapped);
  check(asked.asked === "/blocks", `two orders are mixed: ${asked.asked}`);
  check(same(decided(words, swapped, { "/blocks": "mine" }).body, words) && same(asked.body, swapped), "the pieces that were chosen are others");
  check(decided(more, more).asked === "", "the same piece twice is asked");
  check(decided(words, swapped, {}, null).asked.includes("/blocks"), "without what was before, the pieces are not asked about");
  const told = (from, to) => pageThing.changes(from, to, null).map((one) => `${one.pointer}: ${one.before} -> ${one.after}`);
  check(told(story, swapped)[0] === "/blocks: Overskrift: H · Afsnit: Et · Afsnit: To -> Overskrift: H · Afsnit: To · Afsnit: Et", `what moved is told otherwise: ${told(story, swapped)}`);
  check(told(story, more)[0] === "/blocks/3: (ny) -> Afsnit: Tre", `a new piece is told otherwise: ${told(story, more)}`);
  check(told(story, more).slice(1).join() === "/translations/en/blocks/3: (ny) -> Afsnit: Three", `its translation is told otherwise: ${told(story, more)}`);
  check(told(story, swapped).length === 1, `what moved is told once in each language: ${told(story, swapped)}`);
  check(told(more, story)[0] === "/blocks/3: Afsnit: Tre -> (fjernet)", `a piece that went is told otherwise: ${told(more, story)}`);
  const anew2 = changed((one) => { one.blocks[1] = text("Andet"); one.blocks.push(text("Tre")); });
  check(told(story, anew2).join("; ") === "/blocks/1: Afsnit: Et -> Afsnit: Andet; /blocks/3: (ny) -> Afsnit: Tre", `a piece that was written anew beside a new one is told otherwise: ${told(story, anew2).join("; ")}`);
  check(pageThing.changes(story, words, null)[0].before === "Et", "a word is told otherwise");
}
