/** Where the control server has a picture that an app may fetch as well. */
export const SAMPLE_PHOTO = "/media/sample-photo.png";

/** A file of an MMS. Only the sandbox's own sample is shown: anything else would be fetched from wherever a text says. */
export function Attachment({ url }: { readonly url: string }) {
  const { origin, pathname, href, host } = new URL(url);
  if (origin === location.origin && pathname === SAMPLE_PHOTO)
    return <img className="attachment-photo" src={SAMPLE_PHOTO} alt="Sample" width="240" height="160" />;
  return (
    <a className="attachment" href={href} target="_blank" rel="noreferrer noopener">
      <strong>{pathname.split("/").at(-1) || href}</strong>
      <span>{host}</span>
    </a>
  );
}
