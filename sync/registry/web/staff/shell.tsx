// The frame around every page: header, menu by role, what is said in passing, questions, and the page itself.
import type { ComponentType } from "preact";
import { Component } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { api, root } from "./api";
import { findPage, pages, type Found, type Page, type PageProps } from "./pages";
import { Again } from "./parts/again";
import { Prove } from "./parts/prove";
import { Questions } from "./parts/dialog";
import { Icon } from "./parts/icon";
import { Failed, Nothing, Waiting } from "./parts/load";
import { say, Toasts } from "./parts/toast";
import { Top } from "./parts/top";
import { go, Link, onTheWay, place } from "./route";
import { isWhole, mayDo, roleNames, session, setSession, type Session } from "./session";
import { useStore } from "./store";

export function menuOf(who: Session) {
  return pages.filter((page) => page.menu && (page.who === "half" || page.who === "nobody" ? false : mayDo(who.role, page.who)));
}

// What stands below one of the menu's lines, itself first; nothing when it stands alone.
function partsOf(menu: Page[], above: Page): Page[] {
  const parts = menu.filter((page) => page.under === above.path);
  return parts.length > 0 ? [above, ...parts] : [];
}

// The line of the menu that an address belongs to: the longest that it begins with.
function lineOf(menu: Page[], now: string): Page | undefined {
  const fitting = menu.filter((page) => (page.path === "/" ? now === "/" : now === page.path || now.startsWith(`${page.path}/`)));
  return fitting.sort((one, other) => other.path.length - one.path.length)[0];
}

async function signOut() {
  try {
    await api("DELETE", "v1/session");
  } catch {
    // It was over already, or the line is down: what is here is forgotten either way.
  }
  setSession(null);
  go("/sign-in");
  say("Du er logget ud.");
}

interface MenuProps {
  who: Session;
  now: string;
}

function MenuLink({ page, now, line, onChoose }: { page: Page; now: string; line: Page | undefined; onChoose?: () => void }) {
  const active = line !== undefined && (line === page || line.under === page.path);
  return (
    <Link class="nav-link" to={page.path} aria-current={!active ? undefined : now === page.path ? "page" : "true"} onChoose={onChoose}><span>{page.menu}</span></Link>
  );
}

// One line of what there is, and below it the parts of what is chosen.
function Menu({ who, now }: MenuProps) {
  const menu = menuOf(who);
  const line = lineOf(menu, now);
  const above = menu.find((page) => page === line && !page.under) ?? menu.find((page) => page.path === line?.under);
  const parts = above ? partsOf(menu, above) : [];
  return (
    <div class="navigation-menu">
      <div class="navigation-menu-inner container">
        <nav class="nav" aria-label="Hovedmenu">
          <ul class="mainmenu">
            {menu.filter((page) => !page.under).map((page) => (
              <li key={page.path} class={page === above ? "active current" : undefined}><MenuLink page={page} now={now} line={line} /></li>
            ))}
          </ul>
        </nav>
      </div>
      {parts.length > 0 && (
        <nav class="menu-parts" aria-label={above?.menu}>
          <div class="container"><ul>
            {parts.map((page) => (
              <li key={page.path}><Link to={page.path} aria-current={page !== line ? undefined : now === page.path ? "page" : "true"}>{page.menu}</Link></li>
            ))}
          </ul></div>
        </nav>
      )}
    </div>
  );
}

function MenuSheet({ who, now, onClose }: MenuProps & { onClose: () => void }) {
  const menu = menuOf(who);
  const line = lineOf(menu, now);
  const sheet = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => sheet.current?.showModal(), []);
  return (
    <dialog ref={sheet} class="menu-sheet" aria-label="Menu" onCancel={onClose} onClose={onClose}>
      <div class="top">
        <strong>Menu</strong>
        <button type="button" class="function-link" onClick={onClose}><Icon name="close" />Luk</button>
      </div>
      <nav aria-label="Hovedmenu">
        <ul>
          {menu.map((page) => (
            <li key={page.path} class={page.under ? "below" : undefined}>
              <Link to={page.path} aria-current={page !== line ? undefined : now === page.path ? "page" : "true"} onChoose={onClose}>{page.menu}</Link>
            </li>
          ))}
          <li><Link to="/account" aria-current={now === "/account" ? "page" : undefined} onChoose={onClose}>Din konto<small class="quiet"> · {who.name}</small></Link></li>
        </ul>
      </nav>
      <div class="top"><button type="button" class="function-link" onClick={() => { onClose(); void signOut(); }}><Icon name="lock" />Log af</button></div>
    </dialog>
  );
}

