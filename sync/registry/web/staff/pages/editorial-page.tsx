// One editorial page: its pieces in order, in every language, with pictures that have words for those who don't see them.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, Refused, root } from "../api";
import { blank, blockNames, changeBlocks, inLanguage, missing, newBlock, placeName, tidyPage, withLanguage, type Block, type BlockType, type Listed, type PageBody } from "../networks/editorial";
import { differences, same } from "../networks/merge";
import { languages, type Problem } from "../networks/model";
import type { PageProps } from "../pages";
import { ask } from "../parts/dialog";
import { AreaField, Field, TextField } from "../parts/form";
import { Icon } from "../parts/icon";
import { Failed, Loaded, useLoad } from "../parts/load";
import { say } from "../parts/toast";
import { Top } from "../parts/top";
import { guardLeaving } from "../route";

export default function EditorialPage({ words }: PageProps) {
  const id = words["id"] ?? "";
  const load = useLoad(async (signal) => {
    const { pages } = await api<{ pages: Listed[] }>("GET", "v1/staff/pages", undefined, signal);
    const one = pages.find((page) => page.id === id);
    if (!one) throw new Refused(404, "not_found", "", 0, null);
    return one;
  }, [id]);
  if (load.data) return <Editor key={`${id}-${load.data.version}`} first={load.data} onAgain={load.again} />;
  return (
    <>
      <Top title="Side" back={{ to: "/pages", text: "Alle sider" }} />
      <Loaded load={load} sentences={{ not_found: "Siden findes ikke." }}>{() => null}</Loaded>
    </>
  );
}

type Lang = "da" | (typeof languages)[number][0];

