import { describe, expect, it } from 'vitest';
import { stanza } from '../../../../tests/support/requests';
import { el, parseFrame } from '../xml';
import { buildLinkMetadata, parseLinkMetadata } from './0511-link-metadata';

const URL = 'https://the.link.example.com/what-was-linked-to';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const PIXEL = 'R0lGODlh';
const described = (inside: string, about = `rdf:about="${URL}"`, ns = RDF) =>
  parseLinkMetadata(
    stanza(`<message to='romeo@montague.lit' type='chat'><body>I wanted to mention ${URL}</body>
      <rdf:Description xmlns:rdf="${ns}" xmlns:og="https://ogp.me/ns#" xmlns:ogi="https://ogp.me/ns#image:" ${about}>
      ${inside}</rdf:Description></message>`)
  );
const title = '<og:title>The Best Webpage</og:title>';

describe('what is said of a link', () => {
  it('is read, without pictures that lie elsewhere', () => {
    const example = `${title}<og:description>This is a great webpage
        and you will really like it</og:description>
      <og:url>https://example.com/canonical-url/for/what-was-linked-to</og:url>
      <og:image>https://link.to.example.com/image.png</og:image>
      <og:image>cid:sha-256+e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855@bob.xmpp.org</og:image>
      <og:image>ni:///shai-256;47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU</og:image>
      <og:image>data:image/jpeg;base64,${PIXEL}</og:image>
      <ogi:alt>Alt text for the social media image</ogi:alt>
      <og:video>https://videos.example.com/video-embed.html</og:video>
      <og:type>website</og:type><og:site_name>Example Website</og:site_name>`;
    expect(described(example)).toEqual([
      {
        url: URL,
        title: 'The Best Webpage',
        description: 'This is a great webpage and you will really like it',
        site: 'Example Website',
        image: { data: PIXEL, type: 'image/jpeg' }
      }
    ]);
  });

  it('is written as it is read', () => {
    const said = {
      url: URL,
      title: 'Cake & <more>',
      description: 'Sugar',
      site: 'Cakes',
      image: { data: PIXEL, type: 'image/png' }
    };
    const message = el('message', { xmlns: 'jabber:client' }, buildLinkMetadata(said));
    expect(parseLinkMetadata(parseFrame(message.toString()))).toEqual([said]);
    expect(buildLinkMetadata({ url: URL }).toString()).toBe(
      `<rdf:Description xmlns:rdf="${RDF}" xmlns:og="https://ogp.me/ns#" rdf:about="${URL}"/>`
    );
  });

  it('counts in its own namespace, whatever the prefix is', () => {
    expect(described(title, `about="${URL}"`)).toEqual([]);
    expect(described(title, `og:about="${URL}"`)).toEqual([]);
    expect(described(title, `xmlns:r="${RDF}" r:about="${URL}"`)).toHaveLength(1);
    expect(described(title, undefined, 'urn:other')).toEqual([]);
    expect(described('<title>x</title>')).toEqual([]);
  });

  it('is of a page on the web, and says something', () => {
    for (const url of ['javascript:alert(1)', 'ftp://a.example', '', `https://a.example/${'x'.repeat(3_000)}`])
      expect(described(title, `rdf:about="${url}"`)).toEqual([]);
    expect(described('')).toEqual([]);
    expect(described('<og:title>  </og:title><og:site_name>Bank</og:site_name>')).toEqual([]);
  });

  it('is no more than fits, and no picture that could do anything', () => {
    const [said] = described(`<og:title>${'x '.repeat(90_000)}</og:title>`);
    expect(said?.title).toHaveLength(300);
    const images = [
      'data:image/svg+xml;base64,PHN2Zy8+',
      'data:text/html;base64,PHN2Zy8+',
      'data:image/png,%89PNG',
      'data:image/png;base64,***',
      'data:image/png;base64,',
      `data:image/png;base64,${'A'.repeat(70_000)}`
    ];
    for (const image of images) expect(described(`${title}<og:image>${image}</og:image>`)[0]?.image).toBeUndefined();
    const many = Array.from({ length: 9 }, () => buildLinkMetadata({ url: URL, title: 'x' }));
    expect(parseLinkMetadata(el('message', {}, ...many))).toHaveLength(4);
  });
});
