import { useState } from "react";

/** Sample picture on the control server, which an app can fetch too. */
export const SAMPLE_PHOTO = "/media/sample-photo.png";

const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3})$/;

/** Only local pictures are shown, because the browser must not fetch other URLs from a message. */
export function Attachment({ url }: { readonly url: string }) {
  const { pathname, href, host, hostname } = new URL(url);
  const [failed, setFailed] = useState(false);
  const name = pathname.split("/").at(-1) || href;
  if (LOCAL.test(hostname) && !failed)
    return <img className="attachment-photo" src={href} alt={name} onError={() => setFailed(true)} />;
  return (
    <a className="attachment" href={href} target="_blank" rel="noreferrer noopener">
      <strong>{name}</strong>
      <span>{host}</span>
    </a>
  );
}