function Editor({ first, onAgain }: { first: Listed; onAgain: () => void }) {
  const [body, setBody] = useState<PageBody>(first.body);
  const [saved, setSaved] = useState({ body: first.body, version: first.version });
  const [lang, setLang] = useState<Lang>("da");
  const [problems, setProblems] = useState<Problem[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const dirty = !same(tidyPage(body), tidyPage(saved.body));
  useEffect(() => {
    guardLeaving(dirty ? () => ask({ title: "Forlad siden uden at udgive?", text: "Det, du har rettet, går tabt: en side har ingen kladde.", yes: "Forlad siden", no: "Bliv her", danger: true }) : null);
    return () => guardLeaving(null);
  }, [dirty]);

  const shown = inLanguage(body, lang);
  const dir = languages.find(([code]) => code === lang)?.[2] ?? "ltr";
  const setBlock = (at: number, next: Block) => setBody(withLanguage(body, lang, { title: shown.title, blocks: shown.blocks.map((one, place) => (place === at ? next : one)) }));
  const move = (from: number, to: number) => setBody(changeBlocks(body, (blocks) => {
    const next = [...blocks];
    next.splice(to, 0, ...next.splice(from, 1));
    return next;
  }));
  const remove = async (at: number) => {
    const yes = await ask({ title: "Fjern denne del af siden?", text: "Den forsvinder på alle sprog, når du udgiver.", yes: "Fjern", danger: true });
    if (yes) setBody(changeBlocks(body, (blocks) => blocks.filter((_, place) => place !== at)));
  };
  const add = (type: BlockType) => {
    const made = newBlock(type);
    setBody(changeBlocks(body, (blocks, isDanish) => [...blocks, isDanish ? made : blank(made)]));
  };
  const problem = (pointer: string) => problems.find((one) => one.pointer === (lang === "da" ? pointer : `/translations/${lang}${pointer}`))?.danish;

  const publish = async () => {
    const next = tidyPage(body);
    const bare = next.blocks.findIndex((block) => block.type === "picture" && (!block.alt || !block.picture));
    if (bare >= 0) {
      const pointer = `/blocks/${bare}/${next.blocks[bare]?.picture ? "alt" : "picture"}`;
      setLang("da");
      setProblems([{ pointer, field: "", message: "", danish: pointer.endsWith("alt") ? "Skriv, hvad man ser: den, der ikke ser billedet, hører det her." : "Vælg et billede." }]);
      return;
    }
    if (!(await ask({ title: "Udgiv siden nu?", text: "Skærmene viser den om få sekunder.", yes: "Udgiv nu" }))) return;
    setBusy(true);
    setError(null);
    try {
      const answer = await api<{ version: number }>("PUT", `v1/staff/pages/${first.id}`, { base: saved.version, body: next });
      setSaved({ body: next, version: answer.version });
      setBody((now) => (now === body ? next : now)); // what was written meanwhile stays
      setProblems([]);
      say("Udgivet. Skærmene henter siden nu.");
    } catch (refused) {
      if (refused instanceof Refused && refused.code === "invalid") setProblems((refused.body as { problems: Problem[] }).problems);
      else if (refused instanceof Refused && refused.code === "conflict") await conflict(refused);
      else setError(refused);
    }
    setBusy(false);
  };
  // Somebody published meanwhile: nobody's work goes without being asked.
  const conflict = async (refused: Refused) => {
    const { current } = refused.body as { current: { version: number; body: PageBody } };
    const changed = differences(saved.body, current.body).map((one) => placeName(current.body, one.pointer));
    const theirs = await ask({
      title: "En anden har udgivet siden imens", yes: "Hent den andens", no: "Behold mit", danger: true,
      text: <><p>Intet er overskrevet. Den anden har ændret:</p><ul>{changed.slice(0, 8).map((one) => <li key={one}>{one}</li>)}</ul><p>Henter du den andens udgave, går det, du har skrevet, tabt. Beholder du dit, erstatter det den andens, når du udgiver igen.</p></>,
    });
    if (theirs) onAgain();
    else setSaved({ ...saved, version: current.version });
  };
  return (
    <>
      <Top title={body.title || "Side uden titel"} back={{ to: "/pages", text: "Alle sider" }} lead={dirty ? "Ikke udgivet endnu" : "På skærmene"}>
        <button type="button" class="button button-primary" disabled={!dirty || busy} onClick={() => void publish()}>{busy ? "Udgiver …" : "Udgiv"}</button>
      </Top>
      {error !== null && <Failed error={error} />}
      {problems.length > 0 && (
        <div class="alert alert-error" role="alert">
          <Icon name="error" class="alert-icon" />
          <div class="alert-body">
            <h2 class="alert-heading h4">Siden kan ikke udgives endnu</h2>
            <ul class="alert-text">{problems.map((one) => <li key={one.pointer + one.danish}><strong>{placeName(body, one.pointer)}:</strong> {one.danish}</li>)}</ul>
          </div>
        </div>
      )}
      <div class="sheet">
        <div class="language-choice" role="group" aria-label="Sprog">
          {([["da", "Dansk"], ...languages.map(([code, name]) => [code, name] as const)] as const).map(([code, name]) => {
            const count = code === "da" ? 0 : missing(body, code).missing;
            return (
              <button key={code} type="button" class={`button ${code === lang ? "button-primary" : "button-secondary"}`} aria-pressed={code === lang} onClick={() => setLang(code as Lang)}>
                {name}{count > 0 && <span class="badge-count">{count}<span class="sr-only"> mangler</span></span>}
              </button>
            );
          })}
        </div>
        {lang !== "da" && <p class="quiet">Den danske tekst står ved hvert felt. Det, der ikke er oversat endnu, står på dansk på skærmen.</p>}
        <TextField id="page-title" label="Titel" hint={lang === "da" ? undefined : body.title} value={shown.title} onValue={(title) => setBody(withLanguage(body, lang, { ...shown, title }))} most={80} problem={problem("/title")} lang={lang} dir={dir} />
        {shown.blocks.map((block, at) => (
          <div class="listed" key={at} role="group" aria-label={`${blockNames[block.type]}, del ${at + 1}`}>
            <BlockFields block={block} danish={lang === "da" ? undefined : body.blocks[at]} picture={body.blocks[at]?.picture} at={at} lang={lang} dir={dir} problem={problem} onBlock={(next) => setBlock(at, next)} />
            {lang === "da" && (
              <div class="row-actions">
                {at > 0 && <button type="button" class="function-link" onClick={() => move(at, at - 1)}><Icon name="up" />Flyt op<span class="sr-only"> del {at + 1}</span></button>}
                {at < shown.blocks.length - 1 && <button type="button" class="function-link" onClick={() => move(at, at + 1)}><Icon name="down" />Flyt ned<span class="sr-only"> del {at + 1}</span></button>}
                {shown.blocks.length > 1 && <button type="button" class="function-link" onClick={() => void remove(at)}><Icon name="remove" />Fjern<span class="sr-only"> del {at + 1}</span></button>}
              </div>
            )}
          </div>
        ))}
        {lang === "da" && (
          <div class="chips" role="group" aria-label="Læg til">
            {(Object.keys(blockNames) as BlockType[]).map((type) => <button key={type} type="button" class="button button-secondary" onClick={() => add(type)}><Icon name="add" />{blockNames[type]}</button>)}
          </div>
        )}
      </div>
    </>
  );
}

interface BlockProps {
  block: Block;
  danish: Block | undefined; // beside a translation
  picture: string | undefined;
  at: number;
  lang: Lang;
  dir: "ltr" | "rtl";
  problem: (pointer: string) => string | undefined;
  onBlock: (block: Block) => void;
}

function BlockFields({ block, danish, picture, at, lang, dir, problem, onBlock }: BlockProps) {
  const id = (part: string) => `block-${at}-${part}`;
  const hinted = (danishText: string | undefined, own?: string) => danishText ?? own;
  const name = `${blockNames[block.type]} ${at + 1}`;
  const common = { lang, dir };
  const pointer = `/blocks/${at}`;
  if (block.type === "heading") return <TextField id={id("text")} label={name} hint={hinted(danish?.text)} value={block.text ?? ""} onValue={(text) => onBlock({ ...block, text })} most={80} problem={problem(`${pointer}/text`)} {...common} />;
  if (block.type === "paragraph") return <AreaField id={id("text")} label={name} hint={hinted(danish?.text)} rows={4} value={block.text ?? ""} onValue={(text) => onBlock({ ...block, text })} most={320} problem={problem(`${pointer}/text`)} {...common} />;
  if (block.type === "list") {
    return <AreaField id={id("items")} label={name} hint={hinted(danish?.items?.join(" · "), "Et punkt på hver linje, højst tolv.")} rows={Math.max(3, (block.items ?? []).length + 1)} value={(block.items ?? []).join("\n")} onValue={(text) => onBlock({ ...block, items: text.split("\n") })} problem={problem(`${pointer}/items`)} {...common} />;
  }
  if (block.type === "comparison") {
    const rows = block.rows ?? [];
    const setRow = (row: number, next: { left: string; right: string }) => onBlock({ ...block, rows: rows.map((one, place) => (place === row ? next : one)) });
    return (
      <>
        <p class="form-label">{name}</p>
        <div class="two">
          <TextField id={id("left")} label="Venstre overskrift" hint={danish?.left} value={block.left ?? ""} onValue={(left) => onBlock({ ...block, left })} most={40} problem={problem(`${pointer}/left`)} {...common} />
          <TextField id={id("right")} label="Højre overskrift" hint={danish?.right} value={block.right ?? ""} onValue={(right) => onBlock({ ...block, right })} most={40} problem={problem(`${pointer}/right`)} {...common} />
        </div>
        {rows.map((row, place) => (
          <div class="two" key={place}>
            <TextField id={id(`left-${place}`)} label={`Række ${place + 1}, venstre`} hint={danish?.rows?.[place]?.left} value={row.left} onValue={(left) => setRow(place, { ...row, left })} most={120} {...common} />
            <TextField id={id(`right-${place}`)} label={`Række ${place + 1}, højre`} hint={danish?.rows?.[place]?.right} value={row.right} onValue={(right) => setRow(place, { ...row, right })} most={120} {...common} />
          </div>
        ))}
        {lang === "da" && rows.length < 12 && <button type="button" class="function-link" onClick={() => onBlock({ ...block, rows: [...rows, { left: "", right: "" }] })}><Icon name="add" />En række til</button>}
        {lang === "da" && rows.length > 1 && <button type="button" class="function-link" onClick={() => onBlock({ ...block, rows: rows.slice(0, -1) })}><Icon name="remove" />Fjern sidste række</button>}
      </>
    );
  }
  return (
    <>
      <p class="form-label">{name}</p>
      {picture && <img class="page-picture" src={`${root}v1/staff/pictures/${picture}`} alt={block.alt || "Billedet har ingen ord endnu"} />}
      {lang === "da" && <Upload id={id("file")} has={Boolean(picture)} problem={problem(`${pointer}/picture`)} onPicture={(given) => onBlock({ ...block, picture: given })} />}
      <AreaField id={id("alt")} label="Hvad ser man på billedet?" hint={hinted(danish?.alt, "Læses op for den, der ikke ser det. Skal altid udfyldes.")} rows={2} value={block.alt ?? ""} onValue={(alt) => onBlock({ ...block, alt })} most={140} problem={problem(`${pointer}/alt`)} {...common} />
      <TextField id={id("caption")} label="Billedtekst" optional hint={danish?.caption} value={block.caption ?? ""} onValue={(caption) => onBlock({ ...block, caption })} most={140} problem={problem(`${pointer}/caption`)} {...common} />
    </>
  );
}

function Upload({ id, has, problem, onPicture }: { id: string; has: boolean; problem: string | undefined; onPicture: (name: string) => void }) {
  const [state, setState] = useState<{ busy: boolean; error: string | undefined }>({ busy: false, error: undefined });
  // It takes a while, and the page that it then becomes part of is the one that is written by then.
  const latest = useRef(onPicture);
  latest.current = onPicture;
  const send = async (file: File | undefined) => {
    if (!file) return;
    setState({ busy: true, error: undefined });
    try {
      const given = await api<{ name: string }>("POST", "v1/staff/pictures", file);
      latest.current(given.name);
      setState({ busy: false, error: undefined });
      say("Billedet er lagt op. Sted, tid og kamera er taget ud af det.");
    } catch (refused) {
      const known: Record<string, string> = { too_large: "Billedet er for stort: højst 8 MB.", not_a_picture: "Filen er ikke et billede, vi kan bruge. Brug PNG, JPEG eller WebP." };
      setState({ busy: false, error: refused instanceof Refused ? (known[refused.code] ?? "Billedet kunne ikke lægges op. Prøv igen, eller brug et andet.") : "Billedet kunne ikke lægges op. Prøv igen." });
    }
  };
  return (
    <Field id={id} label={has ? "Et andet billede" : "Billede"} hint="PNG, JPEG eller WebP, højst 8 MB. Det gøres mindre, hvis det er stort." problem={state.error ?? problem}>
      {(attributes) => (
        <>
          <input {...attributes} class="page-file" type="file" accept="image/png,image/jpeg,image/webp" onChange={(event) => void send(event.currentTarget.files?.[0])} />
          {state.busy && <p role="status" class="quiet small">Lægger op …</p>}
        </>
      )}
    </Field>
  );
}
