// Where one begins: what there is to do, by role.
import { Top } from "../parts/top";
import { Link } from "../route";
import { session } from "../session";
import { menuOf } from "../shell";

export default function Overview() {
  const who = session.value;
  if (!who) return null;
  const hour = new Date().getHours();
  const greeting = hour < 10 ? "Godmorgen" : hour < 18 ? "Goddag" : "Godaften";
  return (
    <>
      <Top title={`${greeting}, ${who.name}`} lead="Hvad vil du i gang med?" />
      <div class="tiles">
        {menuOf(who).filter((page) => page.about).map((page) => (
          <Link key={page.path} class="tile" to={page.path}>
            <h2>{page.menu}</h2>
            <p>{page.about}</p>
          </Link>
        ))}
        <Link class="tile" to="/account">
          <h2>Din konto</h2>
          <p>Skift adgangskode, og se, hvor du er logget ind.</p>
        </Link>
      </div>
    </>
  );
}
