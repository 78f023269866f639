import { useState } from "react";

/** Where the control server has a picture that an app may fetch as well. */
export const SAMPLE_PHOTO = "/media/sample-photo.png";

const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3})$/;

/** A file of an MMS. Only local pictures are shown: anything else would be fetched from wherever a message says. */
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
