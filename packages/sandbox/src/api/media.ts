import { badParameter } from "./api-error.js";
import { optionalTexts, type Fields } from "./fields.js";

const MAX_FILES = 5; // documented

// Nothing is fetched from other machines, so there only a file ending can tell a type. These are endings of types that the documents do not
// list. Any other ending, or none, passes: its type cannot be known from here.
const REFUSED_ENDINGS = new Set(
  "svg webp heic heif avif tif tiff ico psd mov avi mkv webm flv wmv ogg oga ogv flac opus html htm js mjs css json xml txt md zip rar 7z tar bz2 exe msi dmg apk jar doc docx xls xlsx ppt pptx".split(
    " ",
  ),
);

/** The media of a send: at most five http or https URLs. An empty list is an SMS. */
export function readMediaUrls(fields: Fields): readonly string[] {
  const urls = optionalTexts(fields, "mediaUrls") ?? [];
  if (urls.length > MAX_FILES) throw badParameter(`"mediaUrls" may have at most ${MAX_FILES} entries.`);
  for (const text of urls) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol))
      throw badParameter('"mediaUrls" must hold http or https URLs.');
    const [, ending] = /\.([a-z0-9]+)$/i.exec(url.pathname) ?? [];
    if (ending !== undefined && REFUSED_ENDINGS.has(ending.toLowerCase())) {
      throw badParameter('"mediaUrls" holds a file whose MIME type is not supported.');
    }
  }
  return urls;
}
