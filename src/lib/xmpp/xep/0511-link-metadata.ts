// XEP-0511: Link Metadata, 0.1.0, https://xmpp.org/extensions/xep-0511.html
import { attr, children, childText, el, text, type Element } from '../xml';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const OG = 'https://ogp.me/ns#';
/** More than these are not looked at. */
const MOST = 4;
/** How much of each is kept, in UTF-16 units, and of a picture in characters of base64: 48 KB. */
const LONGEST = { url: 2_048, title: 300, description: 600, site: 100, image: 65_536 };
const IMAGE = /^data:(image\/(?:png|jpeg|webp|gif));base64,/i;

/** What a sender says of a page (§3.1). All of it is theirs to invent. */
export interface LinkMetadata {
  /** The link as it stands in the message. */
  url: string;
  title?: string;
  description?: string;
  site?: string;
  /** Base64, carried in the message; pictures elsewhere are left out, since a message must not make anybody call there. */
  image?: { data: string; type: string };
}

/** Reads what is said of links. */
export function parseLinkMetadata(message: Element): LinkMetadata[] {
  return children(message, 'Description', RDF)
    .slice(0, MOST)
    .flatMap((description) => {
      const url = aboutOf(description);
      if (url === undefined || url.length > LONGEST.url || !/^https?:\/\//i.test(url)) return [];
      const title = lineOf(description, 'title', LONGEST.title);
      const words = lineOf(description, 'description', LONGEST.description);
      const site = lineOf(description, 'site_name', LONGEST.site);
      const image = imageOf(description);
      if (!title && !words && !image) return [];
      return [
        {
          url,
          ...(title && { title }),
          ...(words && { description: words }),
          ...(site && { site }),
          ...(image && { image })
        }
      ];
    });
}

/** Says it of a link. */
export function buildLinkMetadata({ url, title, description, site, image }: LinkMetadata): Element {
  return el(
    'rdf:Description',
    { 'xmlns:rdf': RDF, 'xmlns:og': OG, 'rdf:about': url },
    title !== undefined && el('og:title', {}, title),
    description !== undefined && el('og:description', {}, description),
    image && el('og:image', {}, `data:${image.type};base64,${image.data}`),
    site !== undefined && el('og:site_name', {}, site)
  );
}

/** The attribute counts in the same namespace only, whatever its prefix is. */
function aboutOf(description: Element): string | undefined {
  const name = Object.keys(description.attrs).find((key) => {
    const [prefix, local] = key.split(':');
    return local === 'about' && prefix !== undefined && description.findNS(prefix) === RDF;
  });
  return name === undefined ? undefined : attr(description, name);
}

function lineOf(description: Element, name: string, longest: number): string {
  const line = (childText(description, name, OG) ?? '').slice(0, longest * 4);
  return line.replace(/\s+/g, ' ').trim().slice(0, longest).toWellFormed();
}

function imageOf(description: Element): LinkMetadata['image'] {
  for (const image of children(description, 'image', OG).slice(0, MOST)) {
    const uri = text(image).trim();
    const [head, type] = IMAGE.exec(uri) ?? [];
    const data = head === undefined ? '' : uri.slice(head.length);
    const isWhole = data.length > 0 && data.length <= LONGEST.image && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
    if (type !== undefined && isWhole) return { data, type: type.toLowerCase() };
  }
  return undefined;
}
