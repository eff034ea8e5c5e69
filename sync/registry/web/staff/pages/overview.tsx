// Where one begins: what there is to do, by role, and where everything is.
import { Icon } from "../parts/icon";
import { Loaded, Nothing, useEvery, useLoad } from "../parts/load";
import { Top } from "../parts/top";
import { Link } from "../route";
import { session, type Session } from "../session";
import { menuOf } from "../shell";
import { fetchTodo, waitingText, type Card, type Todo } from "../todo";

const LOOK_EVERY_S = 60;

function CardLink({ card }: { card: Card }) {
  return (
    <li>
      <Link class={`tile todo${card.waits ? " waits" : ""}`} to={card.to}>
        <h2><strong>{card.number}</strong> {card.title}</h2>
        {card.text !== "" && <p>{card.text}</p>}
      </Link>
    </li>
  );
}

function Cards({ who, todo, again }: { who: Session; todo: Todo; again: () => void }) {
  const noKiosk = todo.cards.some((one) => one.key === "no-kiosk");
  const calm = !todo.cards.some((one) => one.waits) && todo.failed.length === 0;
  return (
    <>
      {todo.failed.length > 0 && (
        <div class="alert alert-warning" role="alert"><Icon name="warning" class="alert-icon" /><div class="alert-body">
          <p class="alert-text">Vi kunne ikke se efter i {todo.failed.join(", ")}.</p>
          <p class="alert-text"><button type="button" class="function-link" onClick={again}><Icon name="refresh" />Prøv igen</button></p>
        </div></div>
      )}
      {calm && (
        <Nothing title="Alt er ordnet">
          <p>{who.role === "editor" ? "Der er ingen kladder, der venter. Har du lyst, så giv et netværk nye ord." : `Alle borgere har fået svar${noKiosk ? "" : ", og kioskerne har det godt"}. Godt gået.`}</p>
        </Nothing>
      )}
      {todo.cards.length > 0 && <ul class={`tiles plain-list no-max-width${calm ? " mt-6" : ""}`}>{todo.cards.map((card) => <CardLink key={card.key} card={card} />)}</ul>}
    </>
  );
}

export default function Overview() {
  const who = session.value;
  const load = useLoad<Todo | null>((signal) => (who ? fetchTodo(who.role, signal) : Promise.resolve(null)));
  useEvery(LOOK_EVERY_S, load.again);
  if (!who) return null;
  const hour = new Date().getHours();
  const greeting = hour < 10 ? "Godmorgen" : hour < 18 ? "Goddag" : "Godaften";
  return (
    <>
      <Top title={`${greeting}, ${who.name}`} lead={load.data ? waitingText(load.data) : "Ser efter, om nogen venter på dig …"} />
      <Loaded load={load} what="Ser efter">{(todo) => todo && <Cards who={who} todo={todo} again={load.again} />}</Loaded>
      <section class="mt-8" aria-labelledby="everything">
        <h2 id="everything">Her finder du det hele</h2>
        <dl class="everything">
          {menuOf(who).filter((page) => page.about).map((page) => (
            <div key={page.path}>
              <dt><Link to={page.path}>{page.menu}</Link></dt>
              <dd>{page.about}</dd>
            </div>
          ))}
          <div>
            <dt><Link to="/account">Din konto</Link></dt>
            <dd>Skift adgangskode, og se, hvor du er logget ind.</dd>
          </div>
        </dl>
      </section>
    </>
  );
}
