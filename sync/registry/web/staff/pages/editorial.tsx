// The editorial pages of the screens.
import { api } from "../api";
import { Loaded, Nothing, useLoad } from "../parts/load";
import { Top } from "../parts/top";
import { Link } from "../route";
import type { Listed } from "../networks/editorial";

export default function Editorial() {
  const load = useLoad((signal) => api<{ pages: Listed[] }>("GET", "v1/staff/pages", undefined, signal));
  return (
    <>
      <Top title="Sider" lead="Det, skærmene fortæller om Netværksstrukturen." />
      <Loaded load={load} what="Henter sider">
        {({ pages }) => pages.length === 0 ? <Nothing title="Der er ingen sider endnu"><p>De kommer med, når indholdet indlæses fra en fil.</p></Nothing> : (
          <div class="tiles">
            {pages.map((one) => (
              <Link key={one.id} class="tile" to={`/pages/${one.id}`}>
                <h2>{one.title}</h2>
                <p>{one.body.blocks.find((block) => block.type === "paragraph")?.text ?? ""}</p>
              </Link>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}
