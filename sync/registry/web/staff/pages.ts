// The staff page's pages: each is one line here and one file in pages/, which is fetched when it is first shown.
import type { ComponentType } from "preact";
import type { Role } from "./session";

export interface PageProps {
  words: Record<string, string>; // what stands in the address where the table has ":name"
}

export type Who = Role | "half" | "nobody"; // half: the password was given, and no second factor yet

export interface Page {
  path: string; // below /staff; ":name" is one word
  title: string; // in the window's title and, unless the page says otherwise, its h1
  who: Who; // the least role that sees it
  menu?: string; // what the menu calls it; without it stands in no menu
  under?: string; // the path of the page in whose part of the menu it stands
  about?: string; // a sentence for the overview
  load: () => Promise<{ default: ComponentType<PageProps> }>;
}

export const pages: Page[] = [
  { path: "/", title: "Overblik", who: "editor", menu: "Overblik", load: () => import("./pages/overview") },
  { path: "/networks", title: "Netværk", who: "editor", menu: "Netværk", about: "Ret det, skærmene viser: blomst, vej, fortælling og sprog. Udgiv nu eller senere.", load: () => import("./pages/networks") },
  { path: "/networks/:id", title: "Netværk", who: "editor", load: () => import("./pages/network") },
  { path: "/networks/:id/versions", title: "Tidligere udgaver", who: "editor", load: () => import("./pages/network-versions") },
  { path: "/pages", title: "Sider", who: "secretariat", menu: "Sider", under: "/networks", about: "Ret det, skærmene fortæller om Netværksstrukturen, med billeder.", load: () => import("./pages/editorial") },
  { path: "/pages/:id", title: "Side", who: "secretariat", load: () => import("./pages/editorial-page") },
  { path: "/pages/:id/versions", title: "Tidligere udgaver", who: "secretariat", load: () => import("./pages/editorial-versions") },
  { path: "/facts", title: "Kontakt og faser", who: "secretariat", menu: "Kontakt og faser", under: "/networks", about: "Ret, hvem der svarer, hvad huset hedder, et netværks faser, og hvor QR-koderne fører hen.", load: () => import("./pages/facts") },
  { path: "/begin", title: "Begynd", who: "administrator", load: () => import("./pages/begin") },
  { path: "/inbox", title: "Indbakke", who: "secretariat", menu: "Indbakke", about: "Svar på idéer, interesser og ønsker om plads. Det ældste først.", load: () => import("./pages/inbox") },
  { path: "/inbox/:order", title: "Fra en borger", who: "secretariat", load: () => import("./pages/inbox-entry") },
  { path: "/seats", title: "Pladser", who: "secretariat", menu: "Pladser", under: "/inbox", about: "Hvem har fået plads i en Founding Group, og hvem venter?", load: () => import("./pages/seats") },
  { path: "/seats/:network", title: "Pladser", who: "secretariat", load: () => import("./pages/seats-one") },
  { path: "/kiosks", title: "Kiosker", who: "secretariat", menu: "Kiosker", about: "Se, hvordan kioskerne har det, og godkend nye.", load: () => import("./pages/kiosks") },
  { path: "/kiosks/:id", title: "Kiosk", who: "secretariat", load: () => import("./pages/kiosk") },
  { path: "/building", title: "Huset", who: "secretariat", menu: "Huset", under: "/kiosks", about: "Åbningstider, lukkedage og beskeder på kioskerne.", load: () => import("./pages/building") },
  { path: "/mail", title: "Varsler og mails", who: "secretariat", menu: "Varsler", under: "/kiosks", about: "Hvem får besked, når noget er galt, og når mails frem?", load: () => import("./pages/mail") },
  { path: "/numbers", title: "Tal", who: "secretariat", menu: "Tal", about: "Besøg, sprog, skemaer og interesse, talt uden at nogen kan kendes.", load: () => import("./pages/numbers") },
  { path: "/privacy", title: "Privatliv", who: "secretariat", menu: "Privatliv", about: "Find alt om en person, og giv det, ret det eller slet det med bevis.", load: () => import("./pages/privacy") },
  { path: "/privacy/retention", title: "Hvad slettes snart", who: "secretariat", menu: "Hvad slettes snart", under: "/privacy", load: () => import("./pages/privacy-retention") },
  { path: "/privacy/proofs", title: "Beviser for sletning", who: "secretariat", menu: "Beviser", under: "/privacy", load: () => import("./pages/privacy-proofs") },
  { path: "/privacy/notices", title: "Erklæringer", who: "secretariat", menu: "Erklæringer", under: "/privacy", load: () => import("./pages/privacy-notices") },
  { path: "/users", title: "Brugere", who: "administrator", menu: "Brugere", about: "Invitér kolleger, giv roller, og hjælp den, der har mistet sin telefon.", load: () => import("./pages/users") },
  { path: "/log", title: "Hvem gjorde hvad", who: "administrator", menu: "Log", under: "/users", about: "Hvad personalet har set og ændret, og hvornår.", load: () => import("./pages/log") },
  { path: "/account", title: "Din konto", who: "editor", load: () => import("./pages/account") },
  { path: "/sign-in", title: "Log ind", who: "nobody", load: () => import("./pages/sign-in") },
  { path: "/second-factor", title: "Gør din telefon klar", who: "half", load: () => import("./pages/second-factor") },
  { path: "/welcome", title: "Velkommen", who: "nobody", load: () => import("./pages/welcome") },
];

export interface Found {
  page: Page;
  words: Record<string, string>;
}

export function findPage(path: string): Found | null {
  const parts = path.split("/").filter((part) => part !== "");
  for (const page of pages) {
    const wanted = page.path.split("/").filter((part) => part !== "");
    if (wanted.length !== parts.length) continue;
    const words: Record<string, string> = {};
    const fits = wanted.every((word, at) => {
      const part = parts[at] ?? "";
      if (!word.startsWith(":")) return word === part;
      words[word.slice(1)] = decodeURIComponent(part);
      return true;
    });
    if (fits) return { page, words };
  }
  return null;
}
