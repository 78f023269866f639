// URL shorteners that anyone can use. Short domains that belong to a single brand are not included.
const SHORTENERS: ReadonlySet<string> = new Set(
  (
    "adf.ly bit.do bit.ly bitly.com bl.ink budurl.com buff.ly chilp.it clck.ru cutt.ly dlvr.it goo.gl is.gd j.mp kutt.it lnkd.in " +
    "mcaf.ee ow.ly po.st qr.ae rb.gy rebrand.ly s.id short.gy shorte.st shorturl.at snip.ly soo.gd su.pr t.co t.ly t2m.io tiny.cc " +
    "tiny.one tinyurl.com tny.im trib.al u.to urlz.fr v.gd x.co"
  ).split(" "),
);

// The pattern requires a path. Otherwise, "at t.co" would count as a link.
const LINK = /(?<![\w.@/-])(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d{1,5})?\/\S+/gi;

/** Finds links from public shorteners and their subdomains in a message body. */
export function findShortLinks(body: string): { readonly position: number; readonly host: string }[] {
  return [...body.matchAll(LINK)].flatMap(({ index: position, 1: name = "" }) => {
    const labels = name.toLowerCase().split(".");
    const host = labels.map((_, start) => labels.slice(start).join(".")).find((each) => SHORTENERS.has(each));
    return host === undefined ? [] : [{ position, host }];
  });
}