function Header({ now, mark }: { now: string; mark: string }) {
  const who = useStore(session);
  const [open, setOpen] = useState(false);
  const whole = isWhole(who) ? who : null;
  return (
    <header class="header">
      <div class="portal-info">
        <div class="portal-info-inner container">
          <Link class="mark" to="/"><img src={mark} alt="" />Forhal<small>Netværksstrukturen</small></Link>
          {whole && <button type="button" class="function-link button-menu-open ml-auto" aria-haspopup="dialog" onClick={() => setOpen(true)}><Icon name="menu" />Menu</button>}
          {who && (
            <div class="portal-user">
              <p class="user">{whole ? <Link to="/account">{who.name}</Link> : who.name}, {roleNames[who.role]}</p>
              <button type="button" class="function-link" onClick={() => void signOut()}><Icon name="lock" />Log af</button>
            </div>
          )}
        </div>
      </div>
      {whole && <Menu who={whole} now={now} />}
      {open && whole && <MenuSheet who={whole} now={now} onClose={() => setOpen(false)} />}
    </header>
  );
}

// A page that breaks takes nothing else with it.
class Fence extends Component<object, { broken: boolean }> {
  override state = { broken: false };
  static override getDerivedStateFromError() {
    return { broken: true };
  }
  override componentDidCatch(error: unknown) {
    console.error(error);
  }
  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <>
        <Top title="Siden gik i stykker" />
        <p>Det er vores fejl. Genindlæs siden, og prøv igen.</p>
        <button type="button" class="button button-primary" onClick={() => location.reload()}>Genindlæs</button>
      </>
    );
  }
}

// What each page's file gave, so that it is fetched once.
const loaded = new Map<string, ComponentType<PageProps>>();

function Shown({ found }: { found: Found }) {
  const { page, words } = found;
  const [, again] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const Inside = loaded.get(page.path);
  useEffect(() => {
    if (loaded.has(page.path)) return;
    let wanted = true;
    page.load().then(
      (file) => {
        loaded.set(page.path, file.default);
        if (wanted) again((count) => count + 1);
      },
      // The program was replaced meanwhile, and its parts with it.
      (problem: unknown) => wanted && setError(problem),
    );
    return () => void (wanted = false);
  }, [page]);
  if (error !== null) {
    return (
      <>
        <Top title={page.title} />
        <Failed error={error} again={() => location.reload()} />
      </>
    );
  }
  return Inside ? <Inside words={words} /> : <Waiting />;
}

function Lost() {
  return (
    <>
      <Top title="Her er ingen side" />
      <Nothing title="Adressen fører ingen steder hen"><p>Måske er siden flyttet. <Link to="/">Gå til overblikket</Link></p></Nothing>
    </>
  );
}

function Forbidden() {
  return (
    <>
      <Top title="Siden er ikke for din rolle" />
      <Nothing title="Du må ikke se denne side"><p>Spørg en administrator, hvis du skal bruge den. <Link to="/">Gå til overblikket</Link></p></Nothing>
    </>
  );
}

export function Shell({ mark }: { mark: string }) {
  const now = useStore(place);
  const who = useStore(session);
  const found = findPage(now.path);
  const wants = found ? found.page.who : "editor"; // what is not there is said to who is signed in
  // Who is not signed in comes back here afterwards.
  const to = now.path + (now.search.size > 0 ? `?${now.search}` : "");
  const away =
    wants === "nobody" ? null
    : who === null || who.needs === "code" ? onTheWay("/sign-in", to)
    : who.needs === "set_up" && wants !== "half" ? onTheWay("/second-factor", to)
    : null;
  useEffect(() => {
    if (away !== null) go(away, true);
  }, [away]);

  let inside;
  if (away !== null) inside = <Waiting />;
  else if (!found) inside = <Lost />;
  else if (wants !== "nobody" && wants !== "half" && who && !mayDo(who.role, wants as Session["role"])) inside = <Forbidden />;
  else inside = <Shown found={found} />;

  const toMain = (event: Event) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  return (
    <>
      <a class="skipnav" href="#main" onClick={toMain}>Gå til sidens indhold</a>
      <Header now={now.path} mark={mark} />
      <main class="container" id="main" tabIndex={-1}>
        <Fence key={now.visit}>{inside}</Fence>
      </main>
      <footer class="bottom">
        <div class="container">Forhal · Netværksstrukturen i Albertslund Kommune · <a href={`${root}accessibility`}>Tilgængelighed</a> · <a href={root === "/" ? "/" : root}>Sådan ser borgerne det</a></div>
      </footer>
      <Again />
      <Questions />
      <Prove />
      <Toasts />
    </>
  );
}
