import { posix } from "node:path";
import { REPOSITORY } from "./repository.js";

/** A README as npm shows it: npm has none of the repository's other files, so each relative link gets an address. */
export function npmReadme(markdown, folder, address = REPOSITORY) {
  const absolute = (target) => {
    const [path, anchor] = target.split("#");
    const file = posix.normalize(posix.join(folder, path));
    return `${address}/blob/main/${file}${anchor === undefined ? "" : `#${anchor}`}`;
  };
  // Code keeps what it has: every other piece of the split is a block of code.
  return markdown
    .split(/^(```[\s\S]*?^```$)/m)
    .map((piece, index) =>
      index % 2 === 1 ? piece : piece.replace(RELATIVE_LINK, (_, start, target) => `${start}(${absolute(target)})`),
    )
    .join("");
}

const RELATIVE_LINK = /(\])\((?![a-z]+:|#)([^)\s]+)\)/g;
