import { badParameter } from "./api-error.js";
import { optionalStrings, type Fields } from "./fields.js";

const MAX_FILES = 5; // documented

// Media on other machines is not fetched, so its type can be determined only from a file extension. The file
// extensions below belong to media types that the documentation does not list. All other extensions are accepted.
const REFUSED_ENDINGS = new Set(
  "svg webp heic heif avif tif tiff ico psd mov avi mkv webm flv wmv ogg oga ogv flac opus html htm js mjs css json xml txt md zip rar 7z tar bz2 exe msi dmg apk jar doc docx xls xlsx ppt pptx".split(
    " ",
  ),
);

/** Reads the media URLs from a send request: at most five http or https URLs. */
export function readMediaUrls(fields: Fields): readonly string[] {
  const urls = optionalStrings(fields, "mediaUrls") ?? [];
  if (urls.length > MAX_FILES) throw badParameter(`"mediaUrls" must contain at most ${MAX_FILES} entries.`);
  for (const mediaUrl of urls) {
    const url = URL.canParse(mediaUrl) ? new URL(mediaUrl) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol))
      throw badParameter('"mediaUrls" must contain only http or https URLs.');
    const [, ending] = /\.([a-z0-9]+)$/i.exec(url.pathname) ?? [];
    if (ending !== undefined && REFUSED_ENDINGS.has(ending.toLowerCase())) {
      throw badParameter('A file in "mediaUrls" has an unsupported MIME type.');
    }
  }
  return urls;
}
